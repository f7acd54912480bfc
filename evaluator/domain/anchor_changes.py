"""The course of a watch over a judge: where it began, what changed in it, and which round raised the alarm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluator.domain.anchors import Anchored


@dataclass(frozen=True, slots=True)
class Changed:
    """What was other from a round on than in the one before it. `now` is empty where it has no name to be told."""

    round: int
    at: str
    what: str
    now: str = ""


def present_watch(rounds: Sequence[Anchored]) -> Sequence[Anchored]:
    """Of all rounds of a judge, oldest first, those of the watch that stands: from its first round on."""
    begun = max((place for place, one in enumerate(rounds) if one.round == 1), default=0)
    return rounds[begun:]


def changes(watch: Sequence[Anchored]) -> tuple[Changed, ...]:
    """What changed in the course of one watch, as far as can be seen from here, oldest first."""
    return tuple(changed for before, after in pairwise(watch) for changed in _changed(before, after))


def _changed(before: Anchored, after: Anchored) -> Iterator[Changed]:
    new = [name for name in after.served if name not in before.served]
    if before.served and new:
        yield Changed(after.round, after.at, "model", ", ".join(new))
    if before.settings != after.settings:
        yield Changed(after.round, after.at, "settings")
    if before.bank and after.bank and before.bank != after.bank:
        yield Changed(after.round, after.at, "bank")


def alarmed_at(watch: Sequence[Anchored]) -> Anchored | None:
    """The round of a watch that raised the alarm, None where none did."""
    return next((one for one in watch if one.is_alarmed), None)
