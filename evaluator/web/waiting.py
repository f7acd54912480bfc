"""For whoever waits for a judgement: its steps as they happen, and a way to call it off."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, ServerSentEvent, ServerSentEventMessage

from evaluator.domain.readings import Step
from evaluator.services.judgement_json import time_json
from evaluator.services.judging import JudgingService
from evaluator.web.rights import refuse_unless_own, refuse_unless_readable
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

RECORDING_S = 10.0
"""Longest wait for a judging that was called off to be written down."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `heartbeat` is the longest silence on a stream, shorter than the patience of proxies; `poll` is how
    often to look after a judging that another process carries out, whose steps are not told here."""

    heartbeat: float = 15.0
    poll: float = 0.5


PACE = Pace()


@get("/judgements/{judgement_id:str}/events", include_in_schema=False)
async def judgement_events(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> ServerSentEvent:
    """A `step` event for each step, those before the connection first, then one `done` event.

    Data is JSON: of a step its stage, attempt, attempts, wait_s, why and at; of `done` the judgement's address, and
    the problem that kept it from being written down, or null. Event ids count the steps: a browser that lost the
    stream goes on where it was.
    """
    judging = application.judging
    watch = await judging.watch(judgement_id)
    ordered_by = watch.intent.ordered_by if watch else (await judging.get(judgement_id)).created_by
    refuse_unless_readable(request.user, ordered_by)
    await application.reviewing.refuse_sealed(judgement_id, request.user)
    last = request.headers.get("last-event-id", "")
    seen = int(last) if last.isascii() and last.isdigit() else 0
    return ServerSentEvent(events(judging, judgement_id, seen), headers={"Cache-Control": "no-store"})


@post("/judgements/{judgement_id:str}/cancel", include_in_schema=False, status_code=303)
async def cancel_judgement(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> Redirect:
    """Call a judging off and show what was recorded: unscored, or the judgement that was done just before."""
    watch = await application.judging.watch(judgement_id)
    if watch is not None:
        refuse_unless_own(request.user, watch.intent.ordered_by)
        if application.judging.cancel(judgement_id):
            await application.judging.wait(judgement_id, RECORDING_S)
    return Redirect(f"/judgements/{judgement_id}", status_code=303)


async def events(
    judging: JudgingService, judgement_id: str, seen: int, pace: Pace = PACE
) -> AsyncIterator[ServerSentEventMessage]:
    """What happens to a judging after its first `seen` steps, until it is over."""
    watch = await judging.watch(judgement_id)
    while watch is not None and watch.alive:
        news = watch.history[seen:]
        for moment, step in news:
            seen += 1
            yield ServerSentEventMessage(event="step", id=seen, data=_step_json(moment, step))
        if not news and not await _changed(judging, judgement_id, pace.heartbeat):
            yield ServerSentEventMessage(comment="still judging", data=None)
        elif not watch.history:
            await asyncio.sleep(pace.poll)
        watch = await judging.watch(judgement_id)
    problem = watch.problem if watch is not None else None
    done = {"location": f"/judgements/{judgement_id}", "problem": problem}
    yield ServerSentEventMessage(event="done", data=json.dumps(done))


async def _changed(judging: JudgingService, judgement_id: str, within_s: float) -> bool:
    # No task in between: a step told before the waiting begins would be missed.
    try:
        async with asyncio.timeout(within_s):
            await judging.changed(judgement_id)
    except TimeoutError:
        return False
    return True


def _step_json(moment: datetime, step: Step) -> str:
    return json.dumps(
        {
            "stage": step.stage.value,
            "attempt": step.attempt,
            "attempts": step.attempts,
            "wait_s": step.wait_s,
            "why": step.why,
            "at": time_json(moment),
        }
    )
