"""What every JudgementLog does: both databases, and the stand-in that other tests work with."""

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from evaluator.digests import digest_text
from evaluator.domain.judgements import FlagCode, Judgement, JudgementId, Status
from evaluator.errors import RequestInvalid
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.orders import JudgementFilter
from tests.records import WHOLE, intent_for, judgement, unscored

ALL = JudgementFilter()


async def all_of(log: JudgementLog, wanted: JudgementFilter, limit: int) -> list[JudgementId]:
    ids: list[JudgementId] = []
    cursor = None
    while True:
        page = await log.page(wanted, limit=limit, cursor=cursor)
        ids += [kept.id for kept in page.judgements]
        cursor = page.next_cursor
        if cursor is None:
            return ids


async def test_a_judgement_comes_back_as_it_was_recorded(log: JudgementLog) -> None:
    recorded = await log.record(WHOLE)
    assert recorded == replace(WHOLE, ledger_seq=recorded.ledger_seq)
    assert recorded.ledger_seq is not None
    assert await log.get(WHOLE.id) == recorded


async def test_an_unscored_judgement_has_no_coverage_when_it_comes_back(log: JudgementLog) -> None:
    await log.record(unscored())
    kept = await log.get("judgement-1")
    assert kept is not None
    assert (kept.status, kept.coverage, kept.unscored) == (Status.UNSCORED, None, unscored().unscored)


async def test_a_judgement_that_was_never_recorded_is_none(log: JudgementLog) -> None:
    assert await log.get("judgement-1") is None


@pytest.mark.parametrize("strange", ["", "a\x00b", "\ud800", "'; DROP TABLE judgements"], ids=ascii)
async def test_a_text_that_nothing_can_be_called_finds_nothing(log: JudgementLog, strange: str) -> None:
    await log.record(WHOLE)
    assert await log.get(strange) is None
    assert await log.intent(strange) is None
    page = await log.page(JudgementFilter(candidate=strange), limit=5, cursor=None)
    assert (page.judgements, page.next_cursor) == ((), None)


async def test_recording_the_same_id_again_returns_the_first(log: JudgementLog) -> None:
    first = await log.record(judgement(1))
    assert await log.record(judgement(1, latency_ms=9.0, created_by="boris")) == first
    assert await log.get("judgement-1") == first


async def test_an_intent_is_open_until_its_judgement_is_recorded(log: JudgementLog) -> None:
    intent = intent_for(WHOLE)
    await log.open_intent(intent)
    assert await log.intent(WHOLE.id) == intent
    assert await log.get(WHOLE.id) is None
    recorded = await log.record(WHOLE)
    assert await log.intent(WHOLE.id) is None
    assert await log.open_intents() in ([], ())
    assert await log.get(WHOLE.id) == recorded


async def test_open_intents_are_listed_oldest_first(log: JudgementLog) -> None:
    for number in (1, 2, 3):
        await log.open_intent(intent_for(judgement(number)))
    await log.record(judgement(2))
    assert list(await log.open_intents()) == [intent_for(judgement(1)), intent_for(judgement(3))]


async def test_the_newest_scored_judgement_of_a_key_is_found(log: JudgementLog) -> None:
    key = digest_text("the same thing")
    await log.record(judgement(1, key=key))
    newest = await log.record(judgement(2, key=key))
    await log.record(unscored(3, key=key))
    await log.record(judgement(4))
    assert await log.scored_by_key(key) == newest
    assert await log.scored_by_key(digest_text("nothing")) is None


async def test_a_key_that_only_failed_has_nothing_scored(log: JudgementLog) -> None:
    key = digest_text("the same thing")
    await log.record(unscored(key=key))
    assert await log.scored_by_key(key) is None


async def test_the_newest_scored_judgement_of_each_of_many_keys_is_found_at_once(log: JudgementLog) -> None:
    one, other, failed = (digest_text(name) for name in ("one", "other", "failed"))
    for number, key in enumerate((one, other, one), 1):
        await log.record(judgement(number, key=key))
    await log.record(unscored(key=failed))
    found = await log.scored_by_keys([one, other, failed, digest_text("nothing")])
    assert found == {one: "judgement-3", other: "judgement-2"}
    assert await log.scored_by_keys([]) == {}


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8], ids=lambda limit: f"{limit} a page")
async def test_pages_hold_every_judgement_once_newest_first(log: JudgementLog, limit: int) -> None:
    for number in range(1, 8):
        await log.record(judgement(number))
    assert await all_of(log, ALL, limit) == [f"judgement-{number}" for number in range(7, 0, -1)]


async def test_an_empty_log_has_one_empty_page(log: JudgementLog) -> None:
    page = await log.page(ALL, limit=5, cursor=None)
    assert (page.judgements, page.next_cursor) == ((), None)


FILTERS: dict[str, tuple[dict[str, Any], JudgementFilter]] = {
    "question": ({"question_id": "processes"}, JudgementFilter(question_id="processes")),
    "candidate": ({"candidate": "C-7"}, JudgementFilter(candidate="C-7")),
    "judge": ({"judge": replace(WHOLE.judge, name="second")}, JudgementFilter(judge="second")),
    "flag": (
        {"flags": (replace(WHOLE.flags[0], code=FlagCode.SPLIT_VOTE),)},
        JudgementFilter(flag=FlagCode.SPLIT_VOTE),
    ),
    "author": ({"created_by": "boris"}, JudgementFilter(created_by="boris")),
    "no need of review": (
        {"flags": (), "points": (replace(WHOLE.points[0], needs_review=False),)},
        JudgementFilter(needs_review=False),
    ),
    "two at once": (
        {"created_by": "boris", "candidate": "C-7"},
        JudgementFilter(created_by="boris", candidate="C-7", status=Status.SCORED),
    ),
}


@pytest.mark.parametrize(("changes", "wanted"), FILTERS.values(), ids=FILTERS.keys())
async def test_a_filter_leaves_only_what_it_asks_for(
    log: JudgementLog, changes: dict[str, Any], wanted: JudgementFilter
) -> None:
    for number in (1, 4):
        await log.record(judgement(number))
    for number in (2, 3, 5):
        await log.record(judgement(number, **changes))
    assert await all_of(log, wanted, 2) == ["judgement-5", "judgement-3", "judgement-2"]


async def test_unscored_judgements_are_listed_by_their_status_and_need_review(log: JudgementLog) -> None:
    await log.record(judgement(1))
    await log.record(unscored(2))
    assert await all_of(log, JudgementFilter(status=Status.UNSCORED), 5) == ["judgement-2"]
    assert await all_of(log, JudgementFilter(needs_review=True), 5) == ["judgement-2", "judgement-1"]


@pytest.mark.parametrize("cursor", ["", "7x", "MjAyNi0xMS0yMg==", "Zm9vIGJhcg==", "%%%", "ключ"])
async def test_a_cursor_that_is_not_ours_is_refused(log: JudgementLog, cursor: str) -> None:
    with pytest.raises(RequestInvalid, match=r"[Cc]ursor"):
        await log.page(ALL, limit=5, cursor=cursor)


async def test_a_moment_keeps_its_microseconds_and_is_the_same_everywhere(log: JudgementLog) -> None:
    east = WHOLE.created_at.astimezone(timezone(timedelta(hours=5, minutes=45)))
    await log.record(judgement(1, created_at=east))
    kept = await log.get("judgement-1")
    assert kept is not None
    assert kept.created_at == WHOLE.created_at
    assert kept.created_at.microsecond == 123_456


async def test_an_idempotency_key_is_claimed_once_for_each_user(log: JudgementLog) -> None:
    request, other = digest_text("request"), digest_text("other")
    assert await log.idempotent("anna", "key") is None
    assert await log.remember_idempotent("anna", "key", request, JudgementId("one"))
    assert not await log.remember_idempotent("anna", "key", other, JudgementId("two"))
    assert await log.remember_idempotent("boris", "key", other, JudgementId("three"))
    assert await log.idempotent("anna", "key") == (request, "one")
    assert await log.idempotent("boris", "key") == (other, "three")


AWKWARD: dict[str, Judgement] = {
    "a zero character in a reply": replace(WHOLE, provenance=replace(WHOLE.provenance, raw_replies=("a\x00b",))),
    "every kind of letter": replace(
        WHOLE, provenance=replace(WHOLE.provenance, raw_replies=("ß Ω 漢字 🦔 \u202e \ufeff \\ \" '",))
    ),
    "a zero character in a model's name": replace(WHOLE, provenance=replace(WHOLE.provenance, model_answered="m\x00")),
    "no points and no words": unscored(provenance=replace(WHOLE.provenance, sent=(), raw_replies=()), attempts=()),
}


@pytest.mark.parametrize("kept", AWKWARD.values(), ids=AWKWARD.keys())
async def test_nothing_a_judge_replies_keeps_it_from_being_recorded(log: JudgementLog, kept: Judgement) -> None:
    recorded = await log.record(kept)
    assert await log.get(kept.id) == recorded
