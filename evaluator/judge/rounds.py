"""One answer read in as many requests as there are points: the first alone, then all others at once.

The first leaves what they have in common, the question and the answer, in the endpoint's cache for the others. After a
try in which some of them failed, only those are asked again, in the same way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from evaluator.digests import digest_json
from evaluator.domain.judgements import Usage
from evaluator.domain.questions import Canary, ExpectedPoint
from evaluator.domain.readings import Assignment, Exchange, Reading
from evaluator.judge.dialogue import numbered
from evaluator.judge.patience import Patience

ReadOne = Callable[[Assignment, Patience], Awaitable[Reading]]
"""Reads the answer for the one point of that assignment, within that time."""


async def read_each(assignment: Assignment, patience: Patience, read_one: ReadOne) -> Reading:
    """One reading put together from one for each point asked.

    A point that comes to nothing leaves the whole answer unscored. `unsure` would say that the judge had looked and
    could not tell, and a decoy without a reply would no longer catch a judge that credits everything. What the others
    came to is kept, for the next try.
    """
    readings = {claim.point_id: reading for reading in assignment.earlier for claim in reading.claims}
    first, *others = [asked for asked in assignment.asked if asked.id not in readings]
    readings[first.id] = await read_one(_only(first, assignment), patience)
    if readings[first.id].unscored is None:
        came = await asyncio.gather(*(read_one(_only(other, assignment), patience.beside()) for other in others))
        readings |= zip((other.id for other in others), came, strict=True)
    return _together([readings[asked.id] for asked in assignment.asked if asked.id in readings])


def _only(asked: ExpectedPoint | Canary, assignment: Assignment) -> Assignment:
    return replace(assignment, asked=(asked,), earlier=())


def _together(readings: Sequence[Reading]) -> Reading:
    unscored = next((reading.unscored for reading in readings if reading.unscored), None)
    exchange = _joined([reading.exchange for reading in readings])
    if unscored is not None:
        return Reading((), exchange, unscored, parts=tuple(readings))
    return Reading(tuple(claim for reading in readings for claim in reading.claims), exchange)


def _joined(exchanges: Sequence[Exchange]) -> Exchange:
    """All that went to and fro, in the points' order. A message that goes along each time is kept once."""
    sent = [message for exchange in exchanges for message in exchange.sent]
    usage = Usage()
    for exchange in exchanges:
        usage = usage.plus(exchange.usage)
    return replace(
        next((exchange for exchange in exchanges if exchange.model_answered), exchanges[0]),
        rendered_digest=digest_json([exchange.rendered_digest for exchange in exchanges]),
        parameters_refused=tuple(dict.fromkeys(name for one in exchanges for name in one.parameters_refused)),
        sent=tuple(message for number, message in enumerate(sent) if message not in sent[:number]),
        raw_replies=tuple(reply for exchange in exchanges for reply in exchange.raw_replies),
        attempts=numbered(attempt for exchange in exchanges for attempt in exchange.attempts),
        usage=usage,
    )
