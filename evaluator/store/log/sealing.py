"""What is sealed to a reader, as a condition on the log: passed over while a page is looked for, not taken out after.

A page out of which it was taken would be short of it, and could end with it.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, FromClause, and_, func, select, true

from evaluator.domain.seals import Seal
from evaluator.store.log.conditions import Condition
from evaluator.store.review_tables import review_items
from evaluator.store.reviews.eligibility import may_be_asked
from evaluator.store.reviews.first_looks import is_kept_first
from evaluator.store.reviews.seeds import is_held_back
from evaluator.store.tables import judgements


def unsealed(seal: Seal) -> Condition:
    """That a judgement's results may be told to the reader."""
    return Condition(lambda row: and_(true(), *(~one for one in _seals(row, seal))), (judgements.c.shared_from,))


def _seals(row: FromClause, seal: Seal) -> Iterator[ColumnElement[bool]]:
    if seal.queue:
        yield _waits(row, seal)
    if seal.first_looks:
        yield is_kept_first(row, seal.reader)
    if seal.seeds:
        yield is_held_back(row, seal.reader)


def _waits(row: FromClause, seal: Seal) -> ColumnElement[bool]:
    item = select(review_items.c.judgement_id).where(
        review_items.c.judgement_id == func.coalesce(row.c.shared_from, row.c.id),
        *may_be_asked(seal.reader, seal.at),
    )
    return item.exists()
