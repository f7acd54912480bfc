"""The points x answers grid of one question of a batch: verdicts side by side, each the way to its evidence."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from evaluator.domain.batches import Batch, GridRow, ItemState
from evaluator.domain.judgements import JudgementId, Reason, Verdict
from evaluator.domain.questions import ExpectedPoint, Question
from evaluator.services.batch_grid import VERDICTS, GridCounts, GridPage, GridPlace, GridQuery, Narrowing
from evaluator.web.pages.batches_view import STATES, spent
from evaluator.web.pages.figures import Moment, Range, counted, coverage_range, moment, thousands
from evaluator.web.pages.flag_notes import IN_BRIEF

WINDOW = 40
"""Rows on one page, and rows that script fetches at a time: more than a screen shows, and laid out in no time."""

MOST_CHIPS = 12
"""More questions than this are chosen from a list instead of from links."""

WHY: Mapping[Reason, str] = {
    Reason.REPLY_TRUNCATED: "the reply was cut off",
    Reason.REPLY_INVALID: "the reply was not in the form asked for",
    Reason.REPLY_REFUSED: "the judge refused to answer",
    Reason.REPLY_EMPTY: "the reply was empty",
    Reason.REPLY_NOT_JSON: "the reply was not in the form asked for",
    Reason.REPLY_HTML: "a web page came instead of a reply",
    Reason.CONTENT_FILTERED: "the endpoint’s filter held it back",
    Reason.CONTEXT_OVERFLOW: "too long for the judge",
    Reason.ENDPOINT_UNREACHABLE: "the endpoint could not be reached",
    Reason.ENDPOINT_TIMEOUT: "the endpoint took too long",
    Reason.ENDPOINT_FAILED: "the endpoint failed",
    Reason.RATE_LIMITED: "the endpoint was at its limit",
    Reason.QUOTA_EXHAUSTED: "the quota was used up",
    Reason.KEY_REFUSED: "the key was refused",
    Reason.MODEL_UNKNOWN: "the endpoint does not know the model",
    Reason.REQUEST_REFUSED: "the endpoint refused the request",
    Reason.CANCELLED: "called off",
    Reason.INTERRUPTED: "the service was stopped",
}

NARROWED: Mapping[Narrowing, str] = {
    Narrowing.ALL: "All",
    Narrowing.PERSON: "Needs a person",
    Narrowing.SUSPICIOUS: "Suspicious",
    Narrowing.UNSCORED: "Not scored",
    Narrowing.QUOTES: "Quote not found",
    Narrowing.WAITING: "Not judged yet",
}
"""What rows can be narrowed to."""

SEALED = "sealed: in your queue"
"""Instead of results that the reader is to review blind first."""

RESULTLESS = (Narrowing.ALL, Narrowing.WAITING)
"""What rows can be narrowed to without telling results."""

_PLACE = re.compile(r"(-?\d{1,9})\.(\d{1,9})\.(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes what is shown, or an option of a list; `value` is what the address says then."""

    label: str
    value: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a point. `sort` is `ascending`, `descending` or `none`; `counts` are in the order of VERDICTS."""

    number: int
    text: str
    href: str
    sort: str
    counts: tuple[int, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """One answer. `verdicts` is empty where there are none, and `instead` says why."""

    id: str
    href: str
    result: Range | None
    verdicts: tuple[str, ...]
    instead: str
    look: str
    is_suspicion: bool
    shared: bool
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class GridWanted:
    """What an address asks for. `sort` is `row`, `look` or a point's number, turned round by a minus before.

    `after` is where the page before ended, `before` how many rows came until there.
    """

    question: str = ""
    show: Narrowing = Narrowing.ALL
    sort: str = "row"
    after: GridPlace | None = None
    before: int = 0

    @classmethod
    def said(cls, question: str, show: str, sort: str, after: str) -> Self:
        """What the parts of an address mean; what means nothing counts as not said."""
        narrowing = Narrowing(show) if show in set(Narrowing) else Narrowing.ALL
        place = _PLACE.fullmatch(after)
        if place is None:
            return cls(question, narrowing, sort)
        weight, position, before = map(int, place.groups())
        return cls(question, narrowing, sort, GridPlace(weight, position), before)

    def question_of(self, questions: Sequence[Question]) -> Question:
        """The question that is wanted, else the first."""
        return next((one for one in questions if one.id == self.question), questions[0])

    def without_results(self) -> Self:
        """The same, unless the rows shown or their order would tell what the judge said: then all, in the file's."""
        if self.show in RESULTLESS and self.sort.removeprefix("-") == "row":
            return self
        return type(self)(self.question)

    def query(self, question: Question) -> GridQuery:
        """What is asked of the record."""
        name, backwards = self.sort.removeprefix("-"), self.sort.startswith("-")
        if name == "look":
            return GridQuery(question.id, self.show, tuple(IN_BRIEF), backwards)
        if name.isdecimal() and 1 <= int(name) <= len(question.points):
            return GridQuery(question.id, self.show, question.points[int(name) - 1].id, backwards)
        return GridQuery(question.id, self.show, None, backwards and name == "row")


@dataclass(frozen=True, slots=True)
class RowsView:
    """Some rows of a grid: `first` is the number of the first, `width` the cells free in one without verdicts.

    `later` and `rows_later` are the addresses of what follows, as a page and as rows alone; empty where nothing does.
    """

    first: int
    width: int
    lines: tuple[Line, ...]
    later: str
    rows_later: str


@dataclass(frozen=True, slots=True)
class GridView:
    """The page. `start` is the address of its first rows, empty where these are they."""

    id: str
    name: str
    facts: tuple[str, ...]
    at: Moment
    asked: str
    questions: tuple[Choice, ...]
    in_list: bool
    filters: tuple[Choice, ...]
    by_row: Head
    by_look: Head
    heads: tuple[Head, ...]
    rows: RowsView
    total: int
    scored: str
    summary: str
    start: str
    withheld: str


def grid_view(
    batch: Batch,
    questions: Sequence[Question],
    counts: GridCounts,
    page: GridPage,
    wanted: GridWanted,
    sealed: frozenset[JudgementId] = frozenset(),
    withheld: str = "",
) -> GridView:
    """The grid of a question. Of `sealed` judgements nothing is told; where `withheld` says so, counts tell nothing."""
    question = wanted.question_of(questions)
    total = counts.narrowed[wanted.show]
    last = wanted.before + len(page.rows)
    return GridView(
        id=batch.id,
        name=batch.name,
        facts=(counted(batch.tally.total, "answer"), STATES[batch.state], spent(batch), f"judge {batch.judge_name}"),
        at=moment(batch.finished_at or batch.created_at),
        asked=question.text,
        questions=tuple(
            Choice(one.title, one.id, _address(batch, wanted, question=one.id, sort="row"), one.id == question.id)
            for one in questions
        ),
        in_list=len(questions) > MOST_CHIPS,
        filters=tuple(_filters(batch, wanted, counts.narrowed, RESULTLESS if withheld else NARROWED)),
        by_row=_head(batch, wanted, 0, "row", "Answer", ()),
        by_look=_still(_head(batch, wanted, 0, "look", "Look at", ()), withheld),
        heads=tuple(
            _still(_head(batch, wanted, number, str(number), point.text, _counts(counts, point)), withheld)
            for number, point in enumerate(question.points, 1)
        ),
        rows=rows_view(batch, question, page, wanted, sealed),
        total=total,
        scored=f"{thousands(counts.scored)} scored",
        summary=f"{thousands(wanted.before + 1)} to {thousands(last)} of {thousands(max(last, total))}",
        start=_address(batch, wanted) if wanted.after else "",
        withheld=withheld,
    )


def _filters(
    batch: Batch, wanted: GridWanted, narrowed: Mapping[Narrowing, int], offered: Iterable[Narrowing]
) -> Iterator[Choice]:
    for name in offered:
        label = f"{NARROWED[name]} {thousands(narrowed[name])}"
        yield Choice(label, name, _address(batch, wanted, show=name), name is wanted.show)


def rows_view(
    batch: Batch,
    question: Question,
    page: GridPage,
    wanted: GridWanted,
    sealed: frozenset[JudgementId] = frozenset(),
) -> RowsView:
    """The rows of one page."""
    later = ""
    if page.end is not None:
        later = f"{page.end.weight}.{page.end.position}.{wanted.before + len(page.rows)}"
    return RowsView(
        first=wanted.before + 1,
        width=len(question.points) + 1,
        lines=tuple(
            _sealed_line(row) if row.judgement_id in sealed else _line(row, question.points) for row in page.rows
        ),
        later=later and _address(batch, wanted, after=later),
        rows_later=later and _address(batch, wanted, part="/rows", after=later),
    )


def _head(batch: Batch, wanted: GridWanted, number: int, sort: str, text: str, counts: tuple[int, ...]) -> Head:
    now = {sort: "ascending", f"-{sort}": "descending"}.get(wanted.sort, "none")
    told = ", ".join(f"{count} {verdict.value}" for verdict, count in zip(VERDICTS, counts, strict=False))
    href = _address(batch, wanted, sort=f"-{sort}" if now == "ascending" else sort)
    return Head(number, text, href, now, counts, told)


def _still(head: Head, withheld: str) -> Head:
    return replace(head, href="", counts=(), told="") if withheld else head


def _counts(counts: GridCounts, point: ExpectedPoint) -> tuple[int, ...]:
    given: Mapping[Verdict, int] = counts.verdicts.get(point.id, {})
    return tuple(given.get(verdict, 0) for verdict in VERDICTS)


def _line(row: GridRow, points: Sequence[ExpectedPoint]) -> Line:
    verdicts = {cell.point_id: cell.verdict.value for cell in row.cells}
    first = next((code for code in IN_BRIEF if code in row.flags), None)
    return Line(
        id=row.candidate or row.item_id,
        href=f"/judgements/{row.judgement_id}" if row.state in (ItemState.SCORED, ItemState.UNSCORED) else "",
        result=None if row.coverage is None else coverage_range(row.coverage),
        verdicts=tuple(verdicts.get(point.id, "unscored") for point in points) if verdicts else (),
        instead="" if verdicts else _instead(row),
        look=IN_BRIEF[first] if first else "",
        is_suspicion=first is not None and first.is_suspicion,
        shared=row.shared,
    )


def _sealed_line(row: GridRow) -> Line:
    name, href = row.candidate or row.item_id, f"/review/{row.judgement_id}"
    return Line(name, href, None, (), SEALED, "", is_suspicion=False, shared=False, is_sealed=True)


def _instead(row: GridRow) -> str:
    if row.state is ItemState.UNSCORED:
        return f"not scored: {WHY[row.reason]}" if row.reason else "not scored"
    return "cancelled" if row.state is ItemState.CANCELLED else "not judged yet"


def _address(batch: Batch, wanted: GridWanted, *, part: str = "", **changes: str) -> str:
    """The address of the same question, rows and order from the first row on, but for the changes."""
    now = {"question": wanted.question, "show": wanted.show.value, "sort": wanted.sort, "after": ""}
    plain = {"question": "", "show": "all", "sort": "row", "after": ""}
    said = {name: value for name, value in {**now, **changes}.items() if value != plain[name]}
    return f"/batches/{batch.id}{part}{'?' + urlencode(said) if said else ''}"
