"""What an erasure did, for whoever asked for it: as sentences, and as JSON. Without a word of what it erased."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from evaluator.digests import Json
from evaluator.domain.days import told_day
from evaluator.domain.erasures import Cleaning, Deleted, Erased, Erasure
from evaluator.domain.keeping import Due, Hold
from evaluator.domain.ledger import spaced
from evaluator.services.erasure_log import Findings

BEYOND = (
    "Files of results, exports and requests that people have saved elsewhere, and copies of them.",
    "Backups of the database and of the data directory; PostgreSQL's log files and archives of them.",
    "What the judge's provider keeps of the requests it was sent, for as long as its terms say.",
)
"""What no erasure here reaches."""

_SAID_OF_IT = "quotes, reasons, what was sent and what came back"
_NOTED_ON_IT = "notes and marked passages"
_COUNTED = {
    "answers": ("answer", "answers"),
    "judgements": (f"judgement: {_SAID_OF_IT}", f"judgements: {_SAID_OF_IT}"),
    "reviews": (f"review: {_NOTED_ON_IT}", f"reviews: {_NOTED_ON_IT}"),
    "under_way": ("judging under way", "judgings under way"),
    "called_off": ("answer that waited in a batch, called off", "answers that waited in batches, called off"),
    "item_ids": ("id in a batch, replaced", "ids in batches, replaced"),
    "batch_names": ("name of a batch, replaced", "names of batches, replaced"),
    "requests": ("remembered request", "remembered requests"),
    "uploads": ("uploaded file that was waiting", "uploaded files that were waiting"),
}


def deleted_lines(deleted: Deleted, cleaning: Cleaning | None = None) -> Sequence[tuple[int, str]]:
    """How many of what was deleted, or would be; what there is nothing of is left out."""
    counts = {**asdict(deleted), "uploads": cleaning.uploads if cleaning else 0}
    return [(counts[name], words[counts[name] != 1]) for name, words in _COUNTED.items() if counts[name]]


def preview(findings: Findings) -> Sequence[str]:
    """What erasing would delete, and what keeps from it."""
    told = [f"  {spaced(count)} {words}" for count, words in deleted_lines(findings.deleted)]
    return ["This would be deleted for good:", *told, *(hold.message for hold in findings.holds)]


def report(erasure: Erasure) -> Sequence[str]:
    """The report as lines of text."""
    cleaning = erasure.cleaning
    return [
        f"Erasure {erasure.id}, entry #{spaced(erasure.ledger_seq)} of the ledger.",
        f"By {erasure.by}, {told_moment(erasure.at)}: {erasure.why}",
        "Deleted:",
        *(f"  {spaced(count)} {words}" for count, words in deleted_lines(erasure.deleted, cleaning)),
        *([] if cleaning is None else [f"Checked {told_moment(cleaning.at)}: {cleaning.check.message}"]),
        "Beyond its reach:",
        *(f"  {sentence}" for sentence in beyond(erasure)),
    ]


def beyond(erasure: Erasure) -> Sequence[str]:
    """What it did not reach, one sentence each."""
    files = erasure.cleaning.with_providers if erasure.cleaning else 0
    if not files:
        return BEYOND
    what = "1 file" if files == 1 else f"{spaced(files)} files"
    return (f"{what} of requests with a provider: it is deleted there once its batch is fetched.", *BEYOND)


def report_json(erasure: Erasure) -> dict[str, Json]:
    """The report as the API and `evaluator erase --json` give it."""
    cleaning = erasure.cleaning
    ids: list[Json] = [*erasure.judgement_ids]
    verification: dict[str, Json] | None = None
    if cleaning is not None:
        check = cleaning.check
        verification = {
            "sound": check.is_sound,
            "entries_checked": check.entries,
            "rows_left": check.left,
            "message": check.message,
        }
    return {
        "id": erasure.id,
        "state": "complete" if erasure.is_complete else "unfinished",
        "basis": erasure.basis.value,
        "by": erasure.by,
        "why": erasure.why,
        "at": _json_moment(erasure.at),
        "ledger_seq": erasure.ledger_seq,
        "judgements": ids,
        "deleted": {**asdict(erasure.deleted), "uploads": cleaning.uploads if cleaning else 0},
        "completed_at": _json_moment(cleaning.at) if cleaning else None,
        "verification": verification,
        "beyond": [*beyond(erasure)],
    }


def erased_json(erased: Erased) -> dict[str, Json]:
    """What the API says in place of a judgement's words."""
    return {
        "erasure_id": erased.erasure_id,
        "basis": erased.basis.value,
        "by": erased.by,
        "why": erased.why,
        "at": _json_moment(erased.at),
        "ledger_seq": erased.ledger_seq,
    }


def hold_json(hold: Hold) -> dict[str, Json]:
    """A hold as the API gives it. Of an erased candidate the subject is null."""
    lifting = hold.lifting
    return {
        "id": hold.id,
        "on": hold.kind.value,
        "subject": hold.subject,
        "stands": hold.stands,
        "placed": {"at": _json_moment(hold.at), "by": hold.by, "why": hold.why, "ledger_seq": hold.placed_seq},
        "lifted": None
        if lifting is None
        else {"at": _json_moment(lifting.at), "by": lifting.by, "why": lifting.why, "ledger_seq": hold.lifted_seq},
    }


def due_json(due: Due, days: int, *, purges: bool) -> dict[str, Json]:
    """What is past its time, as the API gives it."""
    return {
        "days": days,
        "purges_daily": purges,
        "before": _json_moment(due.before),
        "due": due.answers,
        "held": due.held,
        "is_whole": due.is_whole,
        "oldest": _json_moment(due.oldest) if due.oldest else None,
    }


def told_moment(at: datetime) -> str:
    """A moment for people: 22 Nov 2026, 09:14 UTC."""
    moment = at.astimezone(UTC)
    return f"{told_day(moment)}, {moment:%H:%M} UTC"


def _json_moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
