"""How far a batch under way has come, told step by step by what it asks."""

from dataclasses import dataclass

from evaluator.domain.batches import Pause
from evaluator.domain.budgets import Budget
from evaluator.domain.readings import Step


@dataclass(slots=True)
class Course:
    """What can be told of a batch under way here. Of the answers `in_flight`, `queued` wait before being sent.

    Of what the budget says is spent, `recorded` is in the record.
    """

    budget: Budget
    in_flight: int = 0
    queued: int = 0
    pause: Pause | None = None
    recorded: float = 0.0


class Asking:
    """One answer's way through its judge, from its making to `end`: the Progress that keeps a Course up to date."""

    __slots__ = ("_course", "_is_queued")

    def __init__(self, course: Course) -> None:
        self._course = course
        self._is_queued = False
        course.in_flight += 1

    def __call__(self, step: Step) -> None:
        """Take note of a step: it is one of waiting, or of anything else."""
        self._queue(step.wait_s > 0)

    def end(self) -> None:
        """It has come to an outcome, or to nothing."""
        self._queue(False)
        self._course.in_flight -= 1

    def _queue(self, is_queued: bool) -> None:
        if is_queued is not self._is_queued:
            self._is_queued = is_queued
            self._course.queued += 1 if is_queued else -1
