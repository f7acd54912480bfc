"""Spending from a batch's budget while many of its answers are under way."""

import asyncio
from typing import Protocol

from evaluator.services.course import Course

NOTHING = 1e-9
"""Less than this of a budget is the rounding of sums."""


class Purse(Protocol):
    """What may be spent here of a budget that others spend from as well."""

    async def refill(self, course: Course, least: float) -> bool:
        """Raise the ceiling of the course's budget by `least` at least; False where there is no room for that."""


class Spending:
    """Sets aside in a course's budget the most that each asking may cost. `purse` refills it, where there is one."""

    def __init__(self, course: Course, purse: Purse | None = None) -> None:
        self._course = course
        self._purse = purse
        self._settled = asyncio.Event()
        self._settlements = 0

    async def reserve(self, most: float) -> bool:
        """Set so much aside, once there is room for it. False where there is none to come, or the batch pauses."""
        while (reserved := self._course.budget.reserve(most)) is None:
            if self._course.pause is not None or not await self._makes_room(most):
                return False
        self._course.budget = reserved
        return True

    def settle(self, most: float, cost: float) -> None:
        """What so much was set aside for has cost what it cost."""
        self._course.budget = self._course.budget.settle(most, cost)
        self._settlements += 1
        self._settled.set()

    async def _makes_room(self, most: float) -> bool:
        """Whether there may be more of the budget now than there was."""
        before = self._settlements
        if self._purse is not None and await self._purse.refill(self._course, most):
            return True
        if self._settlements != before:
            return True
        if self._course.budget.reserved <= NOTHING:
            return False
        # What is under way will hardly cost all that is set aside for it.
        self._settled.clear()
        await self._settled.wait()
        return True
