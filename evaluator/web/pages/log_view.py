"""The log as its page lists it: one line for each judgement, newest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evaluator.digests import digest_in_brief
from evaluator.domain.judgements import FlagCode, JudgementId, Status, Verdict
from evaluator.domain.ledger import Following
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import QuestionBank, QuestionId
from evaluator.services.audit_log import LogLine, LogPage
from evaluator.services.orders import JudgementFilter
from evaluator.web.pages.figures import (
    Moment,
    Range,
    counted,
    coverage_range,
    listed,
    moment,
    thousands,
)
from evaluator.web.pages.flag_notes import IN_BRIEF
from evaluator.web.pages.log_form import Chip, address_of, chips_of, values_of

_ALWAYS_SHOWN = frozenset({"text", "question_id", "judge", "flag", "since"})
"""Fields of the form that are not folded away."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One judgement. `result` is None where it is not scored; `look` is its weightiest flag.

    Of one that is sealed to the reader neither is told.
    """

    id: str
    number: str
    at: Moment
    candidate: str
    question: str
    result: Range | None
    look: str
    is_suspicion: bool
    judge: str
    ordered_by: str
    reviewed_by: str
    digest: str
    digest_in_brief: str
    is_shared: bool
    is_erased: bool
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class LogChoice:
    """One value a filter may take."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class LogView:
    """The page. `newest` is the address of the first page, `older` that of the next, empty on the last.

    `chips` are the filters that are set. `searched_to` is how far back was looked where the page ended early,
    `indexed_to` how far the index of words has come where it is not all.
    """

    rows: tuple[LogRow, ...]
    values: Mapping[str, str]
    questions: tuple[LogChoice, ...]
    points: tuple[LogChoice, ...]
    judges: tuple[LogChoice, ...]
    statuses: tuple[LogChoice, ...]
    flags: tuple[LogChoice, ...]
    verdicts: tuple[LogChoice, ...]
    reviews: tuple[LogChoice, ...]
    chips: tuple[Chip, ...]
    has_more_set: bool
    is_first: bool
    is_own: bool
    newest: str
    older: str
    summary: str
    searched_to: Moment | None
    indexed_to: str


def log_view(
    page: LogPage,
    wanted: JudgementFilter,
    bank: QuestionBank,
    judges: Sequence[JudgeSummary],
    *,
    is_first: bool,
    sealed: frozenset[JudgementId] = frozenset(),
    indexed: Following | None = None,
) -> LogView:
    """One page of the log under a filter. Of the `sealed` judgements no result is told: under a filter by results they
    are left out, since to be there would tell of one."""
    titles = {question.id: question.title for question in bank.questions}
    told = (_row(line, titles.get(line.question_id, "")) for line in page.lines)
    rows = tuple(
        _sealed(row) if row.id in sealed else row for row in told if not (wanted.tells_results and row.id in sealed)
    )
    values = values_of(wanted)
    return LogView(
        rows=rows,
        values=values,
        **_choices(wanted, bank, judges),
        chips=chips_of(wanted, bank),
        has_more_set=bool(values.keys() - _ALWAYS_SHOWN),
        is_first=is_first,
        is_own=wanted.created_by is not None,
        newest=address_of(wanted),
        older="" if page.next_cursor is None else address_of(wanted, cursor=page.next_cursor),
        summary=f"{counted(len(rows), 'judgement')} shown, newest first.",
        searched_to=None if page.searched_to is None else moment(page.searched_to),
        indexed_to="" if indexed is None or indexed.is_level else f"#{thousands(indexed.seq)}",
    )


def _row(line: LogLine, title: str) -> LogRow:
    first = next((code for code in IN_BRIEF if code in line.flags), None)
    return LogRow(
        id=line.id,
        number=thousands(line.seq),
        at=moment(line.judged_at),
        candidate=line.candidate or "",
        question=title or line.question_id,
        result=None if line.coverage is None else coverage_range(line.coverage),
        look=IN_BRIEF[first] if first else "",
        is_suspicion=first is not None and first.is_suspicion,
        judge=line.judge,
        ordered_by=line.ordered_by,
        reviewed_by=listed(line.reviewers),
        digest=line.digest,
        digest_in_brief=digest_in_brief(line.digest),
        is_shared=line.is_shared,
        is_erased=line.is_erased,
    )


def _sealed(row: LogRow) -> LogRow:
    return replace(row, result=None, look="", is_suspicion=False, is_shared=False, is_sealed=True)


def _choices(
    wanted: JudgementFilter, bank: QuestionBank, judges: Sequence[JudgeSummary]
) -> dict[str, tuple[LogChoice, ...]]:
    names = [judge.identity.name for judge in judges]
    question = bank.question(QuestionId(wanted.question_id or ""))
    points = [(str(point.id), point.text) for point in question.points] if question else []
    reviewed = None if wanted.reviewed is None else str(wanted.reviewed).lower()
    statuses = ((Status.SCORED, "Scored"), (Status.UNSCORED, "Not scored"))
    return {
        "questions": _of(((question.id, question.title) for question in bank.questions), wanted.question_id),
        "points": _of(points, wanted.point_id),
        "judges": _of(((name, name) for name in names), wanted.judge),
        "statuses": _of(statuses, wanted.status),
        "flags": _of(((code, _brief(code)) for code in IN_BRIEF), wanted.flag),
        "verdicts": _of(((verdict, verdict.value) for verdict in Verdict), wanted.verdict),
        "reviews": _of((("true", "Reviewed"), ("false", "Not reviewed")), reviewed),
    }


def _brief(code: FlagCode) -> str:
    words = IN_BRIEF[code]
    return words[0].upper() + words[1:]


def _of(values: Iterable[tuple[str, str]], chosen: str | None) -> tuple[LogChoice, ...]:
    known = tuple(LogChoice(value, label, value == chosen) for value, label in values)
    if chosen and not any(choice.is_chosen for choice in known):
        return (*known, LogChoice(chosen, chosen, is_chosen=True))
    return known
