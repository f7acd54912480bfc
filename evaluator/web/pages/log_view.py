"""The log as its page lists it: one line for each judgement, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from evaluator.domain.judgements import Judgement, JudgementId, Status
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import QuestionBank
from evaluator.services.orders import JudgementFilter, JudgementPage
from evaluator.web.pages.figures import Moment, Range, counted, coverage_range, moment, thousands
from evaluator.web.pages.flag_notes import IN_BRIEF

ADDRESS = "/audit"


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
    is_shared: bool
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class LogChoice:
    """One value a filter may take."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class LogView:
    """The page. `older` is the address of the next page, empty on the last; `applied` says which filters are set."""

    rows: tuple[LogRow, ...]
    candidate: str
    questions: tuple[LogChoice, ...]
    judges: tuple[LogChoice, ...]
    statuses: tuple[LogChoice, ...]
    looks: tuple[LogChoice, ...]
    is_filtered: bool
    is_first: bool
    is_own: bool
    older: str
    summary: str


def log_view(
    page: JudgementPage,
    wanted: JudgementFilter,
    bank: QuestionBank,
    judges: Sequence[JudgeSummary],
    *,
    is_first: bool,
    sealed: frozenset[JudgementId] = frozenset(),
) -> LogView:
    """One page of the log under a filter. Of the `sealed` judgements no result is told: under a filter by results they
    are left out, since to be there would tell of one."""
    titles = {question.id: question.title for question in bank.questions}
    told = (_row(judgement, titles.get(judgement.question_id, "")) for judgement in page.judgements)
    tells_results = wanted.status is not None or wanted.flag is not None
    rows = tuple(_sealed(row) if row.id in sealed else row for row in told if not (tells_results and row.id in sealed))
    names = [judge.identity.name for judge in judges]
    return LogView(
        rows=rows,
        candidate=wanted.candidate or "",
        questions=_choices(((question.id, question.title) for question in bank.questions), wanted.question_id),
        judges=_choices(((name, name) for name in names), wanted.judge),
        statuses=_choices(((Status.SCORED, "Scored"), (Status.UNSCORED, "Not scored")), wanted.status),
        looks=_choices(((code, words[0].upper() + words[1:]) for code, words in IN_BRIEF.items()), wanted.flag),
        is_filtered=bool(_query(wanted)),
        is_first=is_first,
        is_own=wanted.created_by is not None,
        older=_older(wanted, page.next_cursor),
        summary=f"{counted(len(rows), 'judgement')} shown, newest first.",
    )


def _row(judgement: Judgement, title: str) -> LogRow:
    codes = {flag.code for flag in judgement.flags}
    first = next((code for code in IN_BRIEF if code in codes), None)
    return LogRow(
        id=judgement.id,
        number="" if judgement.ledger_seq is None else thousands(judgement.ledger_seq),
        at=moment(judgement.created_at),
        candidate=judgement.candidate or "",
        question=title or judgement.question_id,
        result=None if judgement.coverage is None else coverage_range(judgement.coverage),
        look=IN_BRIEF[first] if first else "",
        is_suspicion=first is not None and first.is_suspicion,
        judge=judgement.judge.name,
        ordered_by=judgement.created_by,
        is_shared=judgement.shared_from is not None,
    )


def _sealed(row: LogRow) -> LogRow:
    return replace(row, result=None, look="", is_suspicion=False, is_shared=False, is_sealed=True)


def _choices(values: Iterable[tuple[str, str]], chosen: str | None) -> tuple[LogChoice, ...]:
    known = tuple(LogChoice(value, label, value == chosen) for value, label in values)
    if chosen and not any(choice.is_chosen for choice in known):
        return (*known, LogChoice(chosen, chosen, is_chosen=True))
    return known


def _query(wanted: JudgementFilter) -> dict[str, str]:
    named = {
        "candidate": wanted.candidate,
        "question": wanted.question_id,
        "judge": wanted.judge,
        "status": wanted.status,
        "look": wanted.flag,
    }
    return {name: value for name, value in named.items() if value}


def _older(wanted: JudgementFilter, cursor: str | None) -> str:
    return "" if cursor is None else f"{ADDRESS}?{urlencode({**_query(wanted), 'cursor': cursor})}"
