"""Coverage and its interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.judgements import Coverage, PointJudgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.scoring import cover, score_of

weights = st.floats(min_value=1e-3, max_value=1e6)
judged = st.builds(lambda weight, verdict: _point(verdict, weight), weights, st.sampled_from(Verdict))


def _point(verdict: Verdict, weight: float = 1.0) -> PointJudgement:
    return PointJudgement(PointId("p"), "A claim", weight, verdict, "Because.")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["covered", "missed"], Coverage(0.5, 0.5, 0.5)),
        (["covered", "partial", "missed", "partial"], Coverage(0.5, 0.5, 0.5)),
        (["covered", "unsure"], Coverage(1.0, 0.5, 1.0)),
        (["missed", "unsure"], Coverage(0.0, 0.0, 0.5)),
        (["unsure", "unsure"], Coverage(None, 0.0, 1.0)),
        (["covered"], Coverage(1.0, 1.0, 1.0)),
    ],
    ids=["half", "partials", "open above", "open below", "all open", "all covered"],
)
def test_coverage_counts_covered_one_partial_half_and_opens_where_unsure(
    verdicts: list[str], expected: Coverage
) -> None:
    assert cover([_point(Verdict(verdict)) for verdict in verdicts]) == expected


def test_weights_are_shares_of_the_whole() -> None:
    points = [_point(Verdict.COVERED, 3), _point(Verdict.MISSED, 1), _point(Verdict.UNSURE, 4)]
    assert cover(points) == Coverage(0.75, 0.375, 0.875)


@given(st.lists(judged, min_size=1, max_size=12))
def test_coverage_always_lies_in_order_between_nothing_and_all(points: list[PointJudgement]) -> None:
    coverage = cover(points)
    assert 0 <= coverage.low <= coverage.high <= 1
    if coverage.score is not None:
        assert coverage.low <= coverage.score <= coverage.high


@given(st.lists(judged, min_size=1, max_size=8))
def test_the_order_of_points_does_not_matter(points: list[PointJudgement]) -> None:
    assert cover(points) == cover(points[::-1])


@given(st.lists(judged, min_size=1, max_size=8))
def test_settling_an_open_point_never_leaves_the_interval(points: list[PointJudgement]) -> None:
    before = cover([*points, _point(Verdict.UNSURE)])
    for verdict in (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED):
        after = cover([*points, _point(verdict)])
        assert before.low <= after.low + 1e-12
        assert after.high <= before.high + 1e-12


@given(st.lists(judged, min_size=1, max_size=8))
def test_without_open_points_coverage_is_one_number(points: list[PointJudgement]) -> None:
    settled = [point for point in points if point.verdict is not Verdict.UNSURE]
    if settled:
        coverage = cover(settled)
        assert coverage.low == coverage.score == coverage.high


@given(st.lists(judged, min_size=1, max_size=8))
def test_weighted_verdicts_alone_come_to_the_same_score(points: list[PointJudgement]) -> None:
    assert score_of((point.weight, point.verdict) for point in points) == pytest.approx(cover(points).score)
