"""How verdicts moved when outdated answers were judged again, as its page shows it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from evaluator.domain.batches import Batch, BatchState
from evaluator.domain.judgements import Coverage, Verdict
from evaluator.domain.questions import Question
from evaluator.domain.rejudging import (
    CoverageChange,
    MovedAnswer,
    MovedPage,
    Moves,
    PointMove,
    PointMoves,
    Reading,
    Rejudging,
)
from evaluator.web.pages.batches_view import STATES
from evaluator.web.pages.figures import Range, counted, coverage_range, thousands

VERDICTS = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE, None)
"""The order of rows and columns. None is no verdict: the point was not asked, or the answer not scored."""

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class FlowCell:
    """How many went from the row's verdict to the column's. `is_same` where the two are one."""

    count: int
    is_same: bool


@dataclass(frozen=True, slots=True)
class FlowRow:
    """What became of one verdict; its name is empty for none."""

    verdict: str
    cells: tuple[FlowCell, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """Old verdict to new verdict. Rows and columns without anything are left out."""

    columns: tuple[str, ...]
    rows: tuple[FlowRow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """From one verdict to another, so many times; empty for none.

    Of one answer `point` says which point it is, and `people` what they had settled on, where that is another.
    """

    before: str
    after: str
    count: int
    point: str = ""
    people: str = ""


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point: how many of its verdicts moved, and from what to what."""

    question: str
    text: str
    moved: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class CoverageMove:
    """Mean coverage before and after, and its change in words."""

    answers: str
    before: Range
    after: Range
    change: str
    interval: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer to be read."""

    id: str
    old_id: str
    candidate: str
    question: str
    before: Range | None
    after: Range | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """One choice of which answers to read."""

    label: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class MovesView:
    """The page."""

    id: str
    name: str
    state: str
    done: str
    is_running: bool
    answers: int
    moved: int
    contradicted: int
    sealed: str
    coverage: CoverageMove | None
    flow: Flow
    points: tuple[PointRow, ...]
    tabs: tuple[Tab, ...]
    rows: tuple[AnswerRow, ...]
    older: str


def moves_view(
    rejudging: Rejudging, moves: Moves, questions: Sequence[Question], reading: Reading, page: MovedPage
) -> MovesView:
    """What came of a rejudging, and one page of the answers to read."""
    batch = rejudging.batch
    titles = {str(question.id): question.title for question in questions}
    texts = {(str(question.id), str(point.id)): point.text for question in questions for point in question.points}
    return MovesView(
        id=batch.id,
        name=batch.name,
        state=STATES[batch.state],
        done=_done(batch),
        is_running=batch.state is BatchState.RUNNING,
        answers=moves.answers,
        moved=moves.moved,
        contradicted=moves.contradicted,
        sealed=_sealed(moves.sealed),
        coverage=None if moves.coverage is None else _coverage(moves.coverage),
        flow=_flow(moves.points),
        points=tuple(_point(point, titles, texts) for point in moves.points if point.moved),
        tabs=_tabs(batch.id, moves, reading),
        rows=tuple(_answer(answer, titles, texts) for answer in page.answers),
        older="" if page.next_after is None else _address(batch.id, reading, page.next_after),
    )


def _done(batch: Batch) -> str:
    return f"{thousands(batch.tally.done)} of {counted(batch.tally.total, 'answer')}"


def _sealed(count: int) -> str:
    if not count:
        return ""
    waiting = "1 more answer waits" if count == 1 else f"{thousands(count)} more answers wait"
    return f"{waiting} in your review queue and {'is' if count == 1 else 'are'} in no figure here."


def _coverage(change: CoverageChange) -> CoverageMove:
    interval = "too few answers to say how much of that is chance"
    if change.interval is not None:
        low, high = change.interval
        interval = f"95 % interval {_signed(low)} to {_signed(high)}"
    return CoverageMove(
        counted(change.answers, "answer"),
        coverage_range(_ordered(change.before)),
        coverage_range(_ordered(change.after)),
        _signed(change.change),
        interval,
    )


def _ordered(coverage: Coverage) -> Coverage:
    """Sums of what was rounded may part by a hair what is equal."""
    return Coverage(coverage.score, coverage.low, max(coverage.low, coverage.high))


def _signed(share: float) -> str:
    """A change in points of a hundred: +3.1, −0.4."""
    text = f"{share * 100:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", MINUS)


def _flow(points: Sequence[PointMoves]) -> Flow:
    counts = Counter[tuple[Verdict | None, Verdict | None]]()
    for point in points:
        counts.update(point.counts)
    before = [verdict for verdict in VERDICTS if any(one is verdict for one, _ in counts)]
    after = [verdict for verdict in VERDICTS if any(one is verdict for _, one in counts)]
    rows = [FlowRow(_name(one), tuple(FlowCell(counts[one, other], one is other) for other in after)) for one in before]
    return Flow(tuple(_name(verdict) for verdict in after), tuple(rows))


def _point(point: PointMoves, titles: Mapping[str, str], texts: Mapping[tuple[str, str], str]) -> PointRow:
    steps = sorted(
        (
            Step(_name(before), _name(after), count)
            for (before, after), count in point.counts.items()
            if before is not after
        ),
        key=lambda step: -step.count,
    )
    return PointRow(
        titles.get(point.question_id, point.question_id),
        texts.get((point.question_id, point.point_id), point.point_id),
        f"{thousands(point.moved)} of {thousands(point.answers)}",
        tuple(steps),
    )


def _answer(answer: MovedAnswer, titles: Mapping[str, str], texts: Mapping[tuple[str, str], str]) -> AnswerRow:
    return AnswerRow(
        id=answer.judgement_id,
        old_id=answer.supersedes,
        candidate=answer.candidate or "",
        question=titles.get(answer.question_id, answer.question_id),
        before=None if answer.before is None else coverage_range(answer.before),
        after=None if answer.after is None else coverage_range(answer.after),
        steps=tuple(
            _step(point, texts.get((answer.question_id, point.point_id), point.point_id)) for point in answer.points
        ),
    )


def _step(point: PointMove, text: str) -> Step:
    people = " and ".join(dict.fromkeys(verdict.value for verdict in point.people)) if point.is_contradicted else ""
    return Step(_name(point.before), _name(point.after), 1, text, people)


def _tabs(batch_id: str, moves: Moves, reading: Reading) -> tuple[Tab, ...]:
    named = (
        (Reading.MOVED, f"Verdict moved {thousands(moves.moved)}"),
        (Reading.CONTRADICTED, f"People said otherwise {thousands(moves.contradicted)}"),
    )
    return tuple(Tab(label, _address(batch_id, one), one is reading) for one, label in named)


def _address(batch_id: str, reading: Reading, after: int | None = None) -> str:
    query = {"read": reading.value} | ({} if after is None else {"cursor": str(after)})
    return f"/rejudging/{batch_id}?{urlencode(query)}#read"


def _name(verdict: Verdict | None) -> str:
    return "" if verdict is None else verdict.value
