"""When how many answers are judged, and how: files of them and single ones, in turn, over the days."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from evaluator.digests import digest_text
from evaluator.domain.judgements import JudgeIdentity

DAYS = 400
LAST = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
FIRST = LAST - timedelta(days=DAYS)
SIZES = (200, 400, 700, 1_200, 2_500)
SINGLE = 400
IN_FILES = 0.7
"""The share of answers that come in files."""

ADMIN = "ada"
INTERVIEWERS = ("bela", "carmen", "dunja", "emre", "farid", "greta")
REVIEWERS = ("hanna", "ivo", "jun", "kofi", "lena", "marta")

JUDGES = tuple(
    JudgeIdentity(name, model, "coverage/v2", host, settings_digest=digest_text(f"settings of {name}"))
    for name, model, host in (
        ("main", "large-1", "llm.example"),
        ("second", "small-2", "other.example"),
        ("matcher", "matcher-1", None),
    )
)
SHARES = (0.72, 0.2, 0.08)
"""How much of it each judge judges."""

NEW_PROMPT, NEW_BANK = FIRST + timedelta(days=DAYS * 0.5), FIRST + timedelta(days=DAYS * 0.75)
"""When each was changed."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Answers judged one after the other: one file of them, or single ones."""

    number: int
    first: int
    size: int
    begins_at: datetime
    lasts: timedelta
    in_file: bool
    judge: JudgeIdentity
    seed: int

    @property
    def batch_id(self) -> str:
        """The batch that it makes, where it is a file."""
        return self.chance("batch").randbytes(10).hex()

    def chance(self, purpose: str) -> random.Random:
        """What decides all that happens in it."""
        return random.Random(f"{self.seed} {self.number} {purpose}")

    def moment(self, position: int) -> datetime:
        """When that one of it is judged."""
        return self.begins_at + self.lasts * (position / self.size)


def stretches(total: int, seed: int) -> Iterator[Stretch]:
    """All there is to be judged, in time's order."""
    chance = random.Random(f"{seed} plan")
    first = 0
    for number in itertools.count():
        if first >= total:
            return
        in_file = chance.random() < IN_FILES * SINGLE / (IN_FILES * SINGLE + (1 - IN_FILES) * sum(SIZES) / len(SIZES))
        size = min(chance.choice(SIZES) if in_file else SINGLE, total - first)
        judge = chance.choices(JUDGES, SHARES)[0]
        begins_at, lasts = FIRST + (LAST - FIRST) * (first / total), (LAST - FIRST) * (size / total)
        yield Stretch(number, first, size, begins_at, lasts, in_file, judge, seed)
        first += size
