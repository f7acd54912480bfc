"""Measurements of judges."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import Moment

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "measurements",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("judges", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
    )
    op.create_index("ix_measurements_made_at_id", "measurements", ["made_at", "id"])


def downgrade() -> None:
    op.drop_table("measurements")
