"""The service as a whole: what it settles at its start, what it finishes at its end, what it is limited to."""

import asyncio
from collections.abc import Callable

import pytest
from litestar.types import LifeSpanReceiveMessage, LifeSpanSendMessage

from evaluator.domain.answers import typed
from evaluator.domain.batches import BatchState, Tally
from evaluator.domain.intake import IntakeRow
from evaluator.errors import DatabaseLocked, EvaluatorError, LedgerBroken
from evaluator.services.batch_orders import BatchOrder
from evaluator.services.orders import Order
from evaluator.settings import AnchorSettings, Settings
from evaluator.web.app import create_app
from tests.fakes import ScriptedAdjudicator, first_word_covers, fixed_digest
from tests.web.service import LOCKING, WORDS, assemble, changed, intent_of, running


async def test_what_an_earlier_process_left_unfinished_is_settled_at_the_start(
    logged: list[dict[str, object]],
) -> None:
    service = assemble(ScriptedAdjudicator(first_word_covers), Settings())
    dead, alive = intent_of("elsewhere/dead"), intent_of("elsewhere/alive")
    await service.log.open_intent(dead)
    await service.log.open_intent(alive)
    async with running(service.app):
        for _ in range(5):
            await asyncio.sleep(0)
    assert list(service.log.intents) == [alive.id]
    recorded = service.log.judgements[dead.id]
    assert recorded.unscored is not None
    assert recorded.unscored.reason == "interrupted"
    assert {"event": "settled_interrupted", "judgements": 1, "log_level": "info"} in logged


async def test_a_database_that_refuses_at_the_start_does_not_keep_the_service_down(
    logged: list[dict[str, object]],
) -> None:
    service = assemble(ScriptedAdjudicator(first_word_covers), Settings())
    service.log.fault = DatabaseLocked("Another process holds the database.")
    async with running(service.app), service.client:
        response = await service.client.get("/health/live")
    assert response.status_code == 200
    assert {"event": "settling_failed", "code": "database_locked", "log_level": "error"} in logged


async def test_judgings_under_way_are_finished_before_the_service_ends() -> None:
    gate = asyncio.Event()
    service = assemble(ScriptedAdjudicator(first_word_covers, gate=gate), Settings())
    async with running(service.app):
        judgement_id = await service.application.judging.start(Order("locking", typed(WORDS), ordered_by="ada"))
        asyncio.get_running_loop().call_soon(gate.set)
    assert service.log.judgements[judgement_id].unscored is None


async def test_two_services_in_one_process_keep_apart() -> None:
    one = assemble(ScriptedAdjudicator(first_word_covers), Settings())
    other = assemble(ScriptedAdjudicator(first_word_covers), Settings())
    headers = await one.bearer()
    async with running(one.app), one.client, running(other.app), other.client:
        await one.judged(headers)
        assert (await other.client.get("/api/judgements", headers=headers)).status_code == 401
    assert one.app.site is other.app.site
    assert other.log.judgements == {}


async def test_a_server_is_told_when_the_service_has_begun_and_when_it_has_ended() -> None:
    service = assemble(ScriptedAdjudicator(first_word_covers), Settings())
    told: list[str] = []

    async def receive() -> LifeSpanReceiveMessage:
        return {"type": "lifespan.shutdown" if told else "lifespan.startup"}

    async def send(message: LifeSpanSendMessage) -> None:
        told.append(message["type"])

    await service.app({"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}}, receive, send)
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


class Unwatchable:
    """Checkpoints that cannot even begin to be watched over."""

    def watch(self, pause: object, report: object) -> None:
        raise LedgerBroken("The ledger does not hold its last checkpoint.")


async def test_a_service_that_cannot_begin_does_not_say_that_it_has() -> None:
    service = assemble(ScriptedAdjudicator(first_word_covers), Settings())
    broken = create_app(changed(service.application, checkpoints=Unwatchable()), service.app.site)

    async def receive() -> LifeSpanReceiveMessage:
        return {"type": "lifespan.startup"}

    async def send(message: LifeSpanSendMessage) -> None:
        pytest.fail(f"said {message['type']}")

    with pytest.raises(LedgerBroken):
        await broken({"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}}, receive, send)


async def test_a_batch_that_a_service_left_running_goes_on_with_the_next(logged: list[dict[str, object]]) -> None:
    service = assemble(ScriptedAdjudicator(first_word_covers), Settings())
    rows = [IntakeRow(2, "a", LOCKING, typed(WORDS), "C-1")]
    batch = await service.application.batches.create(BatchOrder("answers.csv", fixed_digest("rows")), rows)
    assert await service.batch_log.claim(batch.id, "elsewhere/gone", instead_of=None)
    async with running(service.app):
        for _ in range(1_000):
            await asyncio.sleep(0)
            if service.batch_log.batches[batch.id].state is BatchState.FINISHED:
                break
    assert service.batch_log.batches[batch.id].tally == Tally(scored=1)
    assert {"event": "resumed_batches", "batches": 1, "log_level": "info"} in logged


class Watch:
    """Checkpoints that are watched over: all that can be reported is, once, and then nothing until the end."""

    ended = False

    async def watch(self, pause: object, report: Callable[[str, EvaluatorError | None], None]) -> None:
        report("checkpoint_made", None)
        report("checkpoint_not_sent", None)
        report("checkpoint_failed", LedgerBroken("The ledger does not hold its last checkpoint."))
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


async def test_the_ledger_is_signed_while_the_service_runs_and_what_becomes_of_that_is_logged(
    logged: list[dict[str, object]],
) -> None:
    service, watch = assemble(ScriptedAdjudicator(first_word_covers), Settings()), Watch()
    async with running(create_app(changed(service.application, checkpoints=watch), service.app.site)):
        await asyncio.sleep(0)
    assert watch.ended
    assert [line for line in logged if str(line["event"]).startswith("checkpoint")] == [
        {"event": "checkpoint_made", "log_level": "info"},
        {"event": "checkpoint_not_sent", "hint": "evaluator doctor tells why", "log_level": "warning"},
        {
            "event": "checkpoint_failed",
            "code": "ledger_broken",
            "why": "The ledger does not hold its last checkpoint.",
            "log_level": "error",
        },
    ]


class AnchorsWatched:
    """Anchors that are watched over: all that can be reported is, once."""

    async def watch(self, pause: object, report: Callable[[str, str, EvaluatorError | None], None]) -> None:
        report("anchors_judged", "gpt", None)
        report("anchors_alarm", "gpt", None)
        report("anchors_failed", "gpt", DatabaseLocked("Another process holds the database."))


@pytest.mark.parametrize("days", [None, 7])
async def test_anchors_are_watched_while_the_service_runs_where_the_settings_say_so(
    logged: list[dict[str, object]], days: int | None
) -> None:
    service = assemble(ScriptedAdjudicator(first_word_covers), Settings(anchors=AnchorSettings(every_days=days)))
    watched = changed(service.application, anchor_watch=AnchorsWatched())
    async with running(create_app(watched, service.app.site)):
        await asyncio.sleep(0)
    told = [line for line in logged if str(line["event"]).startswith("anchors")]
    assert told == (
        []
        if days is None
        else [
            {"event": "anchors_judged", "judge": "gpt", "log_level": "info"},
            {
                "event": "anchors_alarm",
                "judge": "gpt",
                "hint": "/insights/trust and evaluator doctor tell more",
                "log_level": "warning",
            },
            {
                "event": "anchors_failed",
                "judge": "gpt",
                "code": "database_locked",
                "why": "Another process holds the database.",
                "log_level": "error",
            },
        ]
    )
