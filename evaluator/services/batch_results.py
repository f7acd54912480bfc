"""What became of a batch, answer by answer: as a table to look at, and whole as JSON Lines.

An answer without a score has empty cells where its coverage would stand: never 0.
"""

from collections.abc import AsyncIterable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from evaluator.digests import Json
from evaluator.domain.batches import BatchItem
from evaluator.domain.judgements import Judgement
from evaluator.domain.questions import PointId, Question, QuestionId
from evaluator.files.results import Cell
from evaluator.services.judgement_json import judgement_json
from evaluator.services.tables import Layout, ResultFormat, Sheet, write_tables

Judged = tuple[BatchItem, Judgement | None]
"""An answer of a batch, with its judgement where there is one by now."""

MOST_POINT_COLUMNS = 400
"""With more points than that in a batch, columns are numbered and their cells say whose verdict they hold."""

_BEFORE = (
    "id",
    "row",
    "question_id",
    "candidate",
    "status",
    "reason",
    "coverage_low",
    "coverage_high",
    "coverage_score",
)
_AFTER = ("flags", "needs_review", "judgement_id", "judge", "shared", "words", "cost", "examples")
_EVIDENCE = ("id", "row", "question_id", "candidate", "point_id", "point", "verdict", "quote", "start", "end", "match")
_WIDE = ("point", "quote")


@dataclass(frozen=True, slots=True)
class PointColumns:
    """The columns of a batch's points: one for each point of each question, or numbered where they are too many.

    `points` is empty where they are numbered, up to `most`, the number of points of the longest question.
    """

    points: tuple[tuple[QuestionId, PointId], ...]
    most: int

    @property
    def names(self) -> tuple[str, ...]:
        """`caching/expiry` for each point, or `point 1` and so on."""
        if self.points:
            return tuple(f"{question}/{point}" for question, point in self.points)
        return tuple(f"point {number}" for number in range(1, self.most + 1))

    def cells(self, judgement: Judgement | None) -> Iterator[Cell]:
        """The verdicts of a judgement, each in its column; the others stay empty."""
        verdicts = {point.point_id: point.verdict.value for point in judgement.points} if judgement else {}
        if self.points:
            own = judgement.question_id if judgement else None
            yield from (verdicts.get(point) if question == own else None for question, point in self.points)
            return
        told: list[Cell] = [f"{point}: {verdict}" for point, verdict in verdicts.items()]
        yield from told + [None] * (self.most - len(told))


def point_columns(questions: Iterable[Question]) -> PointColumns:
    """The columns for the points of those questions, which may be given more than once, in order of appearance."""
    points: dict[tuple[QuestionId, PointId], None] = {}
    most = 0
    for question in questions:
        most = max(most, len(question.points))
        if len(points) <= MOST_POINT_COLUMNS:
            points |= dict.fromkeys((question.id, point.id) for point in question.points)
    return PointColumns(tuple(points) if len(points) <= MOST_POINT_COLUMNS else (), most)


async def write_results(
    judged: AsyncIterable[Judged], points: PointColumns, written_as: ResultFormat, stream: BinaryIO
) -> int:
    """Write one row for each answer as it comes, and return how many there were."""
    layout: Layout[Judged] = Layout(
        (
            Sheet("answers", table_columns(points), lambda one: (table_row(*one, points),)),
            Sheet("evidence", _EVIDENCE, lambda one: evidence_rows(*one), _WIDE),
        ),
        lambda one: result_json(*one),
    )
    return await write_tables(judged, layout, written_as, stream)


def table_columns(points: PointColumns) -> Sequence[str]:
    """The names of the columns of CSV and XLSX."""
    return (*_BEFORE, *points.names, *_AFTER)


def table_row(item: BatchItem, judgement: Judgement | None, points: PointColumns) -> Sequence[Cell]:
    """One answer as a row of CSV and XLSX."""
    return (*_before(item, judgement), *points.cells(judgement), *_after(item, judgement))


def evidence_rows(item: BatchItem, judgement: Judgement | None) -> Iterator[Sequence[Cell]]:
    """One row for each quote that stands for a verdict."""
    for point in judgement.points if judgement else ():
        for found in point.evidence:
            yield (
                *(item.item_id, item.row, item.question.id, item.candidate),
                *(point.point_id, point.text, point.verdict.value),
                *(found.quote, found.span.start, found.span.end, found.match.value),
            )


def result_json(item: BatchItem, judgement: Judgement | None) -> dict[str, Json]:
    """The whole judgement with the item's id and row; of an answer not judged yet, what is known of it."""
    named: dict[str, Json] = {"item_id": item.item_id, "row": item.row, "state": item.state.value}
    if judgement is not None:
        return named | judgement_json(judgement)
    return named | {
        "id": item.judgement_id,
        "status": None,
        "question_id": item.question.id,
        "candidate": item.candidate,
        "coverage": None,
    }


def _before(item: BatchItem, judgement: Judgement | None) -> Iterator[Cell]:
    yield from (item.item_id, item.row, item.question.id, item.candidate)
    yield judgement.status.value if judgement else item.state.value
    yield judgement.unscored.reason.value if judgement and judgement.unscored else None
    coverage = judgement.coverage if judgement else None
    shares = (coverage.low, coverage.high, coverage.score) if coverage else (None, None, None)
    yield from (None if share is None else round(share, 4) for share in shares)


def _after(item: BatchItem, judgement: Judgement | None) -> Iterator[Cell]:
    words = len(item.answer.own_text.split())
    if judgement is None:
        yield from (None, None, item.judgement_id, None, None, words, None, None)
        return
    yield " ".join(flag.code.value for flag in judgement.flags)
    yield judgement.needs_review
    yield judgement.id
    yield judgement.judge.name
    yield judgement.shared_from is not None
    yield words
    yield judgement.usage.cost
    yield " ".join(judgement.provenance.examples)
