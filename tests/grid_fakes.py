"""Grids read from batches kept in memory, for tests of what shows them."""

from collections import Counter
from dataclasses import dataclass

from evaluator.domain.batches import BatchId, GridRow, ItemState
from evaluator.domain.judgements import FlagCode, Verdict
from evaluator.domain.questions import PointId, QuestionId
from evaluator.services.batch_grid import VERDICTS, GridCounts, GridPage, GridPlace, GridQuery, Narrowing
from evaluator.services.batch_log import BatchLog


@dataclass
class InMemoryGridLog:
    """A GridLog that looks at every row each time."""

    batches: BatchLog

    async def page(self, batch_id: BatchId, query: GridQuery, *, after: GridPlace | None, limit: int) -> GridPage:
        asked = [row for row in await self._asked(batch_id, query.question_id) if fits(row, query.narrowing)]
        placed = sorted(((place_of(row, query), row) for row in asked), key=lambda one: one[0])
        if after is not None:
            last = (after.weight, -after.position if query.backwards and query.by is None else after.position)
            placed = [one for one in placed if one[0] > last]
        shown = [row for _, row in placed[:limit]]
        end = GridPlace(placed[limit - 1][0][0], shown[-1].position) if len(placed) > limit else None
        return GridPage(tuple(shown), end)

    async def counts(self, batch_id: BatchId, question_id: QuestionId) -> GridCounts:
        asked = await self._asked(batch_id, question_id)
        narrowed = {name: sum(fits(row, name) for row in asked) for name in Narrowing}
        verdicts: dict[PointId, Counter[Verdict]] = {}
        for row in asked:
            for cell in row.cells:
                verdicts.setdefault(cell.point_id, Counter())[cell.verdict] += 1
        return GridCounts(narrowed, sum(row.state is ItemState.SCORED for row in asked), verdicts)

    async def _asked(self, batch_id: BatchId, question_id: QuestionId) -> list[GridRow]:
        return [row async for row in self.batches.rows(batch_id) if row.question_id == question_id]


def place_of(row: GridRow, query: GridQuery) -> tuple[int, int]:
    """The weight and position by which a row stands among others."""
    if query.by is None:
        return (0, -row.position if query.backwards else row.position)
    if isinstance(query.by, tuple):
        weight = min((query.by.index(flag) for flag in row.flags if flag in query.by), default=len(query.by))
    else:
        given = [VERDICTS.index(cell.verdict) for cell in row.cells if cell.point_id == query.by]
        weight = min(given, default=len(VERDICTS))
    return (-weight if query.backwards else weight, row.position)


def fits(row: GridRow, narrowing: Narrowing) -> bool:
    """Whether a row is among those shown."""
    return {
        Narrowing.ALL: True,
        Narrowing.PERSON: bool(row.flags) or any(cell.verdict is Verdict.UNSURE for cell in row.cells),
        Narrowing.SUSPICIOUS: any(flag.is_suspicion for flag in row.flags),
        Narrowing.UNSCORED: row.state is ItemState.UNSCORED,
        Narrowing.QUOTES: FlagCode.UNVERIFIED_EVIDENCE in row.flags,
        Narrowing.WAITING: row.state is ItemState.WAITING,
    }[narrowing]
