"""What narrows the log: for each part of a filter, how to ask it of one judgement, and of all at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Column, ColumnElement, FromClause, Select, literal_column, select

from evaluator.services.orders import JudgementFilter
from evaluator.store.review_tables import reviews
from evaluator.store.tables import answers, batch_items, judgement_flags, judgement_points, judgements

HALF_A_PER_CENT = 0.005
"""Coverage is shown in whole per cent, halves rounded up, and is asked for as it is shown."""

FEW = 1_500
"""As many can all be looked at for one page."""

FEW_OF_A_BATCH = 200
"""The same of a batch, whose judgements also stand together in the log."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One part of a filter.

    `fits` asks it of a row of judgements that has `needs` and the id. `walk` is what equals what in an index that is
    in the log's own order; `listed` selects from another index the ids of all that fit, in no order, and is the quick
    way where they are no more than `few`.
    """

    fits: Callable[[FromClause], ColumnElement[bool]]
    needs: tuple[Column[object], ...] = ()
    walk: ColumnElement[bool] | None = None
    listed: Select[str] | None = None
    few: int = FEW


@dataclass(frozen=True, slots=True)
class Conditions:
    """All parts of a filter but its words. `first` and `before` bound the moments, half open."""

    parts: Sequence[Condition] = field(default_factory=list)
    first: datetime | None = None
    before: datetime | None = None


def conditions_of(wanted: JudgementFilter) -> Conditions:
    """What a filter asks for."""
    parts = [*_columns(wanted), *_verdict(wanted), *_coverage(wanted), *_elsewhere(wanted)]
    first = None if wanted.since is None else datetime.combine(wanted.since, time(), UTC)
    before = None if wanted.until is None else datetime.combine(wanted.until, time(), UTC) + timedelta(days=1)
    return Conditions(parts, first, before)


def _columns(wanted: JudgementFilter) -> Iterator[Condition]:
    """Those that have an index each, the one tried first that usually leaves least."""
    columns: Mapping[Column[object], object] = {
        judgements.c.created_by: wanted.created_by,
        judgements.c.question_id: wanted.question_id,
        judgements.c.judge: wanted.judge,
        judgements.c.status: wanted.status,
        judgements.c.needs_review: wanted.needs_review,
    }
    for column, value in columns.items():
        if value is not None:
            equal = column == value
            yield Condition(_equals(column.name, value), (column,), equal, select(judgements.c.id).where(equal))


def _equals(name: str, value: object) -> Callable[[FromClause], ColumnElement[bool]]:
    return lambda row: row.c[name] == value


def _verdict(wanted: JudgementFilter) -> Iterator[Condition]:
    verdict, point = wanted.verdict, wanted.point_id
    if verdict is None:
        return
    if point is None:
        count = judgements.c[verdict.value]
        yield Condition(lambda row: row.c[count.name] > 0, (count,))
        return
    # Of one judgement it is asked by its key: by the index of points all of a point's verdicts would be gone through.
    named = judgement_points.c.point_id.concat("") == point
    said = select(judgement_points.c.position).where(named, judgement_points.c.verdict == verdict.value)
    listed = select(judgement_points.c.judgement_id).where(
        judgement_points.c.point_id == point, judgement_points.c.verdict == verdict.value
    )
    yield Condition(lambda row: said.where(judgement_points.c.judgement_id == row.c.id).exists(), listed=listed)


def _coverage(wanted: JudgementFilter) -> Iterator[Condition]:
    if wanted.coverage_from is None and wanted.coverage_to is None:
        return
    lowest = (wanted.coverage_from or 0) / 100 - HALF_A_PER_CENT
    highest = (100 if wanted.coverage_to is None else wanted.coverage_to) / 100 + HALF_A_PER_CENT

    def within(row: FromClause) -> ColumnElement[bool]:
        return (row.c.low >= lowest) & (row.c.low < highest) & (row.c.high < highest)

    columns = (judgements.c.low, judgements.c.high)
    yield Condition(within, columns, listed=select(judgements.c.id).where(within(judgements)))


def _elsewhere(wanted: JudgementFilter) -> Iterator[Condition]:
    """Those that stand in other tables."""
    if wanted.candidate is not None:
        yield _in(answers.c.judgement_id, answers.c.candidate == wanted.candidate)
    if wanted.flag is not None:
        yield _in(judgement_flags.c.judgement_id, judgement_flags.c.code == wanted.flag)
    if wanted.reviewer is not None:
        yield _in(reviews.c.judgement_id, reviews.c.reviewer == wanted.reviewer)
    if wanted.batch is not None:
        of_batch = _in(batch_items.c.judgement_id, batch_items.c.batch_id == wanted.batch)
        yield replace(of_batch, few=FEW_OF_A_BATCH)
    if wanted.reviewed is not None:
        reviewed = _in(reviews.c.judgement_id, literal_column("1") == literal_column("1"))
        yield reviewed if wanted.reviewed else Condition(lambda row: ~reviewed.fits(row))


def _in(names: Column[str], only: ColumnElement[bool]) -> Condition:
    listed = select(names).where(only)
    return Condition(lambda row: listed.where(names == row.c.id).exists(), listed=listed.distinct())
