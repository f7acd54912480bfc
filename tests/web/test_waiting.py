"""What somebody who waits is told, and how they call it off."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from litestar.response import ServerSentEventMessage

from evaluator.domain.answers import typed
from evaluator.domain.users import Role
from evaluator.errors import DiskFull
from evaluator.services.orders import Order
from evaluator.web.waiting import Pace, events
from tests.fakes import ScriptedAdjudicator, first_word_covers
from tests.web.service import WORDS, Service, intent_of
from tests.web.shapes import problem_in

STAGES = ["read", "inspect", "ask", "check", "write"]


@pytest.fixture
def gate() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def judge(gate: asyncio.Event) -> ScriptedAdjudicator:
    return ScriptedAdjudicator(first_word_covers, gate=gate)


def order(by: str = "ada") -> Order:
    return Order("locking", typed(WORDS), ordered_by=by)


async def all_of(stream: AsyncIterator[ServerSentEventMessage]) -> list[tuple[str | None, dict[str, object]]]:
    return [(message.event, json.loads(str(message.data))) async for message in stream if message.data is not None]


async def test_every_step_is_told_and_then_that_it_is_done(service: Service, gate: asyncio.Event) -> None:
    judgement_id = await service.application.judging.start(order())
    stream = events(service.application.judging, judgement_id, 0)
    first = await anext(stream)
    assert (first.event, first.id) == ("step", 1)
    gate.set()
    told = [(first.event, json.loads(str(first.data))), *await all_of(stream)]
    assert [data["stage"] for event, data in told if event == "step"] == STAGES
    assert told[-1] == ("done", {"location": f"/judgements/{judgement_id}", "problem": None})


async def test_a_step_says_which_attempt_it_is_and_when(service: Service, gate: asyncio.Event) -> None:
    judgement_id = await service.application.judging.start(order())
    gate.set()
    told = await all_of(events(service.application.judging, judgement_id, 0))
    asking = next(data for _, data in told if data.get("stage") == "ask")
    assert asking == {
        "stage": "ask",
        "attempt": 1,
        "attempts": 4,
        "wait_s": 0.0,
        "why": None,
        "at": "2026-11-22T12:00:00.000000Z",
    }


async def test_a_browser_that_lost_the_stream_goes_on_where_it_was(service: Service, gate: asyncio.Event) -> None:
    judgement_id = await service.application.judging.start(order())
    stream = events(service.application.judging, judgement_id, 2)
    gate.set()
    assert [data.get("stage") for _, data in await all_of(stream)] == [*STAGES[2:], None]


async def test_of_a_judgement_that_is_done_only_that_is_told(service: Service, gate: asyncio.Event) -> None:
    gate.set()
    headers = await service.browser("ada")
    judgement = await service.judged(headers)
    response = await service.client.get(f"/judgements/{judgement['id']}/events", headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    assert response.text.split("\r\n")[:2] == [
        "event: done",
        f'data: {{"location": "/judgements/{judgement["id"]}", "problem": null}}',
    ]


async def test_a_stream_that_goes_on_says_so_in_a_comment(service: Service, gate: asyncio.Event) -> None:
    judgement_id = await service.application.judging.start(order())
    stream = events(service.application.judging, judgement_id, 0, Pace(heartbeat=0.001))
    told = [await anext(stream) for _ in range(5)]
    assert told[-1].comment == "still judging"
    gate.set()
    assert (await all_of(stream))[-1][0] == "done"


async def test_a_judging_in_another_process_is_looked_after_until_it_is_done(service: Service) -> None:
    elsewhere = intent_of("elsewhere/alive")
    await service.log.open_intent(elsewhere)
    stream = asyncio.create_task(all_of(events(service.application.judging, elsewhere.id, 0, Pace(poll=0))))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not stream.done()
    del service.log.intents[elsewhere.id]
    assert [event for event, _ in await stream] == ["done"]


async def test_a_judging_that_nobody_is_at_any_more_is_over(service: Service) -> None:
    dead = intent_of("elsewhere/dead")
    await service.log.open_intent(dead)
    assert [event for event, _ in await all_of(events(service.application.judging, dead.id, 0))] == ["done"]


async def test_what_kept_a_judgement_from_being_written_down_is_told(service: Service, gate: asyncio.Event) -> None:
    judging = service.application.judging
    judgement_id = await judging.start(order())
    stream = events(judging, judgement_id, 0)
    await anext(stream)
    service.log.fault = DiskFull("The disk is full; nothing was written.")
    gate.set()
    with pytest.raises(DiskFull):
        await judging.wait(judgement_id, 1)
    service.log.fault = None
    assert (await all_of(stream))[-1][1]["problem"] == "The disk is full; nothing was written."


async def test_a_colleague_is_told_nothing_but_a_reviewer_is(service: Service, gate: asyncio.Event) -> None:
    judgement_id = await service.application.judging.start(order("ada"))
    gate.set()
    await service.application.judging.wait(judgement_id, 1)
    address = f"/judgements/{judgement_id}/events"
    colleague = await service.bearer("grace", Role.INTERVIEWER)
    problem_in(await service.client.get(address, headers=colleague), 403, "not_allowed")
    reviewer = await service.bearer("edsger", Role.REVIEWER)
    assert (await service.client.get(address, headers=reviewer)).status_code == 200


async def test_of_a_judgement_nobody_knows_there_is_nothing_to_tell(service: Service) -> None:
    response = await service.client.get("/judgements/none/events", headers=await service.bearer())
    problem_in(response, 404, "judgement_unknown")


async def test_whoever_asked_can_call_it_off_and_sees_that_it_is_unscored(service: Service) -> None:
    headers = await service.browser("ada", Role.INTERVIEWER)
    judgement_id = await service.application.judging.start(order("ada"))
    await asyncio.sleep(0)
    address = f"/judgements/{judgement_id}/cancel"
    response = await service.client.post(address, headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, f"/judgements/{judgement_id}")
    recorded = await service.client.get(f"/api/judgements/{judgement_id}", headers=headers)
    assert (recorded.json()["status"], recorded.json()["reason"]) == ("unscored", "cancelled")


async def test_nobody_else_can_call_it_off(service: Service, gate: asyncio.Event) -> None:
    judgement_id = await service.application.judging.start(order("ada"))
    headers = await service.bearer("edsger", Role.REVIEWER)
    response = await service.client.post(f"/judgements/{judgement_id}/cancel", headers=headers)
    problem_in(response, 403, "not_allowed")
    gate.set()
    await service.application.judging.wait(judgement_id, 1)
    assert service.log.judgements[judgement_id].unscored is None


async def test_calling_off_what_is_done_leads_to_it(service: Service, gate: asyncio.Event) -> None:
    gate.set()
    headers = await service.browser("ada")
    judgement = await service.judged(headers)
    response = await service.client.post(f"/judgements/{judgement['id']}/cancel", headers=headers)
    assert response.headers["location"] == f"/judgements/{judgement['id']}"
    recorded = await service.client.get(f"/api/judgements/{judgement['id']}", headers=headers)
    assert recorded.json()["status"] == "scored"


async def test_what_another_process_judges_cannot_be_called_off_here(service: Service) -> None:
    elsewhere = intent_of("elsewhere/alive")
    await service.log.open_intent(elsewhere)
    response = await service.client.post(f"/judgements/{elsewhere.id}/cancel", headers=await service.browser("ada"))
    assert response.headers["location"] == f"/judgements/{elsewhere.id}"
    assert list(service.log.intents) == [elsewhere.id]
