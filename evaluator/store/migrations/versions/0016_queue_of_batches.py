"""Which batch what waits for review is of, who ordered it told by an index alone, and a full-text index fed faster."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

WAITING = sa.text("still_wanted > 0")
OF_BATCH = sa.text("still_wanted > 0 AND batch_id IS NOT NULL")
BATCHES = """
    UPDATE review_items SET batch_id = (
        SELECT batch_id FROM batch_items WHERE batch_items.judgement_id = review_items.judgement_id
    )
"""
WORDS = "ALTER INDEX ix_search_words_words SET (fastupdate = {})"


def upgrade() -> None:
    op.add_column("review_items", sa.Column("batch_id", sa.Text))
    op.execute(BATCHES)
    op.create_index(
        "ix_review_items_next_of_batch",
        "review_items",
        ["batch_id", "stream", "priority", "judgement_id"],
        sqlite_where=OF_BATCH,
        postgresql_where=OF_BATCH,
    )
    _order_by("judgement_id")
    _feed("on")


def downgrade() -> None:
    _feed("off")
    _order_by("stream")
    op.drop_index("ix_review_items_next_of_batch", "review_items")
    op.drop_column("review_items", "batch_id")


def _order_by(column: str) -> None:
    name = "ix_review_items_ordered_by"
    op.drop_index(name, "review_items")
    op.create_index(name, "review_items", ["ordered_by", column], sqlite_where=WAITING, postgresql_where=WAITING)


def _feed(fastupdate: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(WORDS.format(fastupdate))
