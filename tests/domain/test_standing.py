"""A judge that proved its credit is taken at its word for words that share nothing with their point; others are not."""

from collections.abc import Sequence

import pytest

from evaluator.domain.answers import Span
from evaluator.domain.judgements import Evidence, Match, PointJudgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.rejections import RejectedQuote, Rejection
from evaluator.domain.standing import vouched

SAID = "We kept hot rows in Redis. Then the fans went quiet. Nobody waited any more. Lunch was at one."
QUIET, WAITED = "the fans went quiet", "Nobody waited any more"


def _found(quote: str, match: Match = Match.EXACT) -> tuple[Evidence, ...]:
    start = SAID.index(quote)
    return (Evidence(quote, Span(start, start + len(quote)), match),)


def _point(
    name: str, verdict: Verdict, evidence: Sequence[Evidence], rejected: Sequence[RejectedQuote]
) -> PointJudgement:
    is_open = verdict is Verdict.UNSURE
    return PointJudgement(
        PointId(name), name, 1.0, verdict, "", tuple(evidence), tuple(rejected),
        claimed=Verdict.COVERED if is_open else None, needs_review=is_open,
    )  # fmt: skip


def _proved(quote: str = "We kept hot rows in Redis") -> PointJudgement:
    return _point("proved", Verdict.COVERED, _found(quote), ())


def _in_doubt(*quotes: str, why: Rejection = Rejection.OFF_POINT) -> PointJudgement:
    return _point("doubted", Verdict.UNSURE, (), [RejectedQuote(quote, why) for quote in quotes])


def _vouched(*points: PointJudgement, weight: float = 2.0, match: Match = Match.EXACT) -> list[Verdict]:
    found = vouched(points, lambda quote: _found(quote, match), lambda number, evidence: weight)
    return [point.verdict for point in found]


def test_credit_is_given_back_with_its_words_as_evidence() -> None:
    invented = RejectedQuote("never said", Rejection.NOT_FOUND)
    doubted = _point("doubted", Verdict.UNSURE, (), [invented, RejectedQuote(QUIET, Rejection.OFF_POINT)])
    (_, point) = vouched((_proved(), doubted), _found, lambda number, evidence: 2.0)
    assert (point.verdict, point.claimed, point.needs_review) == (Verdict.COVERED, None, False)
    assert [evidence.quote for evidence in point.evidence] == [QUIET]
    assert point.rejected == (invented,)


@pytest.mark.parametrize(
    ("points", "weight"),
    [
        ((_in_doubt(QUIET),), 2.0),
        ((_proved(), _in_doubt(QUIET)), 1.0),
        ((_proved(), *(_in_doubt(quote) for quote in (QUIET, WAITED, "Lunch", "was at one", "any")[:4])), 2.0),
    ],
    ids=["nothing proved", "one word for each point", "a quarter proved"],
)
def test_who_proved_too_little_is_not_taken_at_its_word(points: Sequence[PointJudgement], weight: float) -> None:
    assert _vouched(*points, weight=weight) == [point.verdict for point in points]


def test_a_third_of_the_other_credit_proved_is_enough() -> None:
    doubted = [_in_doubt(quote) for quote in (QUIET, WAITED, "Lunch")]
    assert _vouched(_proved(), *doubted) == [Verdict.COVERED] * 4


@pytest.mark.parametrize(
    "others",
    [(_proved(), _proved("Then the fans went quiet")), (_proved(), _in_doubt("fans went quiet"))],
    ids=["proves another point", "is in doubt for another point, too"],
)
def test_words_quoted_for_several_points_are_taken_for_none(others: Sequence[PointJudgement]) -> None:
    assert _vouched(*others, _in_doubt(QUIET)) == [*(other.verdict for other in others), Verdict.UNSURE]


def test_of_several_quotes_those_that_stand_apart_are_enough() -> None:
    points = (_proved(), _proved("Then the fans went quiet"), _in_doubt(QUIET, WAITED))
    point = vouched(points, _found, lambda number, evidence: 2.0)[2]
    assert [evidence.quote for evidence in point.evidence] == [WAITED]
    assert [quote.quote for quote in point.rejected] == [QUIET]


@pytest.mark.parametrize("why", [why for why in Rejection if why is not Rejection.OFF_POINT])
def test_quotes_that_failed_otherwise_are_not_taken(why: Rejection) -> None:
    assert _vouched(_proved(), _in_doubt(QUIET, why=why)) == [Verdict.COVERED, Verdict.UNSURE]


def test_words_that_only_resemble_the_quote_are_not_taken() -> None:
    assert _vouched(_proved(), _in_doubt(QUIET), match=Match.FUZZY) == [Verdict.COVERED, Verdict.UNSURE]


def test_words_that_may_prove_nothing_are_not_taken() -> None:
    points = (_proved(), _in_doubt(QUIET))
    assert vouched(points, lambda quote: (), lambda number, evidence: 2.0) == points


def test_where_nothing_is_in_doubt_nothing_is_weighed() -> None:
    points = (_proved(), _point("missed", Verdict.MISSED, (), ()), _point("unsure", Verdict.UNSURE, (), ()))

    def weigh(number: int, evidence: Evidence) -> float:
        raise AssertionError

    assert vouched(points, _found, weigh) == points
