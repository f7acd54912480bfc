"""No index of the answers that wait: they are found by the primary key, and every judgement had to move one in it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.drop_index("ix_batch_items_waiting", "batch_items")


def downgrade() -> None:
    op.create_index(
        "ix_batch_items_waiting",
        "batch_items",
        ["batch_id", "position"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
