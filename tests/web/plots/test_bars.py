"""Amounts a day: bars in order, from nought, in the frame."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.web.plots.bars import Bars, bars
from tests.web.plots.drawn import draw, places
from tests.web.words import spaced

DAY = date(2026, 11, 20)


def drawn(amounts: dict[date, float]) -> Bars:
    plot = bars(amounts, lambda amount: f"${amount:.2f}", lambda amount, step: f"${amount:g}")
    assert plot is not None
    return plot


paid = st.dictionaries(
    st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.just(0.0) | st.floats(1e-6, 1e6), min_size=1
).filter(lambda amounts: any(amounts.values()))


@given(paid)
def test_days_keep_their_order_and_their_frame(amounts: dict[date, float]) -> None:
    plot = drawn(amounts)
    assert len(plot.bars) == sum(amount > 0 for amount in amounts.values())
    assert all(0 <= place <= 100 for place in places(draw("bars", plot)))
    assert all(before.x < after.x for before, after in pairwise(plot.bars))
    assert all(bar.x + bar.width <= 100 and abs(bar.top + bar.height - 100) < 0.02 for bar in plot.bars)


def test_a_bar_is_as_high_as_its_amount() -> None:
    plot = drawn({DAY: 1.0, DAY + timedelta(1): 0.0, DAY + timedelta(2): 2.0})
    assert [(bar.x, bar.width, bar.top, bar.height) for bar in plot.bars] == [
        (12.67, 8.0, 50.0, 50.0),
        (79.33, 8.0, 0.0, 100.0),
    ]
    assert [(spaced(line.when), line.amount) for line in plot.lines] == [("20 Nov", "$1.00"), ("22 Nov", "$2.00")]
    assert spaced(plot.summary) == "$3.00 in all; most on 22 Nov, $2.00."


def test_many_bars_leave_a_little_room_between_them() -> None:
    plot = drawn({DAY + timedelta(number): 1.0 for number in range(20)})
    assert [(bar.x, bar.width) for bar in plot.bars][:2] == [(0.7, 3.6), (5.7, 3.6)]


def test_a_bar_may_stand_for_a_week() -> None:
    plot = bars({DAY: 1.0, DAY + timedelta(7): 4.0}, str, lambda amount, step: "", each=7)
    assert plot is not None
    assert [(bar.x, bar.width) for bar in plot.bars] == [(21.0, 8.0), (71.0, 8.0)]
    assert [spaced(line.when) for line in plot.lines] == ["20 Nov to 26 Nov", "27 Nov to 3 Dec"]


def test_days_on_which_nothing_was_paid_are_no_plot() -> None:
    assert bars({DAY: 0.0}, str, lambda amount, step: "") is None
    assert bars({}, str, lambda amount, step: "") is None


@pytest.mark.parametrize("amount", [float("nan"), -1.0], ids=str)
def test_what_cannot_be_paid_is_refused(amount: float) -> None:
    with pytest.raises(ValueError):
        bars({DAY: 1.0, DAY + timedelta(1): amount}, str, lambda amount, step: "")
