"""Insights as of now: read, derived off the event loop, and remembered for as long as nothing new is recorded."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from evaluator.domain.agreement.coefficients import Coefficient
from evaluator.domain.agreement.figures import Figure
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.samples import Floats, Row, collect_rows
from evaluator.domain.insight_counts import Recorded
from evaluator.domain.insight_derivation import derive
from evaluator.domain.insights import InsightFilter, Insights
from evaluator.domain.ledger import Following
from evaluator.domain.questions import QuestionBank
from evaluator.services.following import CatchUp

SEED = 1
"""Of resampling: the same reviews have the same intervals."""

RESAMPLES = 800
"""Fewer than elsewhere: chance moves the ends of an interval by a fortieth of its width then, not by a sixtieth."""

FILTERS, SAMPLES = 32, 8_000
"""How many filters' insights, and how many samples' figures, are remembered."""

REST = 10
"""So many times as long as insights take to derive they are left as they are: a tenth of a processor at the most."""


class InsightLog(Protocol):
    """What insights are made of."""

    async def read(self, wanted: InsightFilter) -> Recorded:
        """All of it for a filter, as of one moment. Raises StoreError leaves."""


class InsightService:
    """How far judge and people agree, and what judging took."""

    def __init__(
        self, log: InsightLog, catch_up: CatchUp, bank: QuestionBank, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._log = log
        self._catch_up = catch_up
        self._bank = bank
        self._monotonic = monotonic
        self._memory = Memory()
        self._derived: OrderedDict[InsightFilter, _Derived] = OrderedDict()
        # Two that derive the same at once would take twice as long.
        self._turn = asyncio.Lock()

    async def show(self, wanted: InsightFilter) -> Insights:
        """Insights of what a filter lets through; they say up to which entry. Raises StoreError leaves.

        While more is recorded all the time they may be a moment old: ten times as long as they take to derive.
        """
        standing = await self._catch_up()
        async with self._turn:
            known = self._derived.get(wanted)
            if known is None or self._is_outdated(known, standing):
                known = self._derived[wanted] = await self._derive(wanted)
            self._derived.move_to_end(wanted)
            while len(self._derived) > FILTERS:
                self._derived.popitem(last=False)
        return known.insights

    def _is_outdated(self, known: "_Derived", standing: Following) -> bool:
        is_behind = known.insights.following.seq < standing.seq
        return is_behind and self._monotonic() >= known.fresh_until

    async def _derive(self, wanted: InsightFilter) -> "_Derived":
        began = self._monotonic()
        recorded = await self._log.read(wanted)
        insights = await asyncio.to_thread(derive, recorded, wanted, self._bank, self._memory)
        done = self._monotonic()
        return _Derived(insights, done + REST * (done - began))


@dataclass(frozen=True, slots=True)
class _Derived:
    """Insights, and until when (on the monotonic clock) they are fresh enough though more was recorded."""

    insights: Insights
    fresh_until: float


class Memory:
    """Measures samples, and remembers what it found: of a hundred groups of answers a review changes four."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[bytes, tuple[str, ...], int], Mapping[str, Figure]] = OrderedDict()

    def __call__(
        self, rows: Floats, imagined: tuple[Row, ...], coefficients: Sequence[Coefficient], needed: int
    ) -> Mapping[str, Figure]:
        """See `domain.insight_agreement.Measuring`."""
        key = blake2b(rows.tobytes()).digest(), tuple(coefficient.name for coefficient in coefficients), needed
        found = self._found.get(key)
        if found is None:
            sample = collect_rows(rows, imagined)
            found = self._found[key] = measure(sample, coefficients, seed=SEED, needed=needed, resamples=RESAMPLES)
        self._found.move_to_end(key)
        while len(self._found) > SAMPLES:
            self._found.popitem(last=False)
        return found
