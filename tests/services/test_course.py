"""How far the answers of a batch have come, told by their own steps."""

import pytest

from evaluator.domain.budgets import Budget
from evaluator.domain.readings import Stage, Step
from evaluator.services.course import Asking, Course

WAITING = Step(Stage.ASK, 1, 4, wait_s=0.2, why="Keeping to the configured limit of the endpoint.")


def test_an_answer_is_queued_from_a_step_of_waiting_however_short_to_the_next_of_another_kind() -> None:
    course = Course(Budget(None))
    asking = Asking(course)
    seen = []
    for step in (Step(Stage.INSPECT), WAITING, WAITING, Step(Stage.ASK, 1, 4)):
        asking(step)
        seen.append((course.in_flight, course.queued))
    assert seen == [(1, 0), (1, 1), (1, 1), (1, 0)]


@pytest.mark.parametrize("steps", [[], [WAITING]], ids=["under way", "queued"])
def test_an_answer_that_has_come_to_its_end_is_neither_under_way_nor_queued(steps: list[Step]) -> None:
    course = Course(Budget(None))
    other, asking = Asking(course), Asking(course)
    for step in steps:
        asking(step)
    asking.end()
    assert (course.in_flight, course.queued) == (1, 0)
    other.end()
    assert course.in_flight == 0
