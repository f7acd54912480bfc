"""How far each follower of the ledger has come."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import SEQUENCE

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "followers",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("seq", SEQUENCE, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("followers")
