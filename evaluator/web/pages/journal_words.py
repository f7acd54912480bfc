"""What an entry of the ledger tells of, in words: a name for its kind, and the one fact that somebody looks for.

Nothing of what was judged or said is told here: verdicts may be sealed to the reader, and belong on their own pages.
"""

from collections.abc import Callable, Mapping
from typing import Any

from evaluator.digests import digest_in_brief
from evaluator.domain.fitness import SAID, Temper
from evaluator.domain.journal import Chapter
from evaluator.domain.ledger import OF_USERS, EntryKind
from evaluator.web.pages.figures import counted, money

Payload = Mapping[str, Any]

CHAPTERS: Mapping[Chapter, str] = {
    Chapter.JUDGEMENTS: "Judgements",
    Chapter.REVIEWS: "Reviews",
    Chapter.BATCHES: "Batches",
    Chapter.PEOPLE: "People and access",
    Chapter.EXPORTS: "Exports",
    Chapter.KEEPING: "Erasures and holds",
    Chapter.VERSIONS: "Versions and keys",
}

WHAT: Mapping[str, str] = {
    EntryKind.JUDGEMENT: "judgement",
    EntryKind.BANK_VERSION: "question bank",
    EntryKind.PROMPT_VERSION: "prompt",
    EntryKind.USER_ADDED: "user added",
    EntryKind.USER_CHANGED: "role changed",
    EntryKind.USER_REMOVED: "user removed",
    EntryKind.ACCESS_RENEWED: "new token",
    EntryKind.ACCESS_REVOKED: "access ended",
    EntryKind.LOGIN_LINK_MADE: "login link made",
    EntryKind.LOGIN_LINK_USED: "signed in by link",
    EntryKind.BATCH_CREATED: "batch kept",
    EntryKind.BATCH_MOVED: "batch moved on",
    EntryKind.BATCH_REBUDGETED: "batch’s budget",
    EntryKind.SCREENING: "judge screened",
    EntryKind.ANCHORS_JUDGED: "anchors judged",
    EntryKind.CHECKPOINT_KEY: "key for checkpoints",
    EntryKind.REVIEW_COMMITTED: "review, blind",
    EntryKind.REVIEW_REVEALED: "judge shown to the reviewer",
    EntryKind.REVIEW_DISCLOSED: "wrong verdict disclosed",
    EntryKind.REVIEW_FINISHED: "review, final",
    EntryKind.REVIEW_SKIPPED: "passed on by a reviewer",
    EntryKind.EXAMPLE_MARKED: "marked as an example",
    EntryKind.EXAMPLE_TAKEN_BACK: "no example any more",
    EntryKind.EXPORTED: "taken as a file",
    EntryKind.ERASURE: "words erased",
    EntryKind.HOLD_PLACED: "hold placed",
    EntryKind.HOLD_LIFTED: "hold lifted",
}
_BASES = {"request": "asked for", "retention": "kept long enough"}


def what_of(kind: str) -> str:
    """The name of a kind. One that a newer version wrote has the name it has there."""
    return WHAT.get(kind, kind.replace("_", " "))


def detail_of(kind: str, subject: str, told: Payload) -> str:
    """What is to be known of an entry at a glance; empty where its kind says it all."""
    tell = _DETAILS.get(kind)
    return "" if tell is None else tell(subject, told)


def _judged(_subject: str, told: Payload) -> str:
    return "not scored" if told["status"] == "unscored" else ""


def _screened(_subject: str, told: Payload) -> str:
    does = " and ".join(SAID[Temper(temper)] for temper in told["tempers"]) or "is fit"
    return f"{told['judge']['name']} {does}"


def _version(subject: str, _told: Payload) -> str:
    return f"judged with for the first time: {digest_in_brief(subject)}"


def _anchors(subject: str, told: Payload) -> str:
    return f"{subject}: {told['same']} of {told['seen']} points as labelled, round {told['round']}"


def _key(subject: str, _told: Payload) -> str:
    return digest_in_brief(subject)


def _person(_subject: str, told: Payload) -> str:
    was = f", was {told['was']}" if "was" in told else ""
    return f"{told['name']}, {told['role']}{was}"


def _batch(_subject: str, told: Payload) -> str:
    return f"{counted(told['answers'], 'answer')} for {told['judge']}"


def _moved(_subject: str, told: Payload) -> str:
    why = f" ({told['reason'].replace('_', ' ')})" if told["reason"] else ""
    left = f", {told['waiting']} waiting" if told["waiting"] else ""
    return f"{told['state']}{why}: {told['scored']} scored, {told['unscored']} not scored{left}"


def _budget(_subject: str, told: Payload) -> str:
    return "no ceiling" if told["budget"] is None else f"at most {money(told['budget'])}"


def _skipped(_subject: str, told: Payload) -> str:
    reason: str = told["reason"]
    return reason.replace("_", " ")


def _exported(_subject: str, told: Payload) -> str:
    return f"{counted(told['count'], told['what'].removesuffix('s'))}, {told['format'].upper()}"


def _erased(_subject: str, told: Payload) -> str:
    return f"{counted(len(told['judgements']), 'judgement')}, {_BASES.get(told['basis'], told['basis'])}: {told['why']}"


def _held(_subject: str, told: Payload) -> str:
    subject = f" {told['subject']}" if told["subject"] else ""
    return f"on a {told['on']}{subject}: {told['why']}"


def _why(_subject: str, told: Payload) -> str:
    why: str = told["why"]
    return why


_DETAILS: Mapping[str, Callable[[str, Payload], str]] = {
    EntryKind.JUDGEMENT: _judged,
    EntryKind.BANK_VERSION: _version,
    EntryKind.PROMPT_VERSION: _version,
    EntryKind.SCREENING: _screened,
    EntryKind.ANCHORS_JUDGED: _anchors,
    EntryKind.CHECKPOINT_KEY: _key,
    EntryKind.BATCH_CREATED: _batch,
    EntryKind.BATCH_MOVED: _moved,
    EntryKind.BATCH_REBUDGETED: _budget,
    EntryKind.REVIEW_SKIPPED: _skipped,
    EntryKind.EXPORTED: _exported,
    EntryKind.ERASURE: _erased,
    EntryKind.HOLD_PLACED: _held,
    EntryKind.HOLD_LIFTED: _why,
    **dict.fromkeys(OF_USERS, _person),
}
