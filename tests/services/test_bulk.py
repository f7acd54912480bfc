"""Batches judged by file: each answer once, whatever comes back, in whatever order."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.digests import Digest, digest_json
from evaluator.domain.answers import Answer, typed
from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, ItemState, PauseReason, Tally
from evaluator.domain.bulk import BulkReply, BulkRequest
from evaluator.domain.judgements import Attempt, JudgeIdentity, Judgement, JudgementId, Reason, Unscored, Usage
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Exchange
from evaluator.domain.via import Via
from evaluator.errors import BatchBusy, BatchUnknown, DiskFull, RequestInvalid
from evaluator.services.batch_records import BatchRecords
from evaluator.services.bulk import BulkDesk, BulkService, TakenIn
from evaluator.services.surroundings import Surroundings
from tests.batch_fakes import InMemoryBatchLog
from tests.batch_records import PLAIN
from tests.fakes import NOON, first_word_covers, fixed_digest
from tests.part_fakes import InMemoryPartLog

IDENTITY = JudgeIdentity("primary", "m", "coverage/v1", host="llm.test")
FAILURES = {"odd": Reason.REPLY_INVALID, "broke": Reason.ENDPOINT_FAILED}


class Clerk:
    """A judge asked by file: a reply says what it comes to, and costs 0.5."""

    identity = IDENTITY
    reply_format = "json_schema"

    def key(self, question: Question, answer: Answer) -> Digest:
        return digest_json([question.id, answer.text])

    def request(self, question: Question, answer: Answer) -> Mapping[str, object]:
        return {"messages": [answer.text]}

    def outcome(self, question: Question, answer: Answer, reply: BulkReply, via: Via, now: datetime) -> Outcome:
        outcome = first_word_covers(question, answer)
        if reply.body in FAILURES:
            outcome = Outcome((), (), None, Unscored(FAILURES[reply.body], "It failed."))
        usage = Usage(10, 0, 5, 0.5)
        exchange = Exchange(attempts=(Attempt(1, now, 0.0, "ok", usage=usage),), usage=usage, via=via)
        return replace(outcome, exchange=exchange)


class Post(dict[str, BulkReply]):
    """Replies by custom id."""


def post(**said: str) -> Post:
    """Replies to items by position; a word with an exclamation mark is an error."""
    replies = {f"j{name[1:]}": said[name] for name in said}
    return Post(
        {
            name: BulkReply(name, error=word[:-1]) if word.endswith("!") else BulkReply(name, word)
            for name, word in replies.items()
        }
    )


@dataclass
class Office:
    """A batch of answers in memory and what hands it out and takes it in. Asking `is_alive` gives what is set."""

    texts: Sequence[str]
    others_live: bool = False

    def __post_init__(self) -> None:
        self.log = InMemoryBatchLog()
        world = Surroundings(lambda: NOON, lambda: "id", "here/1", lambda owner: self.others_live)
        records = BatchRecords(IDENTITY, fixed_digest("bank"), self.log.judgements, world)
        self.service = BulkService([BulkDesk(Clerk(), records, lambda item: 0.5)], self.log, InMemoryPartLog(), world)

    async def keep(self, **changes: str) -> None:
        """Put the batch there."""
        whole = Batch(BatchId("b"), "file.csv", fixed_digest("rows"), "primary", NOON, "ann")
        items = [
            BatchItem(BatchId("b"), place, place + 2, str(place), PLAIN, typed(text), None, JudgementId(f"j{place}"))
            for place, text in enumerate(self.texts)
        ]
        await self.log.create(replace(whole, **changes), items)

    @property
    def batch(self) -> Batch:
        return self.log.batches["b"]

    @property
    def states(self) -> list[str]:
        return [item.state.value for item in self.log.items["b"]]

    @property
    def judgements(self) -> dict[str, Judgement]:
        return self.log.judgements.judgements

    async def handed_out(self) -> list[str]:
        requests: list[BulkRequest] = []
        await self.service.hand_out("b", requests.append)
        return [request.custom_id for request in requests]


async def office(*texts: str) -> Office:
    made = Office(texts)
    await made.keep()
    return made


async def test_each_answer_that_waits_is_handed_out_under_its_judgements_id() -> None:
    desk = await office("One.", "Two.")
    requests: list[BulkRequest] = []
    out = await desk.service.hand_out("b", requests.append)
    assert requests == [BulkRequest(f"j{place}", {"messages": [text]}) for place, text in enumerate(desk.texts)]
    assert (out.requests, out.alike, out.shared) == (2, 0, 0)
    assert (desk.batch.state, desk.batch.tally) == (BatchState.PAUSED, Tally(waiting=2))
    assert desk.batch.pause is not None
    assert (desk.batch.pause.reason, desk.batch.pause.detail) == (PauseReason.ASKED, "Answers waiting for replies: 2.")


async def test_the_same_answer_is_asked_for_once_and_its_verdicts_are_shared() -> None:
    desk = await office("One.", "Two.", "One.", "One.")
    assert await desk.handed_out() == ["j0", "j1"]
    taken = await desk.service.take_in("b", post(p0="ok", p1="ok"), Via.FILE)
    assert (taken.scored, taken.shared) == (2, 2)
    assert [desk.judgements[f"j{place}"].shared_from for place in range(4)] == [None, None, "j0", "j0"]
    assert desk.batch.state is BatchState.FINISHED
    assert desk.batch.usage == Usage(20, 0, 10, 1.0)


async def test_what_was_judged_before_is_shared_and_not_asked_for() -> None:
    desk = await office("One.", "One.", "Two.")
    await desk.service.take_in("b", post(p0="ok"), Via.FILE)
    assert desk.states == ["scored", "scored", "waiting"]
    assert await desk.handed_out() == ["j2"]


async def test_where_everything_can_be_shared_nothing_is_asked_and_the_batch_is_finished() -> None:
    desk = await office("One.", "One.")
    items = desk.log.items["b"]
    await desk.service.take_in("b", post(p0="ok"), Via.FILE)
    desk.log.items["b"] = [items[0], replace(items[1], state=ItemState.WAITING)]
    desk.log.batches["b"] = replace(desk.batch, state=BatchState.PAUSED, tally=Tally(waiting=1, scored=1))
    del desk.judgements["j1"]
    assert await desk.handed_out() == []
    assert desk.batch.state is BatchState.FINISHED


async def test_a_reply_becomes_a_record_that_says_how_it_was_asked_for() -> None:
    desk = await office("One.")
    await desk.service.take_in("b", post(p0="ok"), Via.PROVIDER_BATCH)
    kept = desk.judgements["j0"]
    assert (kept.provenance.via, kept.created_by, kept.latency_ms) == (Via.PROVIDER_BATCH, "ann", 0.0)
    assert kept.usage == Usage(10, 0, 5, 0.5)
    assert kept.ledger_seq == 1


async def test_a_reply_that_came_and_cannot_be_used_is_recorded_with_its_reason_and_cost() -> None:
    desk = await office("One.", "One.")
    taken = await desk.service.take_in("b", post(p0="odd"), Via.FILE)
    assert (taken.scored, taken.unscored, taken.shared) == (0, 1, 0)
    assert desk.states == ["unscored", "waiting"], "a failure is not shared"
    assert desk.batch.usage.cost == 0.5
    assert await desk.handed_out() == ["j1"]


async def test_answers_without_a_reply_or_with_an_error_wait_on_and_the_errors_are_counted() -> None:
    desk = await office("One.", "Two.", "Three.", "Four.", "Five.")
    taken = await desk.service.take_in(
        "b", post(p0="ok", p1="batch_expired!", p2="batch_expired!", p3="broke"), Via.FILE
    )
    assert taken.errors == {"batch_expired": 2, "endpoint_failed": 1}
    assert desk.states == ["scored", "waiting", "waiting", "waiting", "waiting"]
    assert desk.batch.state is BatchState.PAUSED
    assert await desk.handed_out() == ["j1", "j2", "j3", "j4"]


async def test_replies_to_what_does_not_wait_are_passed_over_and_counted() -> None:
    desk = await office("One.", "Two.")
    replies = post(p0="ok", p7="ok", p8="odd!")
    assert (await desk.service.take_in("b", replies, Via.FILE)).others == 2
    first = dict(desk.judgements)
    assert await desk.service.take_in("b", replies, Via.FILE) == TakenIn(others=3)
    assert desk.judgements == first


async def test_a_batch_that_is_over_takes_in_nothing() -> None:
    desk = await office("One.")
    await desk.log.move(BatchId("b"), BatchState.CANCELLED)
    assert await desk.service.take_in("b", post(p0="ok"), Via.FILE) == TakenIn(others=1)
    assert await desk.handed_out() == []
    assert (desk.batch.state, desk.judgements) == (BatchState.CANCELLED, {})


@pytest.mark.parametrize("owner", ["elsewhere/2", None], ids=["another process", "nobody that is known"])
async def test_a_batch_that_is_judged_live_is_left_alone(owner: str | None) -> None:
    desk = Office(["One."], others_live=True)
    await desk.keep()
    desk.log.batches["b"] = replace(desk.batch, state=BatchState.RUNNING, owner=owner)
    with pytest.raises(BatchBusy):
        await desk.handed_out()
    with pytest.raises(BatchBusy):
        await desk.service.take_in("b", post(p0="ok"), Via.FILE)
    assert desk.batch.state is BatchState.RUNNING


async def test_a_batch_left_behind_is_paused_before_its_requests_go_out() -> None:
    desk = await office("One.")
    desk.log.batches["b"] = replace(desk.batch, state=BatchState.RUNNING, owner="gone/3")
    states: list[BatchState] = []
    await desk.service.hand_out("b", lambda request: states.append(desk.batch.state))
    assert states == [BatchState.PAUSED]


async def test_what_is_not_there_or_cannot_be_asked_by_file_is_said_to_be_so() -> None:
    desk = Office(["One."])
    with pytest.raises(BatchUnknown):
        await desk.handed_out()
    await desk.keep(judge_name="matcher")
    with pytest.raises(RequestInvalid, match=r"matcher cannot be asked by file: .* Judges that can: primary\."):
        await desk.handed_out()
    with pytest.raises(RequestInvalid, match="none is configured"):
        BulkService([], desk.log, InMemoryPartLog(), Surroundings(lambda: NOON, str, "o", bool)).reply_format(
            desk.batch
        )


async def test_a_database_that_refuses_ends_it_and_it_can_be_taken_in_again() -> None:
    desk = await office("One.", "Two.")
    replies = post(p0="ok", p1="ok")

    class Full(InMemoryBatchLog):
        async def record(self, item: BatchItem, judgement: Judgement) -> Judgement:
            if item.position == 1:
                raise DiskFull("The disk is full.")
            return await super().record(item, judgement)

    full = Full(desk.log.judgements, batches=desk.log.batches, items=desk.log.items)
    world = Surroundings(lambda: NOON, lambda: "id", "here/1", lambda owner: False)
    records = BatchRecords(IDENTITY, fixed_digest("bank"), desk.log.judgements, world)
    with pytest.raises(DiskFull):
        await BulkService([BulkDesk(Clerk(), records, lambda item: 0.5)], full, InMemoryPartLog(), world).take_in(
            "b", replies, Via.FILE
        )
    assert desk.states == ["scored", "waiting"]
    assert (await desk.service.take_in("b", replies, Via.FILE)).scored == 1
    assert desk.batch.state is BatchState.FINISHED


TEXTS = ("One.", "Two.", "One.", "Three.", "Two.", "Four.")
WORDS = st.sampled_from(["ok", "odd", "broke", "batch_expired!"])


@given(
    said=st.dictionaries(st.integers(0, len(TEXTS) + 2), WORDS),
    random=st.randoms(use_true_random=False),
)
def test_however_replies_are_ordered_repeated_and_mixed_with_others_the_record_is_the_same(
    said: dict[int, str], random: Random
) -> None:
    async def taken(*posts: Post) -> tuple[dict[str, Judgement], Tally, Usage]:
        desk = await office(*TEXTS)
        for one in posts:
            await desk.service.take_in("b", one, Via.FILE)
        facts = {name: replace(kept, ledger_seq=None) for name, kept in desk.judgements.items()}
        return facts, desk.batch.tally, desk.batch.usage

    whole = post(**{f"p{place}": word for place, word in said.items()})
    names = list(whole)
    random.shuffle(names)
    shuffled = Post({name: whole[name] for name in names})
    expected = asyncio.run(taken(whole))
    assert asyncio.run(taken(shuffled, whole, shuffled)) == expected
    facts, tally, _ = expected
    assert tally.total == len(TEXTS)
    assert tally.done == len(facts)
    assert {name for name, kept in facts.items() if kept.shared_from is None} <= set(whole)
