"""Which thresholds reviews speak for, of which judges."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from evaluator.domain.agreement.calibration import Bounds, Calibration
from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.probabilities import Forecast
from evaluator.domain.judgements import JudgeIdentity, Verdict
from evaluator.domain.measures.cases import Case
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.scales import Thresholds
from evaluator.errors import RequestInvalid
from evaluator.services.calibrating import Adjustable, Calibrated, CalibrationService

SMALL = Adjustable(JudgeIdentity("small", "m-1", "yes-no/v1", "llm.test", "yes_no_logprobs"), Thresholds())
MATCHER = Adjustable(JudgeIdentity("matcher", "matcher/2", "none"), Thresholds(0.8, 0.2), doubts=True)
COVERED, MISSED, UNSURE = Verdict.COVERED, Verdict.MISSED, Verdict.UNSURE

Told = tuple[Verdict, Verdict, float, bool]
"""Of a point what the judge said, what people said, the probability, and whether there are words for it."""


def case(number: int, *told: Told, silent: bool = False) -> Case:
    pairs = tuple(Pair(PointId(f"p{place}"), said, blind) for place, (said, blind, *_) in enumerate(told))
    forecasts = () if silent else tuple(Forecast(likely, blind is COVERED) for _, blind, likely, _ in told)
    proved = tuple(is_proved for *_, is_proved in told)
    return Case(f"a{number}", QuestionId("q"), None, pairs, forecasts, proved)


GOOD = [case(n, (UNSURE, COVERED, 0.7, True), (UNSURE, MISSED, 0.3, False)) for n in range(40)]


def service(judged: Sequence[tuple[JudgeIdentity, Sequence[Case]]], *judges: Adjustable) -> CalibrationService:
    class Reviews:
        async def collect(self, judges: Sequence[str]) -> Any:
            return SimpleNamespace(
                judged=[
                    SimpleNamespace(identity=identity, cases=cases)
                    for identity, cases in judged
                    if identity.name.split(" ")[0] in judges
                ]
            )

    return CalibrationService(Reviews(), judges or (SMALL, MATCHER))


async def found(judge: Adjustable, cases: Sequence[Case], named: JudgeIdentity | None = None) -> Calibrated:
    (one,) = await service([(named or judge.identity, cases)], judge).find(Bounds(), [judge.identity.name])
    assert one.judge is judge
    return one


async def test_thresholds_follow_from_what_people_said() -> None:
    one = await found(SMALL, GOOD)
    assert isinstance(one.found, Calibration)
    assert one.found.thresholds == Thresholds(0.7, 0.3)
    assert (one.points, one.answers) == (80, 40)


async def test_without_a_name_every_judge_that_has_thresholds_is_told_of() -> None:
    told = await service([(SMALL.identity, GOOD)]).find(Bounds(), [])
    assert [one.judge.identity.name for one in told] == ["small", "matcher"]
    assert told[1].found == NotEnough(0, 50)


async def test_a_judge_without_thresholds_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(RequestInvalid, match=r"large decides by no thresholds.*: small, matcher\."):
        await service([]).find(Bounds(), ["large"])


async def test_what_has_no_words_in_the_answer_is_not_counted_as_covered() -> None:
    unproved = [case(50 + n, (UNSURE, MISSED, 0.9, False)) for n in range(20)]
    one = await found(SMALL, [*GOOD, *unproved])
    assert isinstance(one.found, Calibration)
    assert one.found.thresholds.covered_from == 0.7


async def test_what_the_matcher_doubts_beyond_its_thresholds_it_doubts_beyond_others() -> None:
    doubted = [case(50 + n, (UNSURE, MISSED, 0.9, True), (UNSURE, COVERED, 0.1, False)) for n in range(20)]
    one = await found(MATCHER, [*GOOD, *doubted])
    assert isinstance(one.found, Calibration)
    assert one.found.thresholds == Thresholds(0.7, 0.3)
    other = await found(SMALL, [*GOOD, *doubted])
    assert isinstance(other.found, Calibration)
    assert other.found.thresholds == Thresholds(None, None)


async def test_answers_without_probabilities_say_nothing() -> None:
    one = await found(SMALL, [case(n, (COVERED, COVERED, 0.9, True), silent=True) for n in range(200)])
    assert (one.found, one.points, one.answers) == (NotEnough(0, 50), 0, 0)


@pytest.mark.parametrize(
    ("identity", "counts"),
    [
        (JudgeIdentity("small m-1 yes-no/v1", "m-1", "yes-no/v1", "llm.test", "yes_no_logprobs"), True),
        (JudgeIdentity("small m-0 yes-no/v1", "m-0", "yes-no/v1", "llm.test", "yes_no_logprobs"), False),
        (JudgeIdentity("small", "m-1", "yes-no/v2", "llm.test", "yes_no_logprobs"), False),
        (JudgeIdentity("small", "m-1", "yes-no/v1", "elsewhere.test", "yes_no_logprobs"), False),
        (JudgeIdentity("small", "m-1", "yes-no/v1", "llm.test"), False),
    ],
    ids=["told apart by name", "another model", "another prompt", "another endpoint", "another mode"],
)
async def test_only_verdicts_of_the_judge_as_it_is_now_count(identity: JudgeIdentity, counts: bool) -> None:
    assert (await found(SMALL, GOOD, identity)).answers == (40 if counts else 0)
