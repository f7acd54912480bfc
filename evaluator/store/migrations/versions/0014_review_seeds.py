"""Wrong verdicts shown on purpose."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import SEQUENCE, Moment

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "review_seeds",
        sa.Column("review_id", sa.Text, sa.ForeignKey("reviews.id"), primary_key=True),
        sa.Column("point_id", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("said_at", Moment),
        sa.Column("said_seconds", sa.Double),
        sa.Column("said_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), unique=True),
    )


def downgrade() -> None:
    op.drop_table("review_seeds")
