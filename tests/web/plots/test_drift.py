"""Drift: shares over time, in their order and in the frame."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evaluator.web.plots.drift import Change, Drift, Stretch, drift
from evaluator.web.plots.intervals import Figure, Interval, Lack, Unknown
from tests.web.plots.drawn import draw, places, shares
from tests.web.words import spaced

MONDAY = date(2026, 9, 21)
WEEK = timedelta(6)
SHARE = Interval(0.8, 0.76, 0.84, 60)
FEW = Lack(12, 50, "points")


def stretch(number: int, share: Figure = SHARE) -> Stretch:
    first = MONDAY + timedelta(7 * number)
    return Stretch(first, first + WEEK, share)


def drawn(stretches: list[Stretch], changes: list[Change]) -> Drift:
    plot = drift(stretches, changes, 30)
    assert isinstance(plot, Drift)
    return plot


few = st.builds(Lack, st.integers(0, 49), st.just(50), st.just("points"))
weeks = st.lists(shares() | few, max_size=30).filter(lambda all_: any(isinstance(one, Interval) for one in all_))
changes = st.lists(st.builds(Change, st.dates(date(2026, 6, 1), date(2027, 12, 1)), st.just("prompt v2")))


@given(weeks, changes)
def test_weeks_keep_their_order_and_their_frame(shares: list[Figure], changes: list[Change]) -> None:
    plot = drawn([stretch(number, share) for number, share in enumerate(shares)], changes)
    assert all(0 <= place <= 100 for place in places(draw("drift", plot)))
    assert all(before.x < after.x for before, after in pairwise(plot.strokes))
    assert all(stroke.top <= stroke.y <= stroke.bottom for stroke in plot.strokes)


def test_a_week_on_too_little_stands_in_the_table_alone() -> None:
    plot = drawn([stretch(0), stretch(1, FEW), stretch(2)], [])
    assert [round(stroke.x, 1) for stroke in plot.strokes] == [16.7, 83.3]
    assert [(spaced(line.when), spaced(line.value), line.interval, line.n) for line in plot.lines][:2] == [
        ("21 Sep to 27 Sep", "80 %", "76–84", "60"),
        ("28 Sep to 4 Oct", "", "12 of 50 points", ""),
    ]


def test_over_more_than_a_year_days_are_told_with_their_year() -> None:
    plot = drawn([stretch(0), stretch(60)], [Change(MONDAY + timedelta(7), "prompt v2")])
    assert [spaced(line.when) for line in plot.lines] == ["21 Sep 2026 to 27 Sep 2026", "15 Nov 2027 to 21 Nov 2027"]
    assert spaced(plot.changes[0].when) == "28 Sep 2026"


def test_many_weeks_have_smaller_discs() -> None:
    assert drawn([stretch(number) for number in range(27)], []).is_dense
    assert 'class="chart dense"' in draw("drift", drawn([stretch(number) for number in range(27)], []))
    assert not drawn([stretch(number) for number in range(26)], []).is_dense


def test_changes_outside_of_what_is_drawn_are_left_out() -> None:
    changes = [Change(MONDAY - timedelta(1), "before"), Change(MONDAY + timedelta(7), "prompt v2")]
    plot = drawn([stretch(0), stretch(1)], changes)
    assert [(round(change.x, 1), change.what, spaced(change.when)) for change in plot.changes] == [
        (53.6, "prompt v2", "28 Sep")
    ]


def test_the_plot_in_words_tells_its_ends_and_its_extremes() -> None:
    low = Interval(0.7, 0.56, 0.81, 50)
    plot = drawn([stretch(0), stretch(1, low), stretch(2)], [])
    said = "From 80 % (76–84) to 80 % (76–84), between 70 % and 80 % in all."
    assert spaced(plot.summary) == said
    assert plot.summary in draw("drift", plot)


def test_too_little_is_not_drawn() -> None:
    assert drift([stretch(0)], [], 29) == Lack(29, 30)
    assert drift([], [], 30) == Lack(0, 30)


def test_where_no_week_has_enough_the_nearest_is_told() -> None:
    weeks = [stretch(0, FEW), stretch(1, Lack(8, 10, "answers")), stretch(2, Unknown("no verdicts"))]
    assert drift(weeks, [], 30) == Lack(8, 10, "answers at one time")
    assert drift(weeks[:1], [], 30) == Lack(12, 50, "points at one time")
