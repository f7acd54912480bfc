"""What a batch's row should have counted, counted again from its items and their judgements."""

from collections import Counter
from functools import reduce

from sqlalchemy import Connection, select

from evaluator.domain.batches import ItemState, Tally
from evaluator.domain.judgements import Usage
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.batches.standing import BILLION, billionths
from evaluator.store.database import Database
from evaluator.store.tables import batch_items, judgements

_ITEMS = select(batch_items.c.state, judgements).outerjoin_from(
    batch_items, judgements, judgements.c.id == batch_items.c.judgement_id
)
_STATUS = {ItemState.SCORED: "scored", ItemState.UNSCORED: "unscored", ItemState.WAITING: None}
"""What status the judgement of an item has; what is cancelled may have any or none."""


async def assert_counted(database: Database, batch_id: str) -> Tally:
    """The batch's tally, after making sure that it and the usage are exactly what a recount finds."""
    batch = await SqlBatchLog(database).get(batch_id)
    assert batch is not None
    tally, usage = await database.read(lambda connection: recounted(connection, batch_id))
    assert (batch.tally, batch.usage) == (tally, usage)
    return tally


def recounted(connection: Connection, batch_id: str) -> tuple[Tally, Usage]:
    """Every item counted where it stands, and what all judgements took together."""
    rows = connection.execute(_ITEMS.where(batch_items.c.batch_id == batch_id)).all()
    assert [row for row in rows if row.status != _STATUS.get(ItemState(row.state), row.status)] == []
    stands = Counter(ItemState(row.state) for row in rows)
    judged = [row for row in rows if row.status is not None]
    costs = [billionths(row.cost) or 0 for row in judged if row.cost is not None]
    tokens = (Usage(row.input_tokens, row.cached_tokens, row.output_tokens) for row in judged)
    usage = reduce(Usage.plus, tokens, Usage(cost=None))
    return (
        Tally(
            waiting=stands[ItemState.WAITING],
            scored=stands[ItemState.SCORED],
            unscored=stands[ItemState.UNSCORED],
            cancelled=stands[ItemState.CANCELLED],
            shared=sum(row.status == "scored" and row.shared_from is not None for row in judged),
        ),
        Usage(usage.input_tokens, usage.cached_tokens, usage.output_tokens, sum(costs) / BILLION if costs else None),
    )
