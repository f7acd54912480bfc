"""What batches have in hand, so that no two ask for the same answer at the same time."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import Moment

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("holder", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("in_hand", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("claims")
