"""Axes: round ticks, and places that never leave the frame."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.web.plots.axes import (
    MOST_TICKS,
    Anchor,
    Days,
    linear,
    of_amounts,
    of_coefficients,
    of_shares,
    round_step,
)
from tests.web.words import spaced

amounts = st.floats(1e-9, 1e12)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def written(value: float, step: float) -> str:
    return f"{value:g}"


@pytest.mark.parametrize(
    ("span", "step"),
    [(3.0, 1.0), (4.0, 1.0), (4.1, 2.0), (9.0, 2.5), (10.0, 2.5), (11.0, 5.0), (0.0079, 0.002), (1234.0, 500.0)],
    ids=str,
)
def test_steps_are_one_two_two_and_a_half_or_five_times_a_power_of_ten(span: float, step: float) -> None:
    assert round_step(span, 4) == pytest.approx(step)


@given(amounts)
def test_an_axis_of_amounts_holds_them_with_few_ticks_from_nought_to_its_end(most: float) -> None:
    axis = of_amounts(most, written)
    assert 0 < axis.place(most) <= 100
    assert 2 <= len(axis.ticks) <= MOST_TICKS + 1
    assert (axis.ticks[0].at, axis.ticks[-1].at) == (0, 100)


def test_an_axis_of_nothing_but_nought_still_is_one() -> None:
    assert [tick.label for tick in of_amounts(0.0, written).ticks] == ["0", "1"]


@pytest.mark.parametrize(
    ("lows", "labels"),
    [([], "0 25 50 75 100 %"), ([0.2, 0.9], "0 25 50 75 100 %"), ([0.5, 0.9], "50 75 100 %")],
    ids=["nothing known", "low", "high"],
)
def test_shares_begin_at_a_half_where_nothing_lies_below(lows: list[float], labels: str) -> None:
    assert " ".join(tick.label for tick in of_shares(lows).ticks) == labels


@pytest.mark.parametrize(
    ("lows", "labels"),
    [([0.3], "0 0.25 0.5 0.75 1"), ([-0.1], "−0.5 0 0.5 1"), ([-0.7], "−1 −0.5 0 0.5 1")],
    ids=["all above", "just below", "far below"],
)
def test_coefficients_begin_below_nought_where_one_does(lows: list[float], labels: str) -> None:
    assert " ".join(tick.label for tick in of_coefficients(lows).ticks) == labels


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 1.1], ids=str)
def test_what_is_not_on_the_axis_has_no_place(value: float) -> None:
    with pytest.raises(ValueError, match="not between"):
        of_shares().place(value)


def test_labels_at_the_right_end_stay_inside() -> None:
    first, middle, last = linear(0, 2, 1, str).ticks
    assert (first.anchor, middle.anchor, last.anchor) == (Anchor.MIDDLE, Anchor.MIDDLE, Anchor.END)
    assert (first.from_top, last.from_top) == (100, 0)


@given(days, st.integers(0, 4000))
def test_days_have_few_labels_in_order_however_many_they_are(first: date, more: int) -> None:
    axis = Days(first, first + timedelta(more))
    places = [tick.at for tick in axis.ticks]
    assert 1 <= len(places) <= MOST_TICKS
    assert all(0 < place < 100 for place in places)
    assert all(before < after for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("count", "labels"),
    [
        (1, "21 Sep"),
        (4, "21 Sep, 22 Sep, 23 Sep, 24 Sep"),
        (9, "21 Sep, 24 Sep, 27 Sep"),
        (28, "21 Sep, 28 Sep, 5 Oct, 12 Oct"),
        (130, "Oct ’26, Nov, Dec, Jan ’27"),
        (1200, "2027, 2028, 2029, 2030"),
    ],
    ids=str,
)
def test_days_mondays_months_and_years_are_labelled(count: int, labels: str) -> None:
    first = date(2026, 9, 21)
    assert ", ".join(spaced(tick.label) for tick in Days(first, first + timedelta(count - 1)).ticks) == labels


def test_a_day_outside_has_no_place() -> None:
    with pytest.raises(ValueError, match="not between"):
        Days(date(2026, 9, 21), date(2026, 9, 22)).place(date(2026, 9, 23))
