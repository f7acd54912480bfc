"""The points x answers grid of one question of a batch: verdicts side by side, each the way to its evidence."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from evaluator.domain.batches import Batch, GridRow, ItemState
from evaluator.domain.judgements import FlagCode, Reason, Verdict
from evaluator.domain.questions import ExpectedPoint, Question
from evaluator.web.pages.batches_view import STATES, spent
from evaluator.web.pages.figures import Moment, Range, counted, coverage_range, moment, thousands
from evaluator.web.pages.flag_notes import IN_BRIEF

WINDOW = 200
"""Rows on one page, so that a page of any batch is as quick as that of a small one."""

ORDER = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE)

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

FILTERS: Mapping[str, tuple[str, Callable[[GridRow], bool]]] = {
    "all": ("All", lambda _: True),
    "person": (
        "Needs a person",
        lambda row: bool(row.flags) or any(cell.verdict is Verdict.UNSURE for cell in row.cells),
    ),
    "suspicious": ("Suspicious", lambda row: any(flag.is_suspicion for flag in row.flags)),
    "unscored": ("Not scored", lambda row: row.state is ItemState.UNSCORED),
    "quotes": ("Quote not found", lambda row: FlagCode.UNVERIFIED_EVIDENCE in row.flags),
    "waiting": ("Not judged yet", lambda row: row.state is ItemState.WAITING),
}
"""What rows can be narrowed to: words, and which rows."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes what is shown."""

    label: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a point. `sort` is `ascending`, `descending` or `none`; `counts` are in the order of ORDER."""

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


@dataclass(frozen=True, slots=True)
class GridWanted:
    """What the address asks for. `sort` is `row`, `look` or a point's number, turned round by a minus before."""

    question: str = ""
    show: str = "all"
    sort: str = "row"
    start: int = 0


@dataclass(frozen=True, slots=True)
class GridView:
    """The page. `earlier` and `later` are addresses, empty where there are no more rows."""

    id: str
    name: str
    facts: tuple[str, ...]
    at: Moment
    asked: str
    questions: tuple[Choice, ...]
    filters: tuple[Choice, ...]
    by_row: Head
    by_look: Head
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    scored: str
    summary: str
    earlier: str
    later: str


def grid_view(batch: Batch, questions: Sequence[Question], rows: Sequence[GridRow], wanted: GridWanted) -> GridView:
    """The grid of one of a batch's questions: the one wanted, else its first."""
    question = next((one for one in questions if one.id == wanted.question), questions[0])
    asked = [row for row in rows if row.question_id == question.id]
    shown = _sorted([row for row in asked if FILTERS[wanted.show][1](row)], question.points, wanted.sort)
    window = shown[wanted.start : wanted.start + WINDOW]
    scored = sum(1 for row in asked if row.state is ItemState.SCORED)
    last = wanted.start + len(window)
    return GridView(
        id=batch.id,
        name=batch.name,
        facts=(counted(len(rows), "answer"), STATES[batch.state], spent(batch), f"judge {batch.judge_name}"),
        at=moment(batch.finished_at or batch.created_at),
        asked=question.text,
        questions=tuple(
            Choice(one.title, _address(batch, wanted, question=one.id, start=0, sort="row"), one.id == question.id)
            for one in questions
        ),
        filters=tuple(
            Choice(
                f"{words} {thousands(sum(map(fits, asked)))}",
                _address(batch, wanted, show=name, start=0),
                name == wanted.show,
            )
            for name, (words, fits) in FILTERS.items()
        ),
        by_row=_head(batch, wanted, 0, "row", "Answer", ()),
        by_look=_head(batch, wanted, 0, "look", "Look at", ()),
        heads=tuple(
            _head(batch, wanted, number, str(number), point.text, _counts(asked, point))
            for number, point in enumerate(question.points, 1)
        ),
        lines=tuple(_line(row, question.points) for row in window),
        scored=f"{thousands(scored)} scored",
        summary=f"{thousands(wanted.start + 1)} to {thousands(last)} of {thousands(len(shown))}" if window else "",
        earlier=_address(batch, wanted, start=max(0, wanted.start - WINDOW)) if wanted.start else "",
        later=_address(batch, wanted, start=last) if last < len(shown) else "",
    )


def _sorted(rows: list[GridRow], points: Sequence[ExpectedPoint], sort: str) -> list[GridRow]:
    """By the file's order, a point's verdict or the weightiest flag; within each the file's order stays."""
    name, turned = sort.removeprefix("-"), sort.startswith("-")
    if name == "look":
        weights = list(IN_BRIEF)
        weighed = {row.position: min(map(weights.index, row.flags), default=len(weights)) for row in rows}
        return sorted(rows, key=lambda row: weighed[row.position], reverse=turned)
    if name.isdigit() and 1 <= int(name) <= len(points):
        wanted = points[int(name) - 1].id
        ranks = {row.position: _rank(row, wanted) for row in rows}
        return sorted(rows, key=lambda row: ranks[row.position], reverse=turned)
    return rows[::-1] if turned else rows


def _rank(row: GridRow, point: str) -> int:
    verdict = next((cell.verdict for cell in row.cells if cell.point_id == point), None)
    return len(ORDER) if verdict is None else ORDER.index(verdict)


def _head(batch: Batch, wanted: GridWanted, number: int, sort: str, text: str, counts: tuple[int, ...]) -> Head:
    now = {sort: "ascending", f"-{sort}": "descending"}.get(wanted.sort, "none")
    told = ", ".join(f"{count} {verdict.value}" for verdict, count in zip(ORDER, counts, strict=False))
    href = _address(batch, wanted, sort=f"-{sort}" if now == "ascending" else sort, start=0)
    return Head(number, text, href, now, counts, told)


def _counts(rows: Sequence[GridRow], point: ExpectedPoint) -> tuple[int, ...]:
    found = Counter(cell.verdict for row in rows for cell in row.cells if cell.point_id == point.id)
    return tuple(found[verdict] for verdict in ORDER)


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


def _instead(row: GridRow) -> str:
    if row.state is ItemState.UNSCORED:
        return f"not scored: {WHY[row.reason]}" if row.reason else "not scored"
    return "cancelled" if row.state is ItemState.CANCELLED else "not judged yet"


def _address(batch: Batch, wanted: GridWanted, **changes: str | int) -> str:
    now: dict[str, str | int] = {
        "question": wanted.question,
        "show": wanted.show,
        "sort": wanted.sort,
        "start": wanted.start,
    }
    plain: dict[str, str | int] = {"question": "", "show": "all", "sort": "row", "start": 0}
    said = {name: value for name, value in {**now, **changes}.items() if value != plain[name]}
    return f"/batches/{batch.id}{'?' + urlencode(said) if said else ''}"
