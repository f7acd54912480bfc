"""One answer read in as many requests as there are points: the first alone, then all others at once.

The first leaves what they have in common, the question and the answer, in the endpoint's cache for the others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from evaluator.digests import digest_json
from evaluator.domain.judgements import Usage
from evaluator.domain.readings import Assignment, Exchange, Reading
from evaluator.judge.dialogue import numbered
from evaluator.judge.patience import Patience

ReadOne = Callable[[Assignment, Patience], Awaitable[Reading]]
"""Reads the answer for the one point of that assignment, within that time."""


async def read_each(assignment: Assignment, patience: Patience, read_one: ReadOne) -> Reading:
    """One reading put together from one for each point asked.

    A point that comes to nothing leaves the whole answer unscored. `unsure` would say that the judge had looked and
    could not tell, and a decoy without a reply would no longer catch a judge that credits everything.
    """
    first, *others = [replace(assignment, asked=(asked,)) for asked in assignment.asked]
    readings = [await read_one(first, patience)]
    if readings[0].unscored is None:
        readings += await asyncio.gather(*(read_one(other, patience.beside()) for other in others))
    unscored = next((reading.unscored for reading in readings if reading.unscored), None)
    claims = () if unscored else tuple(claim for reading in readings for claim in reading.claims)
    return Reading(claims, _joined([reading.exchange for reading in readings]), unscored)


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
