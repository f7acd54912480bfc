"""Whether a judge may judge: what its screening found is looked up before it is asked, and goes with its judgements.

Nothing here loads what screening itself takes: batches come by this way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.days import told_day_of
from evaluator.domain.fitness import Fitness
from evaluator.domain.judgements import Flag, FlagCode, JudgeIdentity
from evaluator.errors import JudgeUnfit

REMEMBERED = timedelta(seconds=10)
"""For so long what was looked up is not looked up again: a batch that is made and started asks once."""

UNFIT = (Flag(FlagCode.UNFIT_JUDGE),)
NO_PANELS: Mapping[str, Sequence[JudgeIdentity]] = {}


class FirstUse(StrEnum):
    """What happens when a judge is used that was never screened with its settings."""

    SCREEN = "screen"
    TELL = "tell"
    OFF = "off"


class FitnessLog(Protocol):
    """Where screenings are kept."""

    async def fitness(self, settings: Digest) -> Fitness | None:
        """What the newest screening under these settings found; None where there was none."""


class Admission(Protocol):
    """Asked before a judge judges."""

    async def admit(self, judge: JudgeIdentity, /) -> None:
        """Return where the judge may judge; raise JudgeUnfit where it may not, or a StoreError leaf."""

    def flags_of(self, judge: JudgeIdentity, /) -> tuple[Flag, ...]:
        """The flags that go with all its judgements, as far as was looked up."""

    async def learn(self, judge: JudgeIdentity, /) -> Fitness | None:
        """Look up what the newest screening of a judge found, None where there was none, and refuse nobody."""

    async def is_new(self, judge: JudgeIdentity, /) -> bool:
        """Whether somebody should be told that this judge was never screened with its settings."""


class Everybody:
    """Admits every judge. See Admission."""

    async def admit(self, _judge: JudgeIdentity, /) -> None:
        """See Admission."""

    async def learn(self, _judge: JudgeIdentity, /) -> Fitness | None:
        """See Admission."""
        return None

    def flags_of(self, _judge: JudgeIdentity, /) -> tuple[Flag, ...]:
        """See Admission."""
        return ()

    async def is_new(self, _judge: JudgeIdentity, /) -> bool:
        """See Admission."""
        return False


EVERYBODY = Everybody()


class ByScreening:
    """Refuses judges that were found unfit, or flags what they say. See Admission.

    `exempt` names the judges that are never screened by themselves. `screen` is called at the first use of a judge
    that was never screened and returns what it found, None where nothing could be told; without it, none is.
    `panels` names who sits on each panel: until that was screened itself, it may judge as far as all of them may.
    """

    def __init__(
        self,
        log: FitnessLog,
        clock: Callable[[], datetime],
        *,
        exempt: Collection[str],
        allow_unfit: bool,
        first_use: FirstUse,
        screen: Callable[[str], Awaitable[Fitness | None]],
        panels: Mapping[str, Sequence[JudgeIdentity]] = NO_PANELS,
    ) -> None:
        self._log = log
        self._clock = clock
        self._exempt = exempt
        self._allow_unfit = allow_unfit
        self._first_use = first_use
        self._screen = screen
        self._panels = panels
        self._known: dict[Digest, tuple[Fitness | None, datetime]] = {}
        self._screening = asyncio.Lock()

    async def admit(self, judge: JudgeIdentity, /) -> None:
        """See Admission."""
        found = await self._find(judge)
        if found is None and self._first_use is FirstUse.SCREEN:
            found = await self._find_out(judge)
        if found is not None and not found.is_fit and not self._allow_unfit:
            raise JudgeUnfit(
                f"Judge {judge.name} was screened on {told_day_of(found.day)} and is unfit: it {found.words}. "
                f"Choose another judge, screen it again with `evaluator doctor --screen {judge.name}`, "
                "or let it judge with a flag on all that it says: `allow_unfit = true` "
                "in the table [screening] of evaluator.toml."
            )
        if found is None:
            for member in self._panels.get(judge.name, ()):
                await self.admit(member)

    async def learn(self, judge: JudgeIdentity, /) -> Fitness | None:
        """See Admission."""
        return await self._find(judge)

    def flags_of(self, judge: JudgeIdentity, /) -> tuple[Flag, ...]:
        """See Admission."""
        found, _ = self._known.get(judge.settings_digest, (None, None)) if judge.settings_digest else (None, None)
        if found is not None:
            return () if found.is_fit else UNFIT
        return next((flags for one in self._panels.get(judge.name, ()) if (flags := self.flags_of(one))), ())

    async def is_new(self, judge: JudgeIdentity, /) -> bool:
        """See Admission."""
        is_watched = self._first_use is not FirstUse.OFF and self._is_screened(judge)
        return is_watched and await self._find(judge) is None

    def _is_screened(self, judge: JudgeIdentity, /) -> bool:
        return judge.settings_digest is not None and judge.name not in self._exempt

    async def _find(self, judge: JudgeIdentity, /) -> Fitness | None:
        if judge.settings_digest is None or judge.name in self._exempt:
            return None
        found, since = self._known.get(judge.settings_digest, (None, None))
        if since is None or self._clock() - since > REMEMBERED:
            found = await self._log.fitness(judge.settings_digest)
            self._known[judge.settings_digest] = found, self._clock()
        return found

    async def _find_out(self, judge: JudgeIdentity, /) -> Fitness | None:
        """Screen it, once however many wait for that."""
        if judge.settings_digest is None or judge.name in self._exempt:
            return None
        async with self._screening:
            found = await self._log.fitness(judge.settings_digest) or await self._screen(judge.name)
            self._known[judge.settings_digest] = found, self._clock()
        return found
