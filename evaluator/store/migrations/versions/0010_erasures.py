"""Erasures with the judgements whose words they took, and the holds that keep words from being erased."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import SEQUENCE, Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("ledger_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("basis", "ordered_by", "why")),
        sa.Column("at", Moment, nullable=False),
        sa.Column("deleted", sa.Text, nullable=False),
        sa.Column("cleaned_at", Moment),
        sa.Column("cleaned", sa.Text),
    )
    op.create_table(
        "erased_words",
        sa.Column("judgement_id", sa.Text, primary_key=True),
        sa.Column("erasure_id", sa.Text, sa.ForeignKey("erasures.id"), nullable=False, index=True),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("salt", sa.Text),
        sa.Column("placed_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), nullable=False, unique=True),
        sa.Column("placed_at", Moment, nullable=False),
        sa.Column("placed_by", sa.Text, nullable=False),
        sa.Column("placed_why", sa.Text, nullable=False),
        sa.Column("lifted_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), unique=True),
        sa.Column("lifted_at", Moment),
        *(sa.Column(name, sa.Text) for name in ("lifted_by", "lifted_why")),
    )
    op.create_index("ix_holds_kind_subject", "holds", ["kind", "subject"])


def downgrade() -> None:
    for table in ("holds", "erased_words", "erasures"):
        op.drop_table(table)
