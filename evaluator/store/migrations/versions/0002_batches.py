"""Batches: a file of answers judged together, its questions, and where each answer stands."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import Moment

revision = "0002"
down_revision = "0001"

OF_ITS_KIND = "drafted_at IS NULL AND state <> 'cancelled'"
WAITING = "state = 'waiting'"


def upgrade() -> None:
    _create_batches()
    _create_parts_of_batches()


def downgrade() -> None:
    for table in ("batch_items", "batch_questions", "batches"):
        op.drop_table(table)


def _create_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "identity", "judge")),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("drafted_at", Moment),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("pause_reason", sa.Text),
        sa.Column("pause_detail", sa.Text),
        sa.Column("paused_since", Moment),
        sa.Column("budget", sa.Double),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("waiting", "scored", "unscored", "cancelled", "shared")
        ),
        *(
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("input_tokens", "cached_tokens", "output_tokens")
        ),
        sa.Column("cost_billionths", sa.BigInteger),
        sa.Column("finished_at", Moment),
        sa.Column("owner", sa.Text),
    )
    only = sa.text(OF_ITS_KIND)
    op.create_index(
        "ix_batches_identity", "batches", ["identity"], unique=True, sqlite_where=only, postgresql_where=only
    )
    op.create_index("ix_batches_created_at_id", "batches", ["created_at", "id"])
    op.create_index("ix_batches_created_by_created_at_id", "batches", ["created_by", "created_at", "id"])


def _create_parts_of_batches() -> None:
    op.create_table(
        "batch_questions",
        sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
    )
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("file_row", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("judgement_id", sa.Text, nullable=False, unique=True),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["batch_id", "question"], ["batch_questions.batch_id", "batch_questions.digest"]),
        sa.UniqueConstraint("batch_id", "item_id"),
        sqlite_with_rowid=False,
    )
    only = sa.text(WAITING)
    op.create_index(
        "ix_batch_items_waiting", "batch_items", ["batch_id", "position"], sqlite_where=only, postgresql_where=only
    )
