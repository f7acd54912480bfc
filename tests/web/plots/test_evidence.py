"""Evidence round by round: in its frame whatever it is, and told in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.web.plots.evidence import Round, evidence, evidence_text
from tests.web.plots.drawn import draw, places
from tests.web.words import spaced

DAY = date(2026, 11, 1)


def rounds(*values: float, apart: int = 7) -> list[Round]:
    return [
        Round(number, DAY + timedelta(days=apart * (number - 1)), value) for number, value in enumerate(values, start=1)
    ]


@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=60))
def test_every_round_stands_in_the_frame_from_left_to_right(values: list[float]) -> None:
    plot = evidence(rounds(*values), 100)
    assert all(0 <= place <= 100 for place in places(draw("evidence", plot)))
    assert [spot.x for spot in plot.spots] == sorted(spot.x for spot in plot.spots)
    assert len(plot.ways) == len(values) - 1
    assert 1 <= len(plot.x_ticks) <= 4


def test_a_round_stands_by_the_power_of_ten_of_its_evidence() -> None:
    plot = evidence(rounds(0.001, 1, 100, 1e9), 100)
    assert [spot.y for spot in plot.spots] == [100, 75, 25, 0]
    assert plot.alarm == 25
    assert [tick.label for tick in plot.y_ticks] == ["0.1", "1", "10", "100", "1000"]


def test_form_tells_a_round_that_says_what_to_expect_and_one_after_the_alarm() -> None:
    told = [
        Round(1, DAY, 1.0, is_base=True),
        Round(2, DAY, 3.0, changed="a model"),
        Round(3, DAY, 200.0, is_alarmed=True),
    ]
    plot = evidence(told, 100)
    assert [spot.kind for spot in plot.spots] == ["base", "calm", "alarmed"]
    assert plot.changes == (plot.spots[1].x,)
    drawn = draw("evidence", plot)
    assert (drawn.count('class="at people"'), drawn.count('class="at judge"'), drawn.count('class="at low"')) == (
        1,
        1,
        1,
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((1.0,), "After 1 round the evidence is 1.00; the alarm is at 100."),
        (
            (1.0, 42.4, 3.0),
            "After 3 rounds the evidence is 3.00, at its highest 42 after round 2; the alarm is at 100.",
        ),
    ],
    ids=["one", "several"],
)
def test_it_is_told_in_a_sentence(values: tuple[float, ...], told: str) -> None:
    assert evidence(rounds(*values), 100).summary == told


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.004, "0.00"), (9.99, "9.99"), (9.999, "10"), (1234.4, "1\u00a0234"), (3e6, "over 1\u00a0000\u00a0000")],
)
def test_evidence_is_written_no_finer_than_it_is_read(value: float, text: str) -> None:
    assert evidence_text(value) == text


def test_days_are_named_once_and_with_their_year_where_there_is_more_than_one() -> None:
    assert [spaced(tick.label) for tick in evidence(rounds(1, 1, 1, apart=0), 100).x_ticks] == ["1 Nov"]
    assert [spaced(tick.label) for tick in evidence(rounds(1, 1, apart=400), 100).x_ticks] == [
        "1 Nov 2026",
        "6 Dec 2027",
    ]


def test_many_rounds_have_smaller_discs() -> None:
    assert not evidence(rounds(*[1.0] * 26), 100).is_dense
    assert evidence(rounds(*[1.0] * 27), 100).is_dense
