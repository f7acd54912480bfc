"""Sending answers without a score back to be judged again, each under a fresh judgement id."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from evaluator.domain.batches import Batch, ItemState, Pause
from evaluator.store.batches.moves import required_in, stand_in
from evaluator.store.tables import answers, batch_items

CHUNK = 200
"""Answers to a transaction, so that nobody else who writes waits for all of them."""

_OF_BATCH = batch_items.c.batch_id == bindparam("batch")
# Those whose words were erased have no answer any more, and stay as they are.
_UNSCORED = (
    select(batch_items.c.position, batch_items.c.judgement_id)
    .join(answers, answers.c.judgement_id == batch_items.c.judgement_id)
    .where(_OF_BATCH, batch_items.c.position > bindparam("after"), batch_items.c.state == ItemState.UNSCORED.value)
    .order_by(batch_items.c.position)
    .limit(CHUNK)
)
_SAID = [column for column in answers.c if column.name != "judgement_id"]
_SAY_AGAIN = insert(answers).from_select(
    ["judgement_id", *(column.name for column in _SAID)],
    select(bindparam("fresh", type_=answers.c.judgement_id.type), *_SAID).where(
        answers.c.judgement_id == bindparam("earlier")
    ),
)
_SEND_BACK = (
    update(batch_items)
    .where(_OF_BATCH, batch_items.c.position == bindparam("place"))
    .values(judgement_id=bindparam("fresh"), state=ItemState.WAITING.value, chunk=None)
)


def send_back_in(
    connection: Connection, batch_id: str, after: int, new_id: Callable[[], str], pause: Pause, at: datetime
) -> tuple[Batch, int | None]:
    """Send back a chunk of those that come after a position, and reopen the batch with the first.

    Returns the batch and the last position, None once there are no more. Raises BatchUnknown.
    """
    batch = required_in(connection, batch_id)
    found = connection.execute(_UNSCORED, {"batch": batch_id, "after": after}).all()
    reopened = batch.reopened(len(found), pause)
    if reopened == batch:
        return batch, None
    sent = [{"batch": batch_id, "place": row.position, "earlier": row.judgement_id, "fresh": new_id()} for row in found]
    for one in sent:
        connection.execute(_SAY_AGAIN, {"earlier": one["earlier"], "fresh": one["fresh"]})
    connection.execute(_SEND_BACK, sent)
    return stand_in(connection, reopened, at), found[-1].position
