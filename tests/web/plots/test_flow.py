"""Verdict flow: every point goes from one side to the other, and none is lost."""

from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.judgements import Verdict
from evaluator.web.plots.flow import Flow, flow
from evaluator.web.plots.intervals import Lack
from tests.web.plots.drawn import draw, places

verdicts = st.sampled_from(list(Verdict))
counts = st.dictionaries(st.tuples(verdicts, verdicts), st.integers(0, 100_000)).filter(lambda all_: any(all_.values()))
COUNTS = {(Verdict.COVERED, Verdict.COVERED): 60, (Verdict.MISSED, Verdict.COVERED): 40}


def drawn(counts: dict[tuple[Verdict, Verdict], int]) -> Flow:
    plot = flow(counts, 30)
    assert isinstance(plot, Flow)
    return plot


@given(counts)
def test_nothing_leaves_the_frame(counts: dict[tuple[Verdict, Verdict], int]) -> None:
    assert all(0 <= place <= 100 for place in places(draw("flow", drawn(counts), "What changed")))


@given(counts)
def test_both_sides_hold_every_point_in_the_order_of_the_verdicts(counts: dict[tuple[Verdict, Verdict], int]) -> None:
    plot = drawn(counts)
    for side in (plot.blind, plot.final):
        assert [node.verdict for node in side] == list(Verdict)
        assert sum(node.count for node in side) == plot.points == sum(counts.values())
        assert all(above.middle < below.middle for above, below in pairwise(side))
    assert sum(ribbon.count for ribbon in plot.ribbons) == plot.points


@given(counts)
def test_heights_stand_to_each_other_as_counts_do(counts: dict[tuple[Verdict, Verdict], int]) -> None:
    plot = drawn(counts)
    most = max(plot.blind, key=lambda node: node.count)
    for node in plot.blind:
        assert isclose(node.height * most.count, most.height * node.count, abs_tol=0.02 * most.count)


def test_what_has_changed_lies_over_what_has_not() -> None:
    plot = drawn({(Verdict.COVERED, Verdict.MISSED): 3} | COUNTS)
    assert [ribbon.has_changed for ribbon in plot.ribbons] == [False, True, True]
    assert plot.changed == 43


def test_counts_are_written_as_people_read_them() -> None:
    assert drawn({(Verdict.COVERED, Verdict.COVERED): 1_843}).blind[0].number == "1\u00a0843"


def test_a_ribbon_ends_where_the_one_before_it_did() -> None:
    plot = drawn(COUNTS)
    assert [ribbon.path for ribbon in plot.ribbons] == [
        "M0 0.0C50 0.0 50 0.0 100 0.0V43.8C50 43.8 50 43.8 0 43.8Z",
        "M0 61.8C50 61.8 50 43.8 100 43.8V73.0C50 73.0 50 91.0 0 91.0Z",
    ]


@pytest.mark.parametrize(
    ("counts", "answers", "have"),
    [(COUNTS, 29, 29), ({}, 7, 7), ({}, 30, 0)],
    ids=["few answers", "not told", "no points"],
)
def test_too_little_is_not_drawn(counts: dict[tuple[Verdict, Verdict], int], answers: int, have: int) -> None:
    assert flow(counts, answers) == Lack(have, 30)


def test_words_and_counts_stand_beside_the_colours() -> None:
    html = draw("flow", drawn(COUNTS), "What changed")
    assert '<tspan class="missed">missed</tspan> 40' in html
    assert 'aria-label="What changed"' in html
