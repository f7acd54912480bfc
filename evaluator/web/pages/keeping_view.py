"""The pages of erasing and keeping, as their templates take them."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.domain.erasures import Basis, Erased, Erasure
from evaluator.domain.keeping import Due, Hold, HoldKind
from evaluator.services.erasing import ErasureService
from evaluator.services.erasure_log import Findings
from evaluator.services.erasure_report import beyond, deleted_lines
from evaluator.services.keeping import KeepingService
from evaluator.web.pages.figures import Moment, counted, moment, thousands
from evaluator.web.pages.flag_notes import typographic

ADDRESS = "/keeping"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in a form that was sent, and what was wrong with it."""

    subject: str = ""
    kind: str = HoldKind.CANDIDATE.value
    why: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something: the number as people read it, and what it counts."""

    number: str
    what: str


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One hold. `lifted` is None while it stands."""

    id: str
    kind: str
    subject: str
    placed: Moment
    by: str
    why: str
    seq: str
    lifted: Moment | None
    lifted_by: str
    lifted_why: str


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One erasure in the list."""

    id: str
    at: Moment
    by: str
    why: str
    answers: str
    seq: str
    is_complete: bool
    is_retention: bool


@dataclass(frozen=True, slots=True)
class KeepingView:
    """The whole page. `due` is empty where nothing is past its time."""

    days: str
    purges: bool
    due: str
    is_due: bool
    held: str
    oldest: Moment | None
    standing: tuple[HoldRow, ...]
    lifted: tuple[HoldRow, ...]
    erasures: tuple[ErasureRow, ...]
    erase: Typed
    hold: Typed
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """What erasing a candidate would delete, on the page that asks once more."""

    candidate: str
    why: str
    counts: tuple[Count, ...]
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The report of an erasure. `checked` is None while it is unfinished, `fault` empty where all is sound."""

    id: str
    title: str
    at: Moment
    by: str
    why: str
    seq: str
    counts: tuple[Count, ...]
    checked: Moment | None
    check: str
    is_sound: bool
    judgements: tuple[str, ...]
    number: str
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErasedNote:
    """What a judgement's page says of its words being gone."""

    at: Moment
    by: str
    why: str
    seq: str
    is_retention: bool


async def keeping_view(erasing: ErasureService, keeping: KeepingService, erase: Typed, hold: Typed) -> KeepingView:
    """The page of everything that has to do with keeping words."""
    due, holds = await keeping.due(), await keeping.holds()
    return KeepingView(
        days=counted(keeping.days, "day"),
        purges=keeping.purges,
        due=counted(due.answers, "answer") + ("" if due.is_whole else " or more"),
        is_due=due.is_any,
        held=_held(due),
        oldest=moment(due.oldest) if due.oldest else None,
        standing=tuple(_hold(one) for one in holds if one.stands),
        lifted=tuple(_hold(one) for one in holds if not one.stands),
        erasures=tuple(_erasure(one) for one in await erasing.newest()),
        erase=erase,
        hold=hold,
        kinds=tuple(kind.value for kind in HoldKind),
    )


def check_view(candidate: str, why: str, findings: Findings) -> CheckView:
    """The page that asks once more."""
    counts = _counts(deleted_lines(findings.deleted))
    return CheckView(candidate, why, counts, tuple(hold.message for hold in findings.holds))


def report_view(erasure: Erasure) -> ReportView:
    """The report of an erasure."""
    cleaning = erasure.cleaning
    return ReportView(
        id=erasure.id,
        title="Kept no longer" if erasure.basis is Basis.RETENTION else "Erased at request",
        at=moment(erasure.at),
        by=erasure.by,
        why=erasure.why,
        seq=f"#{thousands(erasure.ledger_seq)}",
        counts=_counts(deleted_lines(erasure.deleted, cleaning)),
        checked=moment(cleaning.at) if cleaning else None,
        check=cleaning.check.message if cleaning else "",
        is_sound=erasure.is_complete,
        judgements=erasure.judgement_ids,
        number=counted(len(erasure.judgement_ids), "judgement"),
        beyond=tuple(typographic(sentence) for sentence in beyond(erasure)),
    )


def erased_note(erased: Erased) -> ErasedNote:
    """What stands in place of words."""
    seq, is_retention = f"#{thousands(erased.ledger_seq)}", erased.basis is Basis.RETENTION
    return ErasedNote(moment(erased.at), erased.by, erased.why, seq, is_retention)


def _counts(lines: Sequence[tuple[int, str]]) -> tuple[Count, ...]:
    return tuple(Count(thousands(number), what) for number, what in lines)


def _held(due: Due) -> str:
    least = "" if due.is_whole else "at least "
    return f"{least}{counted(due.held, 'answer')} more" if due.held else ""


def _hold(hold: Hold) -> HoldRow:
    lifting = hold.lifting
    return HoldRow(
        id=hold.id,
        kind=hold.kind.value,
        subject=hold.subject or "",
        placed=moment(hold.at),
        by=hold.by,
        why=hold.why,
        seq=f"#{thousands(hold.placed_seq)}",
        lifted=moment(lifting.at) if lifting else None,
        lifted_by=lifting.by if lifting else "",
        lifted_why=lifting.why if lifting else "",
    )


def _erasure(erasure: Erasure) -> ErasureRow:
    return ErasureRow(
        id=erasure.id,
        at=moment(erasure.at),
        by=erasure.by,
        why=erasure.why,
        answers=counted(erasure.deleted.answers, "answer"),
        seq=f"#{thousands(erasure.ledger_seq)}",
        is_complete=erasure.is_complete,
        is_retention=erasure.basis is Basis.RETENTION,
    )
