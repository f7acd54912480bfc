"""Judging again what is outdated: which judgements stand, by which versions, and what takes the place of what."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import SEQUENCE

revision = "0011"
down_revision = "0010"

SUPERSEDES = sa.text("supersedes IS NOT NULL")


def upgrade() -> None:
    for table in ("judgements", "batch_items"):
        op.add_column(table, sa.Column("supersedes", sa.Text))
        op.create_index(
            f"ix_{table}_supersedes",
            table,
            ["supersedes"],
            sqlite_where=SUPERSEDES,
            postgresql_where=SUPERSEDES,
        )
    op.create_table(
        "judged_versions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("identity", sa.Text, nullable=False, unique=True),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("question", sa.Text),
        sa.Column("bank", sa.Text),
        sa.Column("judge", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("settings_digest", sa.Text),
        sa.Column("prompt_fingerprint", sa.Text),
        sa.Column("standing", sa.Integer, nullable=False),
    )
    op.create_table(
        "standing_judgements",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column(
            "judgement_id",
            sa.Text,
            sa.ForeignKey("answers.judgement_id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("version", sa.Integer, sa.ForeignKey("judged_versions.id"), nullable=False),
        sa.Column("seq", SEQUENCE, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("is_scored", sa.Boolean, nullable=False),
    )
    op.create_index("ix_standing_judgements_version_seq_size", "standing_judgements", ["version", "seq", "size"])
    op.create_table(
        "rejudgings",
        sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("judge", sa.Text, nullable=False),
        sa.Column("question_id", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("rejudgings")
    op.drop_table("standing_judgements")
    op.drop_table("judged_versions")
    for table in ("batch_items", "judgements"):
        op.drop_index(f"ix_{table}_supersedes", table)
        op.drop_column(table, "supersedes")
