"""What is wrong with a review that was sent, by the points' numbers instead of their ids."""

from collections.abc import Sequence

from evaluator.errors import RequestInvalid
from evaluator.web.pages.figures import listed

_OPEN = ("has no verdict", "needs a reason")


def plain_faults(error: RequestInvalid, points: Sequence[str]) -> str:
    """One or two sentences that say what to do."""
    found = [fault.partition(": ") for fault in error.faults]
    numbers = {point: number for number, point in enumerate(points, start=1)}
    still_open = sorted(numbers[point] for point, _, what in found if what.startswith(_OPEN) and point in numbers)
    others = [f"Point {numbers.get(point, point)}: {what}." for point, _, what in found if not what.startswith(_OPEN)]
    if still_open:
        named = listed([str(number) for number in still_open])
        others.insert(0, f"Point {named} is still open." if len(still_open) == 1 else f"Points {named} are still open.")
    return " ".join(others) or error.message
