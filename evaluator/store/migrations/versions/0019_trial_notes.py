"""What was answered in screenings and rounds of anchors that are not done yet."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import SEQUENCE, Moment

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "trial_notes",
        sa.Column("id", SEQUENCE, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("judge", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("answer_id", sa.Text, nullable=False),
        sa.Column("sample", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    op.create_index("ix_trial_notes_purpose_at", "trial_notes", ["purpose", "at"])


def downgrade() -> None:
    op.drop_table("trial_notes")
