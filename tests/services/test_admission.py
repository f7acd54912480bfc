"""Who may judge: what screenings found, looked up before a judge is asked."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from evaluator.digests import Digest, digest_text
from evaluator.domain.fitness import Fitness, Temper
from evaluator.domain.judgements import FlagCode, JudgeIdentity
from evaluator.errors import JudgeUnfit
from evaluator.services.admission import EVERYBODY, REMEMBERED, ByScreening, FirstUse
from tests.fakes import NOON

JUDGE = JudgeIdentity("gpt", "m-1", "coverage/v2", "llm.example", settings_digest=digest_text("settings"))
PANEL = JudgeIdentity("careful", "matcher/1, then m-1", "coverage/v2", settings_digest=digest_text("panel"))
MATCHER = JudgeIdentity("matcher", "matcher/1", "none", settings_digest=digest_text("matcher"))
FIT = Fitness((), "2026-11-22")
UNFIT = Fitness((Temper.CREDITS_EVERYTHING, Temper.UNSTABLE), "2026-11-22")


@dataclass
class Hall:
    """Where judges are admitted: what is known of each, what a screening would find, and what was asked."""

    known: dict[Digest, Fitness] = field(default_factory=dict)
    would_be: Fitness | None = FIT
    now: datetime = NOON
    looked_up: int = 0
    screened: list[str] = field(default_factory=list)

    def admission(self, first_use: FirstUse = FirstUse.TELL, *, allow_unfit: bool = False) -> ByScreening:
        """The admission with these settings."""
        return ByScreening(
            self,
            lambda: self.now,
            exempt=["matcher"],
            allow_unfit=allow_unfit,
            first_use=first_use,
            screen=self._screen,
            panels={"careful": [MATCHER, JUDGE]},
        )

    async def fitness(self, settings: Digest) -> Fitness | None:
        """See FitnessLog."""
        self.looked_up += 1
        return self.known.get(settings)

    async def _screen(self, name: str) -> Fitness | None:
        await asyncio.sleep(0)
        self.screened.append(name)
        if self.would_be is not None:
            self.known[digest_text("settings")] = self.would_be
        return self.would_be


@pytest.fixture
def hall() -> Hall:
    return Hall()


def found(hall: Hall, fitness: Fitness) -> None:
    """Somebody has screened the judge."""
    hall.known[digest_text("settings")] = fitness


@pytest.mark.parametrize("first_use", [FirstUse.TELL, FirstUse.OFF])
async def test_a_judge_that_nobody_has_screened_may_judge(hall: Hall, first_use: FirstUse) -> None:
    admission = hall.admission(first_use)
    await admission.admit(JUDGE)
    assert (admission.flags_of(JUDGE), hall.screened) == ((), [])


async def test_a_judge_that_was_found_fit_may_judge(hall: Hall) -> None:
    found(hall, FIT)
    admission = hall.admission()
    await admission.admit(JUDGE)
    assert admission.flags_of(JUDGE) == ()


async def test_a_judge_that_was_found_unfit_is_refused_and_it_is_said_why_and_what_to_do(hall: Hall) -> None:
    found(hall, UNFIT)
    with pytest.raises(JudgeUnfit) as refused:
        await hall.admission().admit(JUDGE)
    assert refused.value.code == "judge_unfit"
    for said in ("gpt", "22 Nov 2026", "credits everything and is unstable", "--screen gpt", "allow_unfit = true"):
        assert said in refused.value.message


async def test_where_that_is_allowed_an_unfit_judge_judges_with_a_flag(hall: Hall) -> None:
    found(hall, UNFIT)
    admission = hall.admission(allow_unfit=True)
    await admission.admit(JUDGE)
    assert [flag.code for flag in admission.flags_of(JUDGE)] == [FlagCode.UNFIT_JUDGE]


async def test_another_setting_is_another_judge(hall: Hall) -> None:
    found(hall, UNFIT)
    await hall.admission().admit(replace(JUDGE, settings_digest=digest_text("other settings")))


@pytest.mark.parametrize(
    "judge",
    [pytest.param(MATCHER, id="the matcher"), pytest.param(replace(JUDGE, settings_digest=None), id="nameless")],
)
async def test_the_matcher_is_neither_looked_up_nor_screened(hall: Hall, judge: JudgeIdentity) -> None:
    hall.known[digest_text("matcher")] = UNFIT
    admission = hall.admission(FirstUse.SCREEN)
    await admission.admit(judge)
    assert not await admission.is_new(judge)
    assert (hall.looked_up, hall.screened, admission.flags_of(judge)) == (0, [], ())


async def test_what_was_looked_up_holds_for_a_moment_and_not_for_long(hall: Hall) -> None:
    admission = hall.admission()
    for _ in range(3):
        await admission.admit(JUDGE)
    assert hall.looked_up == 1
    found(hall, UNFIT)
    hall.now += REMEMBERED + timedelta(seconds=1)
    with pytest.raises(JudgeUnfit):
        await admission.admit(JUDGE)


async def test_who_has_not_admitted_a_judge_learns_its_flags_without_refusing_it(hall: Hall) -> None:
    found(hall, UNFIT)
    admission = hall.admission()
    await admission.learn(JUDGE)
    assert [flag.code for flag in admission.flags_of(JUDGE)] == [FlagCode.UNFIT_JUDGE]


@pytest.mark.parametrize(
    ("first_use", "is_told"), [(FirstUse.SCREEN, True), (FirstUse.TELL, True), (FirstUse.OFF, False)]
)
async def test_of_a_new_judge_it_is_told_unless_nobody_wants_to_know(
    hall: Hall, first_use: FirstUse, is_told: bool
) -> None:
    assert await hall.admission(first_use).is_new(JUDGE) is is_told
    found(hall, FIT)
    assert not await hall.admission(first_use).is_new(JUDGE)


async def test_at_its_first_use_a_judge_is_screened_once_for_all_who_wait(hall: Hall) -> None:
    admission = hall.admission(FirstUse.SCREEN)
    await asyncio.gather(*(admission.admit(JUDGE) for _ in range(5)))
    await admission.admit(JUDGE)
    assert hall.screened == ["gpt"]


async def test_a_judge_found_unfit_at_its_first_use_is_refused_there_and_then(hall: Hall) -> None:
    hall.would_be = UNFIT
    with pytest.raises(JudgeUnfit):
        await hall.admission(FirstUse.SCREEN).admit(JUDGE)


async def test_where_nothing_could_be_told_at_first_use_the_judge_may_judge(hall: Hall) -> None:
    hall.would_be = None
    admission = hall.admission(FirstUse.SCREEN)
    await admission.admit(JUDGE)
    assert admission.flags_of(JUDGE) == ()


async def test_where_nothing_is_screened_everybody_is_admitted() -> None:
    await EVERYBODY.admit(JUDGE)
    await EVERYBODY.learn(JUDGE)
    assert (EVERYBODY.flags_of(JUDGE), await EVERYBODY.is_new(JUDGE)) == ((), False)


async def test_a_panel_with_an_unfit_judge_on_it_is_refused_and_it_is_said_who_that_is(hall: Hall) -> None:
    found(hall, UNFIT)
    with pytest.raises(JudgeUnfit, match="Judge gpt was screened"):
        await hall.admission().admit(PANEL)


async def test_a_panel_that_was_found_fit_itself_may_judge_whoever_sits_on_it(hall: Hall) -> None:
    found(hall, UNFIT)
    hall.known[digest_text("panel")] = FIT
    admission = hall.admission()
    await admission.admit(PANEL)
    assert admission.flags_of(PANEL) == ()


async def test_a_panel_of_fit_judges_may_judge(hall: Hall) -> None:
    found(hall, FIT)
    admission = hall.admission()
    await admission.admit(PANEL)
    assert admission.flags_of(PANEL) == ()


async def test_what_a_panel_with_an_unfit_judge_says_is_flagged_where_that_is_allowed(hall: Hall) -> None:
    found(hall, UNFIT)
    admission = hall.admission(allow_unfit=True)
    await admission.admit(PANEL)
    assert [flag.code for flag in admission.flags_of(PANEL)] == [FlagCode.UNFIT_JUDGE]
