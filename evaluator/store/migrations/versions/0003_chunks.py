"""Chunks of batches, handed out to workers: which item is in which, and what each has set aside of the budget."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WAITING = "state = 'waiting' AND chunk IS NOT NULL"


def upgrade() -> None:
    op.add_column("batch_items", sa.Column("chunk", sa.Integer))
    only = sa.text(WAITING)
    op.create_index(
        "ix_batch_items_chunk",
        "batch_items",
        ["batch_id", "chunk", "position"],
        sqlite_where=only,
        postgresql_where=only,
    )
    op.create_table(
        "batch_chunks",
        sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("reserved_billionths", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("batch_chunks")
    op.drop_index("ix_batch_items_chunk", "batch_items")
    op.drop_column("batch_items", "chunk")
