"""The ledger, entry by entry, as browsers meet it."""

import re
from collections.abc import Mapping

import pytest

from evaluator.digests import Json, canonical_json
from evaluator.domain.journal import JournalPage
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import ZERO, Entry, EntryKind, moment_text
from evaluator.domain.users import Role
from evaluator.services.audit import AuditService
from evaluator.web.pages.journal_view import About, journal_view, judgements_in
from evaluator.web.pages.journal_words import what_of
from tests.audit_fakes import InMemoryAuditLog
from tests.fakes import NOON, InMemoryLog, fixed_digest
from tests.review_fakes import InMemoryReviewLog
from tests.web.service import BANK, Service

JUDGED = {"status": "scored", "question": "locking", "created_by": "anna", "verdicts": [["order", "covered"]]}
BEGUN = {"judgement": "judgement-1", "reviewer": "carla", "verdicts": [["order", "partial"]]}
SCREENED = {"judge": {"name": "small"}, "tempers": ["credits_everything"], "by": "admin-1"}
ROUND = {"same": 110, "seen": 145, "round": 3, "by": "anna"}
BEN = {"name": "ben", "role": "reviewer", "by": "admin-1"}
TALLY = {"waiting": 12, "scored": 388, "unscored": 0, "cancelled": 0}

TOLD = [
    (EntryKind.JUDGEMENT, "judgement-1", JUDGED, ("Locking", "anna", 'href="/judgements/judgement-1"')),
    (EntryKind.JUDGEMENT, "judgement-2", {**JUDGED, "status": "unscored"}, ("not scored",)),
    (EntryKind.JUDGEMENT, "judgement-3", {**JUDGED, "question": "its-own"}, ("its-own",)),
    (EntryKind.BANK_VERSION, fixed_digest("bank"), {"first_used_by": "judgement-1"}, ("judged with for the first",)),
    (
        EntryKind.PROMPT_VERSION,
        fixed_digest("prompt"),
        {"first_used_by": "judgement-1"},
        ("judged with for the first",),
    ),
    (EntryKind.CHECKPOINT_KEY, fixed_digest("key"), {"public_key": "00"}, ("key for checkpoints",)),
    (EntryKind.SCREENING, fixed_digest("judge"), SCREENED, ("judge screened", "small credits everything", "admin-1")),
    (EntryKind.SCREENING, fixed_digest("judge"), {**SCREENED, "tempers": []}, ("small is fit",)),
    (
        EntryKind.ANCHORS_JUDGED,
        "small",
        ROUND,
        ("anchors judged", "small: 110 of 145 points as labelled, round 3", "anna"),
    ),
    (EntryKind.REVIEW_COMMITTED, "review-1", BEGUN, ("review, blind", "carla", 'href="/judgements/judgement-1"')),
    (EntryKind.REVIEW_REVEALED, "review-1", BEGUN, ("judge shown to the reviewer",)),
    (EntryKind.REVIEW_DISCLOSED, "review-1", BEGUN, ("wrong verdict disclosed",)),
    (EntryKind.REVIEW_FINISHED, "review-1", BEGUN, ("review, final",)),
    (EntryKind.REVIEW_SKIPPED, "judgement-2", {"reviewer": "carla", "reason": "not_my_field"}, ("not my field",)),
    (EntryKind.BATCH_CREATED, "b-1", {"judge": "main", "answers": 400, "by": "anna"}, ("400 answers for main", "/b-1")),
    (
        EntryKind.BATCH_MOVED,
        "b-1",
        {"state": "finished", "reason": None, **TALLY, "waiting": 0},
        ("388 scored, 0 not",),
    ),
    (
        EntryKind.BATCH_MOVED,
        "b-1",
        {"state": "paused", "reason": "endpoint_down", **TALLY},
        ("endpoint down", "12 wait"),
    ),
    (EntryKind.BATCH_REBUDGETED, "b-1", {"budget": 2.5}, ("at most $2.50",)),
    (EntryKind.BATCH_REBUDGETED, "b-1", {"budget": None}, ("no ceiling",)),
    (EntryKind.USER_ADDED, "user-2", BEN, ("user added", "ben, reviewer", "admin-1")),
    (EntryKind.USER_CHANGED, "user-2", {**BEN, "was": "admin"}, ("ben, reviewer, was admin",)),
    (EntryKind.USER_REMOVED, "user-2", BEN, ("user removed",)),
    (EntryKind.ACCESS_RENEWED, "user-2", BEN, ("new token",)),
    (EntryKind.ACCESS_REVOKED, "user-2", BEN, ("access ended",)),
    (EntryKind.LOGIN_LINK_MADE, "user-2", BEN, ("login link made",)),
    (EntryKind.LOGIN_LINK_USED, "user-2", BEN, ("signed in by link",)),
    (EntryKind.EXAMPLE_MARKED, "judgement-1", {"review": "r-1", "by": "ben"}, ("marked as an example", "ben")),
    (EntryKind.EXAMPLE_TAKEN_BACK, "judgement-1", {"review": "r-1", "by": "ben"}, ("no example any more", "ben")),
    (
        EntryKind.EXPORTED,
        "export-1",
        {"what": "judgements", "count": 12, "format": "csv", "by": "ben"},
        ("12 judg", "CSV"),
    ),
    (
        EntryKind.ERASURE,
        "erasure-1",
        {"judgements": ["judgement-1"], "basis": "request", "why": "Asked by letter.", "by": "admin-1"},
        ("1 judgement, asked for: Asked by letter.",),
    ),
    (
        EntryKind.HOLD_PLACED,
        "hold-1",
        {"on": "candidate", "subject": None, "why": "A complaint.", "by": "admin-1"},
        ("on a candidate: A complaint.",),
    ),
    (
        EntryKind.HOLD_PLACED,
        "hold-2",
        {"on": "batch", "subject": "b-1", "why": "A complaint.", "by": "admin-1"},
        ("on a batch b-1: A complaint.",),
    ),
    (EntryKind.HOLD_LIFTED, "hold-1", {"why": "It is settled.", "by": "admin-1"}, ("It is settled.",)),
]


def entry(seq: int, kind: str, subject: str, told: Mapping[str, Json]) -> Entry:
    return Entry(seq, kind, subject, canonical_json(told).decode(), moment_text(NOON), ZERO, fixed_digest(f"{seq}"))


def journal_of(service: Service, entries: list[Entry]) -> None:
    judged = InMemoryLog()
    log = InMemoryAuditLog(judged, InMemoryReviewLog(judged), journalled=entries)
    service.application.audit = AuditService(log, service.application.following)


def rows(page: str) -> list[str]:
    return re.findall(r"<tr><td.*?</tr>", page.replace("\N{NO-BREAK SPACE}", " "), re.DOTALL)


@pytest.mark.parametrize(
    ("kind", "subject", "told", "shown"), TOLD, ids=[f"{row[0]}-{n}" for n, row in enumerate(TOLD)]
)
async def test_an_entry_is_told_in_words(
    service: Service, kind: EntryKind, subject: str, told: Mapping[str, Json], shown: tuple[str, ...]
) -> None:
    journal_of(service, [entry(1, kind, subject, told)])
    page = await service.client.get("/audit/journal", headers=await service.browser(role=Role.REVIEWER))
    (row,) = rows(page.text)
    for words in (what_of(kind), *shown):
        assert words in row


def test_every_kind_of_entry_has_words() -> None:
    assert {kind for kind, *_ in TOLD} == set(EntryKind)


async def test_an_entry_of_a_kind_that_a_newer_version_wrote_is_named_as_it_is_there(service: Service) -> None:
    journal_of(service, [entry(1, "moon_landing", "moon", {})])
    page = await service.client.get("/audit/journal", headers=await service.browser(role=Role.REVIEWER))
    assert "moon landing" in page.text


async def test_no_verdict_is_told_in_the_journal(service: Service) -> None:
    journal_of(service, [entry(n, kind, subject, told) for n, (kind, subject, told, _) in enumerate(TOLD, 1)])
    page = await service.client.get("/audit/journal", headers=await service.browser(role=Role.REVIEWER))
    told = "".join(rows(page.text))
    assert "covered" not in told
    assert "partial" not in told


def test_a_judgement_that_waits_for_the_readers_own_verdicts_is_led_to_by_way_of_the_review() -> None:
    told = (entry(2, EntryKind.JUDGEMENT, "judgement-2", JUDGED), entry(1, EntryKind.REVIEW_COMMITTED, "r", BEGUN))
    page, sealed = JournalPage(told, None), frozenset({JudgementId("judgement-1")})
    assert judgements_in(page) == ["judgement-2", "judgement-1"]
    open_one, sealed_one = journal_view(page, None, BANK, is_first=True, sealed=sealed).rows
    assert (open_one.about, sealed_one.about) == (
        About("Locking", "/judgements/judgement-2"),
        About("a judgement", "/review/judgement-1"),
    )


async def test_one_chapter_is_shown_alone_and_said_so_where_it_is_empty(service: Service) -> None:
    headers = await service.browser(role=Role.REVIEWER)
    journal_of(service, [entry(n, kind, subject, told) for n, (kind, subject, told, _) in enumerate(TOLD, 1)])
    page = await service.client.get("/audit/journal?what=exports", headers=headers)
    assert len(rows(page.text)) == 1
    assert "taken as a file" in page.text
    journal_of(service, [])
    empty = await service.client.get("/audit/journal?what=exports", headers=headers)
    assert "No entry of this kind." in empty.text


async def test_an_empty_ledger_says_so(service: Service) -> None:
    page = await service.client.get("/audit/journal?what=nonsense", headers=await service.browser(role=Role.ADMIN))
    assert "The ledger has no entries yet." in page.text


async def test_older_entries_are_a_link_away_and_the_newest_too(service: Service) -> None:
    headers = await service.browser(role=Role.REVIEWER)
    journal_of(service, [entry(n, EntryKind.USER_ADDED, "user-2", {**BEN, "name": f"ben-{n}"}) for n in range(1, 52)])
    first = await service.client.get("/audit/journal?what=people", headers=headers)
    assert "ben-51," in first.text
    assert "ben-1," not in first.text
    (older,) = re.findall(r'href="(/audit/journal[^"]*before=[^"]*)"', first.text)
    second = await service.client.get(older.replace("&amp;", "&"), headers=headers)
    assert len(rows(second.text)) == 1
    assert "ben-1," in second.text
    assert '<a href="/audit/journal?what=people">Newest</a>' in second.text


async def test_interviewers_have_no_journal(service: Service) -> None:
    page = await service.client.get("/audit/journal", headers=await service.browser(role=Role.INTERVIEWER))
    assert page.status_code == 403


async def test_a_number_that_is_none_is_refused(service: Service) -> None:
    page = await service.client.get("/audit/journal?before=0", headers=await service.browser(role=Role.REVIEWER))
    assert page.status_code == 422
