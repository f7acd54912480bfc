"""Turns at judging anchors, and what endpoints say they serve, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from evaluator.digests import digest_text
from evaluator.domain.judgements import JudgementId, Reason, Status, Unscored
from evaluator.domain.turns import Turn
from evaluator.store.anchor_watch import SqlWatchLog
from evaluator.store.database import Database
from evaluator.store.judgements import SqlJudgementLog
from tests.records import NOON, WHOLE

SOON = NOON + timedelta(hours=1)
HERE, THERE = Turn("here/1", SOON), Turn("there/2", SOON)
SETTINGS = digest_text("settings")


async def test_a_turn_is_taken_by_one_and_stands_until_it_is_given_up(database: Database) -> None:
    log = SqlWatchLog(database)
    assert await log.turn("gpt") is None
    took = await asyncio.gather(*(log.take("gpt", turn, instead_of=None) for turn in (HERE, THERE)))
    assert sorted(took) == [False, True]
    winner = HERE if took[0] else THERE
    assert await log.turn("gpt") == winner
    await log.give_up("gpt", "nobody/3")
    assert await log.turn("gpt") == winner
    await log.give_up("gpt", winner.owner)
    assert await log.turn("gpt") is None


async def test_a_turn_is_taken_in_the_place_of_the_one_that_was_seen_and_of_no_other(database: Database) -> None:
    log = SqlWatchLog(database)
    assert await log.take("gpt", HERE, instead_of=None)
    assert not await log.take("gpt", THERE, instead_of=replace(HERE, until=NOON))
    assert await log.take("gpt", THERE, instead_of=HERE)
    assert await log.turn("gpt") == THERE
    assert await log.turn("other") is None


async def record(database: Database, number: int, model: str | None, *, minutes: float = 1, **changes: object) -> None:
    provenance = replace(WHOLE.provenance, model_answered=model)
    judge = replace(WHOLE.judge, name="gpt", settings_digest=SETTINGS)
    one = replace(
        WHOLE,
        id=JudgementId(f"j{number}"),
        judge=judge,
        provenance=provenance,
        created_at=NOON + timedelta(minutes=minutes),
        shared_from=None,
        supersedes=None,
        ledger_seq=None,
    )
    await SqlJudgementLog(database).record(replace(one, **changes))


async def test_what_an_endpoint_serves_is_told_by_what_it_was_asked_since(database: Database) -> None:
    log = SqlWatchLog(database)
    await record(database, 1, "m-before", minutes=-1)
    assert await log.served("gpt", SETTINGS, NOON) == set()
    await record(database, 2, "m-2")
    await record(database, 3, "m-2, m-3")
    await record(database, 4, None)
    assert await log.served("gpt", SETTINGS, NOON) == {"m-2", "m-3"}
    assert await log.served("other", SETTINGS, NOON) == set()
    assert await log.served("gpt", digest_text("other settings"), NOON) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"shared_from": JudgementId("j0")},
        {"status": Status.UNSCORED, "unscored": Unscored(Reason.REPLY_NOT_JSON, "No."), "coverage": None, "points": ()},
    ],
    ids=["shared", "unscored"],
)
async def test_what_was_not_asked_or_not_answered_says_nothing(database: Database, changes: dict[str, object]) -> None:
    await record(database, 1, "m-2", **changes)
    assert await SqlWatchLog(database).served("gpt", SETTINGS, NOON) == set()
