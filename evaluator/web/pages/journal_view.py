"""The ledger as its page lists it: one line for each entry, newest first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from evaluator.digests import digest_in_brief
from evaluator.domain.journal import Chapter, JournalPage
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import Entry, EntryKind
from evaluator.domain.questions import QuestionBank
from evaluator.web.pages.figures import Moment, counted, moment, thousands
from evaluator.web.pages.journal_words import CHAPTERS, Payload, detail_of, what_of

ADDRESS = "/audit/journal"

_OF_REVIEWS = frozenset(
    {
        EntryKind.REVIEW_COMMITTED.value,
        EntryKind.REVIEW_REVEALED.value,
        EntryKind.REVIEW_DISCLOSED.value,
        EntryKind.REVIEW_FINISHED.value,
    }
)
_BY_SUBJECT = frozenset({EntryKind.JUDGEMENT.value, EntryKind.REVIEW_SKIPPED.value})
_OF_BATCHES = frozenset({EntryKind.BATCH_CREATED.value, EntryKind.BATCH_MOVED.value, EntryKind.BATCH_REBUDGETED.value})


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about, and where that is to be seen."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One entry. `about` is None where there is no page about it."""

    number: str
    at: Moment
    what: str
    about: About | None
    detail: str
    by: str
    digest: str
    digest_in_brief: str


@dataclass(frozen=True, slots=True)
class ChapterChoice:
    """One chapter to choose."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class JournalView:
    """The page. `newest` is the address of the first page, `older` that of the next, empty on the last."""

    rows: tuple[JournalRow, ...]
    chapters: tuple[ChapterChoice, ...]
    chapter: str
    summary: str
    is_first: bool
    newest: str
    older: str


def judgements_in(page: JournalPage) -> Sequence[str]:
    """The judgements that entries of the page are about."""
    named = (
        _judgement(entry, json.loads(entry.payload) if entry.kind in _OF_REVIEWS else {}) for entry in page.entries
    )
    return [judgement for judgement in named if judgement]


def journal_view(
    page: JournalPage,
    chapter: Chapter | None,
    bank: QuestionBank,
    *,
    is_first: bool,
    sealed: frozenset[JudgementId] = frozenset(),
) -> JournalView:
    """One page of the ledger. Links to `sealed` judgements lead to where the reader gives their own verdicts first."""
    titles = {str(question.id): question.title for question in bank.questions}
    rows = tuple(_row(entry, titles, sealed) for entry in page.entries)
    return JournalView(
        rows=rows,
        chapters=tuple(ChapterChoice(one, label, one is chapter) for one, label in CHAPTERS.items()),
        chapter="" if chapter is None else CHAPTERS[chapter],
        summary=f"{counted(len(rows), 'entry', 'entries')} shown, newest first.",
        is_first=is_first,
        newest=_address(chapter),
        older="" if page.next_before is None else _address(chapter, before=str(page.next_before)),
    )


def _row(entry: Entry, titles: Mapping[str, str], sealed: frozenset[JudgementId]) -> JournalRow:
    told = json.loads(entry.payload)
    return JournalRow(
        number=thousands(entry.seq),
        at=moment(datetime.fromisoformat(entry.at)),
        what=what_of(entry.kind),
        about=_about(entry, told, titles, sealed),
        detail=detail_of(entry.kind, entry.subject, told),
        by=told.get("by") or told.get("reviewer") or told.get("created_by") or "",
        digest=entry.digest,
        digest_in_brief=digest_in_brief(entry.digest),
    )


def _judgement(entry: Entry, told: Payload) -> str:
    """The judgement that an entry is about, empty for none."""
    if entry.kind in _BY_SUBJECT:
        return entry.subject
    judgement: str = told["judgement"] if entry.kind in _OF_REVIEWS else ""
    return judgement


def _about(entry: Entry, told: Payload, titles: Mapping[str, str], sealed: frozenset[JudgementId]) -> About | None:
    if judgement := _judgement(entry, told):
        place = "review" if judgement in sealed else "judgements"
        asked = told.get("question", "")
        return About(titles.get(asked, asked) or "a judgement", f"/{place}/{judgement}")
    if entry.kind in _OF_BATCHES:
        return About("a batch", f"/batches/{entry.subject}")
    return None


def _address(chapter: Chapter | None, **besides: str) -> str:
    said = {**({"what": chapter.value} if chapter else {}), **besides}
    return f"{ADDRESS}?{urlencode(said)}" if said else ADDRESS
