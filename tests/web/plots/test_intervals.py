"""Figures as they are written."""

import pytest

from evaluator.web.plots.intervals import Interval, Lack, coefficient_range, coefficient_text, share_range, share_text

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "low", "high", "n"),
    [(NAN, 0, 1, 1), (0.5, NAN, 1, 1), (0.5, 0, NAN, 1), (0.5, 0.6, 1, 1), (0.5, 0, float("inf"), 1), (0.5, 0, 1, -1)],
    ids=str,
)
def test_what_is_no_interval_is_refused(value: float, low: float, high: float, n: int) -> None:
    with pytest.raises(ValueError):
        Interval(value, low, high, n)


def test_shares_are_written_in_whole_per_cent() -> None:
    assert share_text(0.805) == "81\u00a0%"
    assert share_range(Interval(0.8, 0.755, 0.841, 74)) == "76–84"


@pytest.mark.parametrize(
    ("value", "text"), [(0.684, "0.68"), (-0.05, "−0.05"), (-0.001, "0.00"), (0.0, "0.00"), (-1.0, "−1.00")], ids=str
)
def test_coefficients_have_two_digits_and_a_real_minus(value: float, text: str) -> None:
    assert coefficient_text(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"), [(0.62, 0.73, "0.62–0.73"), (-0.05, 0.73, "−0.05 to 0.73")], ids=["above", "below nought"]
)
def test_a_dash_never_stands_beside_a_minus(low: float, high: float, text: str) -> None:
    assert coefficient_range(Interval(0.68, low, high, 74)) == text


@pytest.mark.parametrize(
    ("have", "words"),
    [(14, "16 more blind reviews settle it."), (29, "1 more blind review settles it.")],
    ids=["many", "one"],
)
def test_what_is_lacking_is_said(have: int, words: str) -> None:
    lack = Lack(have, 30)
    assert lack.settled_by == words
    assert lack.brief == f"{have} of 30 answers"


def test_lacking_points_are_not_told_as_reviews() -> None:
    assert Lack(12, 50, "points").settled_by == "38 more points reviewed blind settle it."
