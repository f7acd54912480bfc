"""Scales turn figures into probabilities, and say of each figure what it does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.scales import Step, Stepped, Thresholds, Weighted

STEP = Step(cuts=(0.0, 1.0), values=(-2.0, 0.0, 3.0))
FIGURE = st.floats(min_value=-1e9, max_value=1e9)


def test_a_weighted_sum_goes_through_the_logistic_function() -> None:
    assert Weighted(0.0, (1.0, -1.0)).probability((2.0, 2.0)) == 0.5
    assert Weighted(1.0, (2.0,)).probability((0.5,)) == pytest.approx(0.8807970779778823)


@pytest.mark.parametrize(
    ("figure", "added"),
    [(-5, -2), (0, -2), (0.5, 0), (1, 0), (1.1, 3)],
    ids=["below", "at", "between", "at 1", "above"],
)
def test_a_step_adds_what_belongs_to_the_stretch_a_figure_lies_in(figure: float, added: float) -> None:
    assert STEP.at(figure) == added


def test_steps_add_up() -> None:
    assert Stepped(2.0, (STEP, STEP)).probability((-1.0, 0.5)) == 0.5


@pytest.mark.parametrize("scale", [Weighted(0.0, (1.0,)), Stepped(0.0, (STEP,))], ids=["weighted", "stepped"])
def test_too_many_figures_are_refused(scale: Weighted | Stepped) -> None:
    with pytest.raises(ValueError, match="argument"):
        scale.probability((1.0, 2.0))


@given(one=FIGURE, other=FIGURE)
def test_every_figure_comes_to_a_probability_and_more_of_what_speaks_for_it_never_to_less(
    one: float, other: float
) -> None:
    low, high = sorted((one, other))
    for scale in (Weighted(0.0, (1.0,)), Stepped(0.0, (STEP,))):
        assert 0.0 <= scale.probability((low,)) <= scale.probability((high,)) <= 1.0


@pytest.mark.parametrize(
    ("thresholds", "probability", "expected"),
    [
        (Thresholds(0.8, 0.3), 0.8, (True, False)),
        (Thresholds(0.8, 0.3), 0.5, (False, False)),
        (Thresholds(0.8, 0.3), 0.3, (False, True)),
        (Thresholds(None, None), 1.0, (False, False)),
        (Thresholds(None, None), 0.0, (False, False)),
    ],
    ids=["at the upper one", "between", "at the lower one", "never covered", "never missed"],
)
def test_a_threshold_belongs_to_the_verdict_it_opens(
    thresholds: Thresholds, probability: float, expected: tuple[bool, bool]
) -> None:
    assert (thresholds.covers(probability), thresholds.misses(probability)) == expected
