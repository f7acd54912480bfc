"""In what order the points are asked for, and which decoys stand among them.

Both change with the question and the sample, never with the answer: what is sent before the answer stays the same for
all answers to a question, and endpoints cache it.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from evaluator.digests import Json, seed_of
from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question

CANARIES = 2
"""Decoys asked in each judging, where the question has so many. Two catch a judge that credits most of what it sees."""


@dataclass(frozen=True, slots=True)
class Lineup:
    """Points and decoys in the order asked; `seed` repeats it."""

    seed: int
    asked: tuple[ExpectedPoint | Canary, ...]
    canaries: tuple[PointId, ...]


@lru_cache(maxsize=128)
def line_up(question: Question, sample: int, *, with_canaries: bool) -> Lineup:
    """The line-up for one question and sample: the same every time, on every machine."""
    ids = [*(point.id for point in question.points), *(canary.id for canary in question.canaries)]
    named: list[Json] = [question.id, sample, *ids]
    seed = seed_of(named)
    random = Random(seed)
    count = min(CANARIES, len(question.canaries)) if with_canaries else 0
    canaries = random.sample(question.canaries, count)
    asked: list[ExpectedPoint | Canary] = [*question.points, *canaries]
    random.shuffle(asked)
    return Lineup(seed, tuple(asked), tuple(canary.id for canary in canaries))
