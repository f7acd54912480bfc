"""Which verdicts could stand without review, from what people said blind."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.probabilities import Forecast
from evaluator.domain.agreement.thresholds import Trust
from evaluator.domain.judgements import JudgeIdentity, Verdict
from evaluator.domain.measures.cases import Case
from evaluator.domain.questions import PointId, QuestionId
from evaluator.services.trusting import Trusted, TrustService

GPT = JudgeIdentity("gpt", "m-1", "coverage/v2")
COVERED, PARTIAL, MISSED, UNSURE = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE


def case(number: int, *told: tuple[Verdict, Verdict, float], silent: bool = False) -> Case:
    """One answer: of each point what the judge said, what people said, and the judge's probability of covered."""
    pairs = tuple(Pair(PointId(f"p{place}"), said, blind) for place, (said, blind, _) in enumerate(told))
    forecasts = () if silent else tuple(Forecast(likely, blind is COVERED) for _, blind, likely in told)
    return Case(f"a{number}", QuestionId("q"), None, pairs, forecasts)


async def found(cases: Sequence[Case], bound: float = 0.1) -> Trusted:
    """What may be taken of the one judge."""

    class Reviews:
        async def collect(self, judges: Sequence[str]) -> Any:
            assert judges == ["gpt"]
            return SimpleNamespace(judged=[SimpleNamespace(identity=GPT, cases=cases)])

    (trusted,) = await TrustService(Reviews()).find(bound, ["gpt"])
    assert trusted.judge == GPT
    return trusted


async def test_sure_verdicts_may_stand_where_only_unsure_ones_were_wrong() -> None:
    sure = [case(n, (COVERED, COVERED, 0.99), (MISSED, MISSED, 0.02)) for n in range(150)]
    shaky = [case(200 + n, (COVERED, MISSED, 0.6), (MISSED, COVERED, 0.45)) for n in range(50)]
    trusted = await found([*sure, *shaky])
    assert isinstance(trusted.found, Trust)
    assert trusted.found.threshold is not None
    assert trusted.found.threshold > 0.9
    assert (trusted.found.wrong, trusted.reviewed) == (0, 400)


async def test_where_sure_verdicts_are_wrong_as_often_as_others_everything_goes_to_people() -> None:
    wrong = [case(n, (COVERED, MISSED, 0.99), (MISSED, MISSED, 0.02)) for n in range(100)]
    trusted = await found(wrong)
    assert isinstance(trusted.found, Trust)
    assert trusted.found.threshold is None


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param([case(n, (COVERED, COVERED, 0.99)) for n in range(10)], id="too few reviews"),
        pytest.param([case(n, (COVERED, COVERED, 0.99), silent=True) for n in range(200)], id="no probabilities"),
        pytest.param([case(n, (UNSURE, COVERED, 0.5)) for n in range(200)], id="always unsure"),
    ],
)
async def test_with_too_little_to_go_by_everything_goes_to_people(cases: Sequence[Case]) -> None:
    assert isinstance((await found(cases)).found, NotEnough)


async def test_points_on_which_the_judge_was_unsure_are_told_apart() -> None:
    trusted = await found([case(n, (UNSURE, COVERED, 0.5), (COVERED, COVERED, 0.9)) for n in range(60)])
    assert (trusted.reviewed, trusted.unsure) == (120, 60)


async def test_half_a_credit_is_surest_where_its_probability_lies_in_the_middle() -> None:
    middle = [case(n, (PARTIAL, PARTIAL, 0.5)) for n in range(120)]
    ends = [case(200 + n, (PARTIAL, COVERED, 0.95)) for n in range(60)]
    trusted = await found([*middle, *ends])
    assert isinstance(trusted.found, Trust)
    assert trusted.found.threshold == 0.5
