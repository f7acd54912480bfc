"""Which thresholds reviews speak for, of which judges."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from evaluator.domain.agreement.calibration import Bounds, Calibration, Reviewed
from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.probabilities import Forecast
from evaluator.domain.judgements import JudgeIdentity, Verdict
from evaluator.domain.measures.cases import Case
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.scales import Thresholds
from evaluator.errors import RequestInvalid, RowsRefused
from evaluator.services.calibrating import Adjustable, Calibrated, CalibrationService

SMALL = Adjustable(JudgeIdentity("small", "m-1", "yes-no/v1", "llm.test", "yes_no_logprobs"), Thresholds())
OTHER = Adjustable(JudgeIdentity("other", "m-2", "yes-no/v1", "llm.test", "yes_no_logprobs"), Thresholds(0.8, 0.2))
COVERED, MISSED, UNSURE = Verdict.COVERED, Verdict.MISSED, Verdict.UNSURE

Told = tuple[Verdict, Verdict, float, bool]
"""Of a point what the judge said, what people said, the probability, and whether there are words for it."""


def case(number: int, *told: Told, silent: bool = False) -> Case:
    pairs = tuple(Pair(PointId(f"p{place}"), said, blind) for place, (said, blind, *_) in enumerate(told))
    forecasts = () if silent else tuple(Forecast(likely, blind is COVERED) for _, blind, likely, _ in told)
    proved = tuple(is_proved for *_, is_proved in told)
    return Case(f"a{number}", QuestionId("q"), None, pairs, forecasts, proved)


GOOD = [case(n, (UNSURE, COVERED, 0.7, True), (UNSURE, MISSED, 0.3, False)) for n in range(40)]


class Reviews:
    """What people said, of judgements by these judges."""

    def __init__(self, judged: Sequence[tuple[JudgeIdentity, Sequence[Case]]]) -> None:
        self._judged = judged

    async def collect(self, judges: Sequence[str]) -> Any:
        found = [
            SimpleNamespace(identity=identity, cases=cases)
            for identity, cases in self._judged
            if identity.name.split(" ")[0] in judges
        ]
        if not found:
            raise RowsRefused("There is nothing to measure on.")
        return SimpleNamespace(judged=found)

    async def answers(self) -> Any:
        if not self._judged:
            raise RowsRefused("There is nothing to measure on.")
        return [case for _, cases in self._judged for case in cases]


def service(judged: Sequence[tuple[JudgeIdentity, Sequence[Case]]], *judges: Adjustable) -> CalibrationService:
    return CalibrationService(Reviews(judged), judges or (SMALL, OTHER))


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
    assert [one.judge.identity.name for one in told] == ["small", "other"]
    assert told[1].found == NotEnough(0, 50)


async def test_a_judge_without_thresholds_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(RequestInvalid, match=r"large decides by no thresholds.*: small, other\."):
        await service([(SMALL.identity, GOOD)]).find(Bounds(), ["large"])


async def test_what_has_no_words_in_the_answer_is_not_counted_as_covered() -> None:
    unproved = [case(50 + n, (UNSURE, MISSED, 0.9, False)) for n in range(20)]
    one = await found(SMALL, [*GOOD, *unproved])
    assert isinstance(one.found, Calibration)
    assert one.found.thresholds.covered_from == 0.7


async def test_a_judge_that_costs_nothing_is_tried_on_every_reviewed_answer_whoever_judged_it() -> None:
    class Everywhere:
        async def read(self, labelled: Any) -> tuple[Reviewed, ...]:
            return tuple(Reviewed(pair, 0.6, 0.9) for pair in labelled.pairs if pair.blind is COVERED)

    matcher = Adjustable(JudgeIdentity("matcher", "matcher/2", "none"), Thresholds(0.8, 0.2), Everywhere())
    (one,) = await service([(SMALL.identity, GOOD), (OTHER.identity, GOOD)], matcher).find(Bounds(), [])
    assert isinstance(one.found, Calibration)
    assert one.found.thresholds == Thresholds(0.6, None)
    assert (one.points, one.answers) == (80, 80)


async def test_where_nobody_has_reviewed_anything_that_is_said() -> None:
    with pytest.raises(RowsRefused):
        await service([]).find(Bounds(), ["small"])


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
