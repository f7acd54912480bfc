"""Turns at judging anchors in the background."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import Moment

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "anchor_turns",
        sa.Column("judge", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("until", Moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("anchor_turns")
