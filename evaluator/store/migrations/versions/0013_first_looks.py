"""What is kept from interviewers until they have given verdicts of their own."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import Moment

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "first_looks",
        sa.Column("judgement_id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("began_at", Moment, nullable=False),
    )
    op.create_index("ix_first_looks_person", "first_looks", ["person"])


def downgrade() -> None:
    op.drop_table("first_looks")
