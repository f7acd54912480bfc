"""What a points x answers grid needs of the record: rows narrowed and ordered, one page at a time, and their counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from evaluator.domain.batches import BatchId, GridRow
from evaluator.domain.judgements import FlagCode, Verdict
from evaluator.domain.questions import PointId, QuestionId

VERDICTS = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE)
"""The order of rows ordered by a point; those without a verdict come after all."""


class Narrowing(StrEnum):
    """Which rows of a question are shown."""

    ALL = "all"
    PERSON = "person"
    SUSPICIOUS = "suspicious"
    UNSCORED = "unscored"
    QUOTES = "quotes"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class GridQuery:
    """Which rows of one question, in which order.

    `by` is a point whose verdicts order them, or flags with what weighs most first; None is the file's order. Rows that
    weigh the same stay in the file's order, also `backwards`, which turns the file's order itself round where `by` is
    None.
    """

    question_id: QuestionId
    narrowing: Narrowing = Narrowing.ALL
    by: PointId | tuple[FlagCode, ...] | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class GridPlace:
    """Where one page ends: the last row's weight and position, in the order of a query."""

    weight: int
    position: int


@dataclass(frozen=True, slots=True)
class GridPage:
    """One keyset page. `end` is where the next one begins, None on the last."""

    rows: tuple[GridRow, ...]
    end: GridPlace | None


@dataclass(frozen=True, slots=True)
class GridCounts:
    """How many rows of one question there are of each kind, and how often each verdict was given to each point."""

    narrowed: Mapping[Narrowing, int]
    scored: int
    verdicts: Mapping[PointId, Mapping[Verdict, int]] = field(default_factory=dict)


class GridLog(Protocol):
    """Where grids are read from. Every method is one transaction and raises a StoreError when the database refuses."""

    async def page(self, batch_id: BatchId, query: GridQuery, *, after: GridPlace | None, limit: int) -> GridPage:
        """At most `limit` rows that come after a place."""

    async def counts(self, batch_id: BatchId, question_id: QuestionId) -> GridCounts:
        """What there is of one question in a batch."""
