"""Which examples a judge was shown before what it is measured on."""

from dataclasses import replace

import pytest

from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.measures.shown import Examples, ShownExample, examples_in, is_set_up
from tests.domain.measures.drawn import cases
from tests.fakes import fixed_digest

ONE, TWO = fixed_digest("one"), fixed_digest("two")


def test_each_example_is_told_with_how_many_answers_it_was_shown_before() -> None:
    first, second, third = (replace(case, question_id=cases(1, 1)[0].question_id) for case in cases(1, 3))
    told = examples_in([replace(first, examples={"j1": ONE, "j2": TWO}), replace(second, examples={"j2": TWO}), third])
    question = first.question_id
    assert told == Examples(2, (ShownExample("j1", question, ONE, 1), ShownExample("j2", question, TWO, 2)))


def test_an_answer_marked_anew_is_another_example() -> None:
    first, second = cases(1, 2)
    second = replace(second, question_id=first.question_id, examples={"j1": TWO})
    assert [one.mark for one in examples_in([replace(first, examples={"j1": ONE}), second]).shown] == sorted((ONE, TWO))


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [("coverage-examples/v1", True), ("coverage/v2", False), ("none", False), ("point/v1, coverage-examples/v2", True)],
    ids=["one judge", "shown none", "matcher", "one of a panel's"],
)
def test_whether_a_judge_is_set_up_for_examples_is_told_by_its_prompt(prompt: str, expected: bool) -> None:
    assert is_set_up(JudgeIdentity("one", "small", prompt)) is expected
