"""Batches judged by a provider: uploaded, begun and paid once, whatever happens, and cleared away in the end."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
import respx

from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, ItemState, Pause, PauseReason
from evaluator.domain.judgements import Judgement
from evaluator.domain.provider_batches import Part, PartState
from evaluator.domain.via import Via
from evaluator.errors import BatchBusy, RequestInvalid
from evaluator.judge.config import JudgeConfig
from evaluator.judge.provider import ProviderClient
from evaluator.services import provider_batches
from evaluator.services.batch_records import BatchRecords
from evaluator.services.bulk import BulkDesk, BulkService
from evaluator.services.provider_batches import Course, ProviderBatches
from evaluator.services.surroundings import Surroundings
from tests.batch_api import BASE, BatchApi, Line, completed
from tests.batch_api import api as api  # a fixture
from tests.batch_fakes import InMemoryBatchLog
from tests.fakes import NOON, fixed_digest
from tests.openai_bridge import router as router  # a fixture
from tests.part_fakes import InMemoryPartLog
from tests.services.test_bulk import IDENTITY, Clerk, Office

pytestmark = pytest.mark.usefixtures("router")

CONFIG = JudgeConfig("primary", BASE, "small", key="sk-secret")


class Killed(BaseException):
    """The process was ended."""


@dataclass
class Life:
    """How many steps a process has left; at the last it is ended, and takes none any more."""

    left: float = float("inf")

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


@dataclass
class MortalPartLog(InMemoryPartLog):
    """Writes what a living process tells it."""

    life: Life = field(default_factory=Life)

    async def take(self, *arguments: Any) -> bool:
        return await self._lived(super().take(*arguments))

    async def plan(self, *arguments: Any) -> bool:
        return await self._lived(super().plan(*arguments))

    async def keep(self, part: Part) -> Part:
        kept: Part = await self._lived(super().keep(part))
        return kept

    async def _lived(self, work: Any) -> Any:
        try:
            self.life.step()
        except Killed:
            work.close()
            raise
        done = await work
        self.life.step()
        return done


@dataclass
class MortalBatchLog(InMemoryBatchLog):
    """Writes what a living process tells it."""

    life: Life = field(default_factory=Life)

    async def record(self, item: BatchItem, judgement: Judgement) -> Judgement:
        self.life.step()
        kept = await super().record(item, judgement)
        self.life.step()
        return kept

    async def move(self, batch_id: BatchId, state: BatchState, pause: Pause | None = None) -> Batch:
        self.life.step()
        moved = await super().move(batch_id, state, pause)
        self.life.step()
        return moved


class Site:
    """A batch, a provider, and one process after the other that brings them together."""

    def __init__(self, api: BatchApi, *texts: str, cost: float | None = 0.5, **batch: Any) -> None:
        self.api = api
        self.office = Office(texts or ("One.", "Two.", "One.", "Three."))
        self.office.log = MortalBatchLog()
        self.parts = MortalPartLog()
        self.slept: list[float] = []
        self.watching = asyncio.Event()
        self.lives = 0
        self.others_live = False
        self._cost = cost
        self._changes = batch

    async def run(self, life: Life | None = None) -> Course:
        """Let a new process see to the batch."""
        life, self.lives = life or Life(), self.lives + 1
        log = self.office.log
        assert isinstance(log, MortalBatchLog)
        log.life = self.parts.life = Life()
        if not log.batches:
            await self.office.keep(**self._changes)
        log.life = self.parts.life = life
        self.api.step = life.step
        numbers = iter(range(100))
        nth = self.lives
        world = Surroundings(
            lambda: NOON, lambda: f"p{nth}-{next(numbers)}", f"here/{nth}", lambda owner: self.others_live
        )
        records = BatchRecords(IDENTITY, fixed_digest("bank"), log.judgements, world)
        bulk = BulkService([BulkDesk(Clerk(), records, lambda item: self._cost)], log, self.parts, world)
        client = ProviderClient(CONFIG)
        try:
            return await ProviderBatches(client, bulk, log, self.parts, world, self._sleep).run(
                "b", lambda course: None
            )
        finally:
            await client.aclose()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.watching.set()
        await asyncio.sleep(0)

    @property
    def batch(self) -> Batch:
        return self.office.batch

    @property
    def states(self) -> list[PartState]:
        return [part.state for part in self.parts.parts.values()]


async def test_a_batch_is_handed_over_watched_taken_in_and_cleared_away(api: BatchApi) -> None:
    site = Site(api)
    course = await site.run()
    assert api.paid == ["j0", "j1", "j3"]
    assert site.office.states == ["scored"] * 4
    assert (course.taken.scored, course.taken.shared, course.over) == (3, 1, {"completed": 1})
    assert (course.requests, course.answered, course.left) == (3, {"p1-0": 3}, [])
    assert site.batch.state is BatchState.FINISHED
    assert api.files == {}
    assert len(api.deleted) == 2
    assert site.states == [PartState.DONE]
    assert site.slept == [5.0, 7.5]
    kept = site.office.judgements["j0"]
    assert (kept.provenance.via, kept.usage.cost) == (Via.PROVIDER_BATCH, 0.5)


async def test_run_again_nothing_is_handed_over_twice(api: BatchApi) -> None:
    site = Site(api)
    await site.run()
    assert await site.run() == Course()
    assert len(api.uploaded) == 1


@pytest.mark.parametrize("state", ["expired", "cancelled"])
async def test_what_came_before_the_end_counts_and_the_rest_waits_for_another_round(api: BatchApi, state: str) -> None:
    def partly(request: Line) -> Line | None:
        if request["custom_id"] == "j0":
            return completed(request)
        return {"custom_id": request["custom_id"], "response": None, "error": {"code": "batch_expired"}}

    api.states, api.reply = ["in_progress", state], partly
    site = Site(api)
    course = await site.run()
    assert course.over == {state: 1}
    assert course.taken.errors == {"batch_expired": 2}
    assert site.office.states == ["scored", "waiting", "scored", "waiting"]
    assert site.batch.pause is not None
    assert site.batch.pause.detail == "Answers waiting for replies: 2."
    assert api.files == {}
    api.states, api.reply = ["completed"], completed
    await site.run()
    assert api.paid == ["j0", "j1", "j3", "j1", "j3"]
    assert site.batch.state is BatchState.FINISHED


async def test_a_batch_that_failed_tells_the_providers_words_for_it_and_none_of_its_sentences(api: BatchApi) -> None:
    api.states = ["failed"]
    api.errors = [
        {"code": "token_limit_exceeded", "message": "Too much of: It keeps hot rows.", "line": None},
        {"code": "It keeps hot rows.", "message": "It keeps hot rows.", "line": 7},
        {"code": "odd", "line": 3},
    ]
    site = Site(api)
    course = await site.run()
    assert course.faults == [
        "token_limit_exceeded: the limit of tokens that may wait in batches is reached; wait for others to end",
        "no reason that can be told (line 7)",
        "odd (line 3)",
    ]
    assert (site.batch.state, site.states, api.files) == (BatchState.PAUSED, [PartState.DONE], {})


async def test_a_provider_that_knows_the_batch_no_more_leaves_its_answers_waiting(api: BatchApi) -> None:
    site = Site(api)
    api.refuse = lambda request: httpx.Response(404) if "/batches/" in request.url.path else None
    course = await site.run()
    assert course.faults == ["the provider knows this batch no more"]
    assert site.states == [PartState.DONE]
    assert site.office.states == ["waiting"] * 4


async def test_more_than_one_file_may_hold_goes_in_several(api: BatchApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_batches, "MOST_REQUESTS", 2)
    site = Site(api, *(f"Answer {number}." for number in range(5)))
    course = await site.run()
    assert [(part.first, part.last, part.requests) for part in site.parts.parts.values()] == [
        (0, 1, 2),
        (2, 3, 2),
        (4, 4, 1),
    ]
    assert (course.parts, course.taken.scored, len(api.batches)) == (3, 5, 3)
    assert api.paid == [f"j{number}" for number in range(5)]


async def test_after_the_first_part_that_is_not_taken_no_more_is_offered_and_what_is_out_is_seen_through(
    api: BatchApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_batches, "MOST_REQUESTS", 1)
    site = Site(api, *(f"Answer {number}." for number in range(4)))
    api.refuse = lambda request: (
        httpx.Response(429, json={"error": {"code": "insufficient_quota"}})
        if api.batches and request.method == "POST"
        else None
    )
    course = await site.run()
    assert (len(api.batches), course.taken.scored, site.office.states) == (1, 1, ["scored", *["waiting"] * 3])
    assert site.batch.pause is not None
    assert site.batch.pause.reason is PauseReason.QUOTA_EXHAUSTED
    assert site.states == [PartState.DONE, *[PartState.PLANNED] * 3]
    api.refuse = lambda request: None
    await site.run()
    assert (site.batch.state, api.paid) == (BatchState.FINISHED, ["j0", "j1", "j2", "j3"])


async def test_no_file_is_larger_than_a_provider_takes(api: BatchApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_batches, "MOST_BYTES", 300)
    site = Site(api, *(f"Answer {number}." for number in range(5)))
    await site.run()
    assert [part.requests for part in site.parts.parts.values()] == [2, 2, 1]


async def test_a_budget_that_might_not_do_is_refused_before_anything_is_handed_over(api: BatchApi) -> None:
    site = Site(api, budget=1.49)
    with pytest.raises(RequestInvalid, match=r"up to 1\.50, 0\.00 is spent, and the budget is 1\.49"):
        await site.run()
    assert (api.uploaded, site.parts.parts) == ([], {})
    assert (await Site(api, budget=1.5).run()).taken.scored == 3


async def test_a_budget_without_prices_is_refused(api: BatchApi) -> None:
    with pytest.raises(RequestInvalid, match="nobody knows what this judge costs"):
        await Site(api, cost=None, budget=5.0).run()


async def test_a_provider_that_fails_for_a_while_is_asked_again(api: BatchApi) -> None:
    failures = iter(range(20))
    api.refuse = lambda request: httpx.Response(503) if next(failures, 0) % 4 == 1 else None
    site = Site(api)
    await site.run()
    assert site.batch.state is BatchState.FINISHED
    assert (len(api.uploaded), len(api.batches)) == (1, 1)


async def test_a_reply_that_was_lost_is_not_taken_for_a_failure_to_upload_or_to_begin(api: BatchApi) -> None:
    lost: list[str] = []

    def lose(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and request.url.path not in lost:
            lost.append(request.url.path)
            api.refuse = lambda request: None
            api.answer(request)
            api.refuse = lose
            return httpx.Response(502)
        return None

    api.refuse = lose
    site = Site(api)
    await site.run()
    assert (len(lost), len(api.uploaded), len(api.batches)) == (2, 1, 1)
    assert site.batch.state is BatchState.FINISHED


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (401, {}, PauseReason.KEY_REFUSED),
        (429, {"error": {"code": "insufficient_quota"}}, PauseReason.QUOTA_EXHAUSTED),
        (503, {}, PauseReason.ENDPOINT_DOWN),
        (404, {}, PauseReason.ENDPOINT_DOWN),
    ],
)
@pytest.mark.parametrize("path", ["/v1/files", "/v1/batches"])
async def test_a_provider_that_will_not_take_it_pauses_the_batch_and_it_can_be_tried_again(
    api: BatchApi, status: int, body: Line, reason: PauseReason, path: str
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response | None:
        is_meant = request.method == "POST" and request.url.path == path
        return httpx.Response(status, json=body) if is_meant else None

    api.refuse = refuse
    site = Site(api)
    course = await site.run()
    assert course.over == {}
    assert site.batch.pause is not None
    assert site.batch.pause.reason is reason
    assert api.batches == {}
    api.refuse = lambda request: None
    await site.run()
    assert (site.batch.state, len(api.batches)) == (BatchState.FINISHED, 1)
    assert len(api.uploaded) - len(api.deleted) <= 0


async def test_a_key_that_was_revoked_meanwhile_does_not_make_it_forget_what_is_out(api: BatchApi) -> None:
    site = Site(api)
    api.states = ["in_progress"]
    with pytest.raises(Killed):
        await site.run(Life(21))
    assert api.batches
    api.refuse = lambda request: httpx.Response(401)
    await site.run()
    assert site.batch.pause is not None
    assert site.batch.pause.reason is PauseReason.KEY_REFUSED
    api.refuse, api.states = (lambda request: None), ["completed"]
    await site.run()
    assert (site.batch.state, len(api.batches)) == (BatchState.FINISHED, 1)


async def test_files_that_cannot_be_deleted_are_named_and_tried_again(api: BatchApi) -> None:
    api.refuse = lambda request: httpx.Response(403) if request.method == "DELETE" else None
    site = Site(api)
    course = await site.run()
    assert (len(course.left), site.states, site.batch.state) == (2, [PartState.TAKEN_IN], BatchState.FINISHED)
    api.refuse = lambda request: None
    assert (await site.run()).left == []
    assert (api.files, site.states) == ({}, [PartState.DONE])


async def test_what_another_process_sees_to_is_left_alone(api: BatchApi) -> None:
    site = Site(api)
    with pytest.raises(Killed):
        await site.run(Life(20))
    site.others_live = True
    with pytest.raises(BatchBusy, match="Another process sees to this batch"):
        await site.run()


async def test_of_two_who_begin_at_once_one_is_told_to_wait(api: BatchApi) -> None:
    site = Site(api)

    class Late(MortalPartLog):
        async def plan(self, *arguments: Any) -> bool:
            return False

    site.parts = Late()
    with pytest.raises(BatchBusy, match="just handed this batch over"):
        await site.run()
    assert api.uploaded == []


async def test_a_file_that_is_out_under_other_settings_is_not_handed_over_under_new_ones(api: BatchApi) -> None:
    site = Site(api)
    earlier = Part("p0", BatchId("a"), 0, 3, 4, NOON).uploaded("file-9")
    site.parts.parts["p0"] = earlier
    with pytest.raises(BatchBusy, match="asked under other settings"):
        await site.run()
    assert api.uploaded == []
    site.parts.parts["p0"] = earlier.moved(PartState.TAKEN_IN)
    assert (await site.run()).taken.scored == 3


async def test_a_batch_that_somebody_began_live_meanwhile_is_not_judged_twice(api: BatchApi) -> None:
    site = Site(api)

    def begin_live(request: httpx.Request) -> None:
        if request.method == "POST" and request.url.path == "/v1/files":
            log = site.office.log
            log.batches["b"] = replace(site.batch, state=BatchState.RUNNING, owner=None)

    api.refuse = begin_live
    with pytest.raises(BatchBusy, match="judged live"):
        await site.run()
    assert (api.batches, api.files, site.states) == ({}, {}, [PartState.DONE])
    assert site.batch.state is BatchState.RUNNING


async def test_a_part_whose_answers_were_judged_meanwhile_is_not_uploaded(api: BatchApi) -> None:
    site = Site(api)
    with pytest.raises(Killed):
        await site.run(Life(2))
    assert site.states == [PartState.PLANNED]
    log = site.office.log
    log.items["b"] = [replace(item, state=ItemState.SCORED) for item in log.items["b"]]
    await site.run()
    assert (api.uploaded, site.states) == ([], [PartState.DONE])


async def test_while_it_is_with_the_provider_its_requests_are_not_handed_out_as_well(api: BatchApi) -> None:
    site = Site(api)
    with pytest.raises(Killed):
        await site.run(Life(20))
    bulk = BulkService([], site.office.log, site.parts, Surroundings(lambda: NOON, str, "o", bool))
    with pytest.raises(BatchBusy, match="with the provider"):
        await bulk.hand_out("b", lambda request: None)


async def test_stopped_it_lets_go_and_the_next_process_goes_on(api: BatchApi) -> None:
    site = Site(api)
    api.states = ["in_progress"]
    task = asyncio.create_task(site.run())
    await asyncio.wait_for(site.watching.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert {part.owner for part in site.parts.parts.values()} == {None}
    assert site.batch.pause is not None
    assert "--via provider-batch" in site.batch.pause.detail
    site.others_live, api.states = True, ["completed"]
    await site.run()
    assert (site.batch.state, len(api.batches)) == (BatchState.FINISHED, 1)


def test_killed_at_any_step_nothing_is_lost_uploaded_begun_or_paid_twice(router: respx.MockRouter) -> None:
    async def outlived(steps: int) -> bool:
        """Whether a process that ends after so many steps left work; the next one must finish it."""
        api = BatchApi(states=["in_progress", "completed"])
        router.route(host="llm.example").mock(side_effect=lambda request: api.answer(request))
        site = Site(api)
        try:
            await site.run(Life(steps))
        except Killed:
            await site.run()
        else:
            return False
        finally:
            assert len(api.uploaded) == 1
            assert api.paid == ["j0", "j1", "j3"]
            assert site.office.states == ["scored"] * 4
            assert site.batch.usage.cost == 1.5
            assert site.batch.state is BatchState.FINISHED
            assert api.files == {}
        return True

    steps = 0
    while asyncio.run(outlived(steps)):
        steps += 1
    assert steps > 40
