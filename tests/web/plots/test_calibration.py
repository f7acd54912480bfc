"""Calibration: dots in the frame, and none for a bin of too few points."""

from hypothesis import given
from hypothesis import strategies as st

from evaluator.web.plots.calibration import Bin, Calibration, calibration
from evaluator.web.plots.intervals import Interval, Lack
from tests.web.plots.drawn import draw, places, shares


def drawn(bins: list[Bin]) -> Calibration:
    plot = calibration(bins, 30)
    assert isinstance(plot, Calibration)
    return plot


many = st.builds(Bin, st.floats(0, 1), shares(least=20))
bins = st.tuples(st.lists(st.builds(Bin, st.floats(0, 1), shares())), many).map(lambda some: [*some[0], some[1]])


@given(bins)
def test_bins_keep_their_order_and_their_frame(bins: list[Bin]) -> None:
    plot = drawn(bins)
    assert [line.n for line in plot.lines] == [one.covered.n for one in bins]
    assert len(plot.dots) == sum(one.covered.n >= 20 for one in bins)
    assert all(0 <= place <= 100 for place in places(draw("calibration", plot)))
    assert all(dot.top <= dot.y <= dot.bottom for dot in plot.dots)


def test_the_plot_in_words_tells_where_the_judge_is_too_sure() -> None:
    sure = Bin(0.95, Interval(0.8, 0.7, 0.9, 40))
    shy = Bin(0.1, Interval(0.3, 0.2, 0.4, 40))
    fair = Bin(0.5, Interval(0.5, 0.4, 0.6, 40))
    plot = drawn([shy, fair, sure])
    assert plot.summary == "3 bins drawn: in 1 the judge is surer than it may be, in 1 less sure."
    assert plot.summary in draw("calibration", plot)


def test_too_little_is_not_drawn() -> None:
    few = Bin(0.5, Interval(0.5, 0.4, 0.6, 19))
    assert calibration([few], 29) == Lack(29, 30)
    assert calibration([few], 30) == Lack(19, 20, "points of one probability")
    assert calibration([], 30) == Lack(0, 20, "points of one probability")
