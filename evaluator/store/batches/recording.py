"""Recording judgements of a batch's items: judgement, item, tally and usage move in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, func, update

from evaluator.domain.batches import ItemState, Tally
from evaluator.domain.judgements import Judgement, Usage
from evaluator.errors import BatchUnknown
from evaluator.store.batches.standing import billionths
from evaluator.store.known import SAID, Place
from evaluator.store.prepared import write_in
from evaluator.store.recording import Sealed, known_of_in, record_beside_in
from evaluator.store.tables import batch_items, batches

_STAND = (
    update(batch_items)
    .where(batch_items.c.batch_id == bindparam("batch"), batch_items.c.position == bindparam("place"))
    .values(state=bindparam("stands"))
)
_TALLIED = ("waiting", "scored", "unscored", "cancelled", "shared")
_USED = ("input_tokens", "cached_tokens", "output_tokens")
_COUNT = (
    update(batches)
    .where(batches.c.id == bindparam("batch"))
    .values({name: batches.c[name] + bindparam(f"more_{name}") for name in (*_TALLIED, *_USED)})
)
_COUNT_COST = _COUNT.values(cost_billionths=func.coalesce(batches.c.cost_billionths, 0) + bindparam("more_cost"))


@dataclass(frozen=True, slots=True)
class Gain:
    """What recording adds to a batch: the tally's numbers are differences, those of what waits below zero."""

    tally: Tally = field(default_factory=Tally)
    usage: Usage = field(default_factory=Usage)
    billionths: int | None = None

    def plus(self, before: ItemState, judgement: Judgement) -> "Gain":
        """With one more judgement, of an item that stood there."""
        cost = billionths(judgement.usage.cost)
        costs = [known for known in (self.billionths, cost) if known is not None]
        return Gain(
            self.tally.moved(before, judgement), self.usage.plus(judgement.usage), sum(costs) if costs else None
        )


def record_items_in(connection: Connection, group: Sequence[Sealed]) -> list[Judgement]:
    """Write judgements of items and return each with its place in the ledger; see BatchLog.record."""
    known = known_of_in(connection, group)
    ids = {one.judgement.id for one in group}
    if not ids <= known.places.keys():
        raise BatchUnknown("There is no batch that this answer is of.")
    # An item's answer was written with it: where it is gone, it was erased.
    kept = record_beside_in(connection, group, known, {of for of in ids if (SAID, of) not in known.there})
    _move(connection, {judgement.id: judgement for judgement in kept}, known.places)
    return kept


def _move(connection: Connection, kept: Mapping[str, Judgement], places: Mapping[str, Place]) -> None:
    gains = defaultdict[str, Gain](Gain)
    stands = []
    for judgement_id, judgement in kept.items():
        place, after = places[judgement_id], ItemState.after(judgement)
        if place.state in (ItemState.WAITING, ItemState.CANCELLED):
            gains[place.batch_id] = gains[place.batch_id].plus(place.state, judgement)
            stands.append({"batch": place.batch_id, "place": place.position, "stands": after.value})
    if stands:
        write_in(connection, _STAND, stands)
    for batch_id, gain in gains.items():
        _count(connection, batch_id, gain)


def _count(connection: Connection, batch_id: str, gain: Gain) -> None:
    more: dict[str, Any] = {"batch": batch_id}
    for names, gained in ((_TALLIED, gain.tally), (_USED, gain.usage)):
        more |= {f"more_{name}": getattr(gained, name) for name in names}
    if gain.billionths is None:
        connection.execute(_COUNT, more)
    else:
        connection.execute(_COUNT_COST, more | {"more_cost": gain.billionths})
