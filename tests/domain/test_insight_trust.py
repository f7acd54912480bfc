"""Trust in each judge from reviews kept a letter a point."""

import pytest

from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.agreement.thresholds import Trust
from evaluator.domain.insight_trust import trust_in_each
from evaluator.domain.judge_trust import Maker
from tests.trust_fakes import SHAKY, SILENT, SURE, review, three_judges


def test_sure_verdicts_may_stand_where_only_unsure_ones_were_wrong() -> None:
    sure = [review(n, "cm", "cm", [0.99, 0.02]) for n in range(150)]
    shaky = [review(200 + n, "cm", "mc", [0.6, 0.45]) for n in range(50)]
    (one,) = trust_in_each([*sure, *shaky], 0.1)
    assert isinstance(one.found, Trust)
    assert (one.found.threshold, one.found.wrong, one.found.taken) == (0.98, 0, 300)
    assert (one.answers, one.reviewed, one.unsure, one.told) == (200, 400, 0, 400)


def test_each_judge_is_told_apart_and_the_most_reviewed_comes_first() -> None:
    told = trust_in_each(three_judges(), 0.1)
    assert [one.maker for one in told] == [SURE, SHAKY, SILENT]
    thresholds = [one.found.threshold if isinstance(one.found, Trust) else one.found for one in told]
    assert thresholds[0] is not None
    assert thresholds[1:] == [None, NotEnough(0, 50)]


def test_of_an_answer_that_several_reviewed_the_first_review_counts() -> None:
    twice = [review(n, "c", blind, [0.9]) for n in range(80) for blind in "cm"]
    (one,) = trust_in_each(twice, 0.1)
    assert isinstance(one.found, Trust)
    assert (one.reviewed, one.found.threshold, one.found.wrong) == (80, 0.9, 0)


def test_points_on_which_either_side_was_unsure_are_not_held_against_the_judge() -> None:
    (one,) = trust_in_each([review(n, "cuc", "ccu", [0.9, 0.5, 0.9]) for n in range(60)], 0.1)
    assert (one.reviewed, one.unsure, one.told) == (120, 60, 60)
    assert isinstance(one.found, Trust)
    assert one.found.wrong == 0


@pytest.mark.parametrize(
    "probabilities", [None, [None, None], [0.9, None]], ids=["none kept", "none given", "one left out"]
)
def test_an_answer_on_which_the_judge_was_silent_in_part_says_nothing_of_how_sure_it_was(
    probabilities: list[float | None] | None,
) -> None:
    (one,) = trust_in_each([review(n, "cc", "cc", probabilities) for n in range(60)], 0.1)
    assert (one.reviewed, one.told, one.found) == (120, 0, NotEnough(0, 50))


def test_half_a_credit_is_surest_where_its_probability_lies_in_the_middle() -> None:
    middle = [review(n, "p", "p", [0.5]) for n in range(120)]
    ends = [review(200 + n, "p", "c", [0.95]) for n in range(60)]
    (one,) = trust_in_each([*middle, *ends], 0.1)
    assert isinstance(one.found, Trust)
    assert one.found.threshold == 0.5


def test_without_reviews_there_is_no_judge_to_tell_of() -> None:
    assert trust_in_each([], 0.1) == ()


@pytest.mark.parametrize(
    ("maker", "told"),
    [(SURE, "qwen"), (SILENT, "m-1, prompt 99999999…9999"), (SHAKY, "")],
    ids=["a model", "a model and a prompt", "nothing but its name"],
)
def test_what_tells_a_judge_from_others_of_its_name_is_told_in_brief(maker: Maker, told: str) -> None:
    assert maker.in_brief == told
