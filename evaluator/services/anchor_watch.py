"""Anchors judged in the background: as often as the settings say, and when what is served has changed.

One process at a time has a judge judge them, by a turn in the record. Rounds go the way of batches, two answers at a
time, so whoever waits for a judgement goes first. Once a watch is alarmed nothing more is asked until somebody has
looked and begun a new one: more rounds would cost, and tell nothing new.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.anchors import Anchored
from evaluator.domain.turns import Turn
from evaluator.errors import EvaluatorError, StoreError
from evaluator.services.anchors import AnchorService
from evaluator.services.surroundings import Surroundings

LOOK_S = 60.0
"""How often it looks whether a round is due."""

APART = timedelta(hours=6)
"""Between two rounds of a judge at the least, whatever has changed: endpoints that serve by turns change all day."""

TURN = timedelta(hours=1)
"""How long a process keeps its turn at most, and how long is waited after a round that came to nothing."""

MONTH = timedelta(days=30)
"""The time that the budget is for."""

AT_ONCE = 2
BY = "evaluator"
"""Who has judges judge anchors when nobody asked for it."""

Report = Callable[[str, str, EvaluatorError | None], None]
"""Told what the watch did: an event's name, the judge, and what went wrong if something did."""


class WatchLog(Protocol):
    """Where turns stand, and what endpoints said. All methods raise StoreError leaves."""

    async def turn(self, judge: str) -> Turn | None:
        """Whose turn it is at a judge, None where nobody's."""

    async def take(self, judge: str, turn: Turn, *, instead_of: Turn | None) -> bool:
        """Take a turn in the place of one that stood; False where another does by now."""

    async def give_up(self, judge: str, owner: str) -> None:
        """End the turn of that process, if it has it."""

    async def served(self, judge: str, settings: Digest | None, since: datetime) -> Collection[str]:
        """As what the endpoint has answered in the judge's newest judgements since then, with these settings."""


class AnchorWatch:
    """Looks after the judges of these names. `price` is what a round is expected to cost, None where nobody knows.

    With a `budget`, all rounds of thirty days cost no more than that, those included that came to nothing; a judge of
    unknown price is not asked then.
    """

    def __init__(
        self,
        anchors: AnchorService,
        log: WatchLog,
        world: Surroundings,
        judges: Sequence[str],
        price: Callable[[str], float | None],
        budget: float | None = None,
    ) -> None:
        self._anchors = anchors
        self._log = log
        self._world = world
        self._judges = judges
        self._price = price
        self._budget = budget
        self._told: dict[str, str] = {}

    async def watch(self, pause: Callable[[float], Awaitable[None]], report: Report) -> None:
        """Judge anchors as they fall due, until cancelled. A failure is reported and tried again."""
        while self._judges:
            for name in self._judges:
                error = None
                try:
                    event = await self.look(name)
                except EvaluatorError as failure:
                    event, error = "anchors_failed", failure
                if event and event != self._told.get(name):
                    report(event, name, error)
                self._told[name] = event
            await pause(LOOK_S)

    async def look(self, name: str) -> str:
        """Have one judge judge the anchors if that is due, affordable and nobody else's turn.

        What came of it as an event's name, empty for nothing. Raises StoreError leaves, and ConfigurationError ones
        where the anchors cannot be read.
        """
        rounds = await self._anchors.rounds()
        if not await self._is_due(name, rounds.get(name, ())):
            return ""
        if refused := await self._refusal(name, rounds):
            return refused
        if not await self._take(name):
            return ""
        # Whoever had the turn before may have done it meanwhile.
        if (await self._anchors.rounds()).get(name, ()) != rounds.get(name, ()):
            await self._log.give_up(name, self._world.owner)
            return ""
        anchored = await self._judged(name)
        if anchored is None:
            return "anchors_unscored"
        await self._log.give_up(name, self._world.owner)
        return "anchors_alarm" if anchored.is_alarmed else "anchors_judged"

    async def _judged(self, name: str) -> Anchored | None:
        """A round; where it is broken off its turn ends, so that it can begin anew at once."""
        try:
            return await self._anchors.judge(name, by=BY, at_once=AT_ONCE)
        except BaseException:
            with suppress(StoreError):
                await self._log.give_up(name, self._world.owner)
            raise

    async def _is_due(self, name: str, rounds: Sequence[Anchored]) -> bool:
        if not rounds:
            return True
        newest = rounds[-1]
        at = datetime.fromisoformat(newest.at)
        if newest.is_alarmed or self._world.clock() - at < APART:
            return False
        known = {served for one in rounds for served in one.served}
        served = await self._log.served(name, self._anchors.identity(name).settings_digest, at)
        return bool(self._anchors.due(newest, {one for one in served if one not in known}))

    async def _refusal(self, name: str, rounds: Mapping[str, Sequence[Anchored]]) -> str:
        """Why there is no round though it is due: an event's name, empty where there is one."""
        if self._budget is None:
            return ""
        price, since = self._price(name), self._world.clock() - MONTH
        if price is None:
            return "anchors_unpriced"
        spent = sum(
            one.cost or 0.0 for each in rounds.values() for one in each if datetime.fromisoformat(one.at) >= since
        )
        begun = await self._anchors.begun(name, since)
        return "anchors_over_budget" if spent + begun.cost + price * begun.left > self._budget else ""

    async def _take(self, name: str) -> bool:
        now, before = self._world.clock(), await self._log.turn(name)
        if before is not None and before.until > now and self._world.is_alive(before.owner):
            return False
        return await self._log.take(name, Turn(self._world.owner, now + TURN), instead_of=before)
