"""A batch conducted: every answer judged once, as many at once as allowed, and none blamed for a judge that fails."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import pytest

from evaluator.digests import Digest, digest_json
from evaluator.domain.answers import Answer, typed
from evaluator.domain.batches import Batch, BatchId, BatchItem, ItemState, PauseReason, Tally
from evaluator.domain.commitments import without_words
from evaluator.domain.judgements import Attempt, JudgeIdentity, Judgement, JudgementId, Reason, Status, Unscored, Usage
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.domain.readings import Exchange, Progress
from evaluator.errors import DiskFull
from evaluator.judge.breaker import FAILURES, Breaker
from evaluator.services.batch_records import BatchRecords
from evaluator.services.conductor import TRIES, Conductor
from evaluator.services.surroundings import Surroundings
from tests.batch_fakes import InMemoryBatchLog
from tests.fakes import NOON, InMemoryLog, first_word_covers, fixed_digest

QUESTION = Question(
    QuestionId("caching"),
    "Caching",
    "What is a cache for?",
    QuestionKind.KNOWLEDGE,
    (ExpectedPoint(PointId("p1"), "Claim one"), ExpectedPoint(PointId("p2"), "Claim two")),
)
IDENTITY = JudgeIdentity("primary", "m", "coverage/v1", host="llm.test")
Script = Callable[[str, int], Reason | None]
"""How the asking of an answer for the n-th time (from 1) ends: None is well."""


class Judge:
    """An Adjudicator whose askings end as scripted, each a moment later, and who counts them."""

    def __init__(self, script: Script = lambda text, nth: None, cost: float = 0.0) -> None:
        self.summary = JudgeSummary(IDENTITY, is_default=True)
        self.deadline_s = 1.0
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        self._script = script
        self._cost = cost

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        return digest_json([question.id, answer.text, sample])

    async def resume(
        self, question: Question, answer: Answer, sample: int, progress: Progress, _earlier: Outcome | None, /
    ) -> Outcome:
        return await self.judge(question, answer, sample, progress)

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        self.asked.append(answer.text)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(9):
            await asyncio.sleep(0)
        self.at_once -= 1
        reason = self._script(answer.text, self.asked.count(answer.text))
        outcome = first_word_covers(question, answer)
        if reason is not None:
            outcome = Outcome((), (), None, Unscored(reason, f"It ended as {reason}."))
        attempt = Attempt(1, NOON, 0.1, "ok" if reason is None else "failed")
        exchange = Exchange(attempts=(attempt,), usage=Usage(10, 0, 5, self._cost), raw_replies=(f"reply {reason}",))
        return replace(outcome, exchange=exchange)


def _surroundings() -> Surroundings:
    return Surroundings(clock=lambda: NOON, new_id=lambda: "id", owner="here/1", is_alive=lambda owner: False)


class Stage:
    """A batch of answers in memory, and what is needed to conduct it."""

    def __init__(self, *texts: str, budget: float | None = None) -> None:
        self.log = InMemoryBatchLog()
        self.breaker = Breaker()
        self.batch = Batch(BatchId("b"), "file.csv", fixed_digest("rows"), "primary", NOON, "ann", budget=budget)
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self._texts = texts

    async def conduct(self, judge: Judge, *, width: int = 4, most: int | None = None, worst: float = 0.0) -> Conductor:
        if not self.log.batches:
            await self.log.create(self.batch, [self._item(number, text) for number, text in enumerate(self._texts)])
        conductor = Conductor(
            self.log.batches["b"],
            judge,
            self.log,
            BatchRecords(IDENTITY, fixed_digest("bank"), self.log.judgements, _surroundings()),
            self.breaker,
            width=width,
            most=most,
            worst_cost=lambda item: worst,
            sleep=self.sleep,
        )
        await conductor.conduct()
        return conductor

    @property
    def tally(self) -> Tally:
        return self.log.batches["b"].tally

    def states(self) -> Sequence[ItemState]:
        return [item.state for item in self.log.items["b"]]

    def _item(self, number: int, text: str) -> BatchItem:
        return BatchItem(
            BatchId("b"),
            number,
            number + 2,
            f"row-{number}",
            QUESTION,
            typed(text),
            f"C-{number}",
            JudgementId(f"j{number}"),
        )


def _texts(count: int) -> list[str]:
    return [f"Answer {number}." for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 3, 40], ids=lambda count: f"{count} answers")
async def test_every_answer_is_judged_once_and_recorded(count: int) -> None:
    stage, judge = Stage(*_texts(count)), Judge()
    conductor = await stage.conduct(judge)
    assert sorted(judge.asked) == sorted(_texts(count))
    assert stage.tally == Tally(scored=count)
    assert stage.log.recorded == count
    assert conductor.course.pause is None


async def test_a_judgement_says_whose_answer_it_is_and_who_ordered_the_batch() -> None:
    stage = Stage("Words.")
    await stage.conduct(Judge())
    (judgement,) = stage.log.judgements.judgements.values()
    assert (judgement.id, judgement.candidate, judgement.created_by) == ("j0", "C-0", "ann")
    assert (judgement.judge, judgement.question_text) == (IDENTITY, QUESTION.text)
    assert judgement.provenance.bank_digest == fixed_digest("bank")


async def test_as_many_are_under_way_at_once_as_the_width_allows() -> None:
    judge = Judge()
    await Stage(*_texts(30)).conduct(judge, width=7)
    assert judge.most_at_once == 7


async def test_what_is_recorded_already_is_not_judged_again() -> None:
    stage, judge = Stage(*_texts(10)), Judge()
    await stage.conduct(judge, most=4)
    assert stage.tally == Tally(scored=4, waiting=6)
    await stage.conduct(judge)
    assert stage.tally == Tally(scored=10)
    assert len(judge.asked) == 10


async def test_the_same_answer_is_judged_once_and_shared() -> None:
    stage, judge = Stage("Same.", "Other.", "Same.", "Same."), Judge()
    await stage.conduct(judge)
    assert sorted(judge.asked) == ["Other.", "Same."]
    assert stage.tally == Tally(scored=4, shared=2)
    kept = stage.log.judgements.judgements
    assert [kept[f"j{number}"].shared_from for number in (0, 2, 3)] == [None, "j0", "j0"]
    assert kept["j3"].candidate == "C-3"


async def test_what_was_judged_before_the_batch_is_shared_too() -> None:
    first, second = Stage("Same."), Stage("Same.")
    await first.conduct(Judge())
    (earlier,) = first.log.judgements.judgements.values()
    second.log.judgements.judgements["before"] = replace(earlier, id=JudgementId("before"))
    judge = Judge()
    await second.conduct(judge)
    assert judge.asked == []
    assert second.log.judgements.judgements["j0"].shared_from == "before"


class Forgetting(InMemoryLog):
    """A log in which the words of one judgement are erased as soon as it is recorded."""

    async def record(self, judgement: Judgement) -> Judgement:
        kept = await super().record(judgement)
        if judgement.id == "j0":
            self.judgements["j0"] = without_words(kept)
        return kept


async def test_of_a_judgement_erased_meanwhile_nothing_is_shared_and_the_next_is_judged_for_all() -> None:
    stage, judge = Stage("Same.", "Same.", "Same.", "Same."), Judge()
    stage.log.judgements = Forgetting()
    await stage.conduct(judge, width=2)
    assert len(judge.asked) == 2
    kept = stage.log.judgements.judgements
    assert [kept[f"j{number}"].shared_from for number in (1, 2, 3)].count(None) == 1
    assert all(kept[f"j{number}"].answer.text == "Same." for number in (1, 2, 3))
    assert stage.tally == Tally(scored=4, shared=2)


async def test_a_judgement_known_before_and_erased_meanwhile_is_not_shared() -> None:
    first, second, judge = Stage("Same."), Stage("Same."), Judge()
    await first.conduct(Judge())
    (earlier,) = first.log.judgements.judgements.values()
    # Found by its key, and erased before it is read.
    erased = replace(without_words(earlier), id=JudgementId("before"), key=earlier.key)
    second.log.judgements.judgements["before"] = erased
    await second.conduct(judge)
    assert judge.asked == ["Same."]
    assert second.log.judgements.judgements["j0"].shared_from is None


async def test_a_failure_is_not_shared_and_the_next_of_the_same_is_judged() -> None:
    ends = iter([Reason.REPLY_INVALID, None, None])
    stage, judge = Stage("Same.", "Same.", "Same."), Judge(lambda text, nth: next(ends))
    await stage.conduct(judge)
    assert len(judge.asked) == 2
    assert stage.tally == Tally(scored=2, unscored=1, shared=1)


async def test_a_judge_whose_reply_is_no_use_leaves_the_answer_unscored_at_once() -> None:
    stage, judge = Stage("Words."), Judge(lambda text, nth: Reason.REPLY_INVALID)
    await stage.conduct(judge)
    assert len(judge.asked) == 1
    (judgement,) = stage.log.judgements.judgements.values()
    assert (judgement.status, judgement.coverage) == (Status.UNSCORED, None)


async def test_a_failure_in_passing_is_tried_again_and_all_that_was_paid_is_kept() -> None:
    stage = Stage("Words.")
    judge = Judge(lambda text, nth: Reason.ENDPOINT_TIMEOUT if nth < TRIES else None, cost=0.5)
    await stage.conduct(judge)
    (judgement,) = stage.log.judgements.judgements.values()
    assert judgement.status is Status.SCORED
    assert [attempt.number for attempt in judgement.attempts] == [1, 2, 3]
    assert judgement.usage == Usage(30, 0, 15, 1.5)
    assert len(judgement.provenance.raw_replies) == 3


async def test_a_failure_in_passing_that_stays_is_recorded_after_its_tries() -> None:
    stage, judge = Stage("Words."), Judge(lambda text, nth: Reason.ENDPOINT_TIMEOUT)
    await stage.conduct(judge)
    assert len(judge.asked) == TRIES
    assert stage.tally == Tally(unscored=1)


@pytest.mark.parametrize(
    ("reason", "paused"),
    [
        (Reason.KEY_REFUSED, PauseReason.KEY_REFUSED),
        (Reason.QUOTA_EXHAUSTED, PauseReason.QUOTA_EXHAUSTED),
        (Reason.MODEL_UNKNOWN, PauseReason.MODEL_UNKNOWN),
        (Reason.ENDPOINT_UNREACHABLE, PauseReason.ENDPOINT_DOWN),
    ],
)
async def test_a_judge_that_nobody_can_reach_pauses_the_batch_and_no_answer_is_blamed(
    reason: Reason, paused: PauseReason
) -> None:
    stage, judge = Stage(*_texts(60)), Judge(lambda text, nth: reason)
    conductor = await stage.conduct(judge, width=3)
    assert conductor.course.pause is not None
    assert (conductor.course.pause.reason, conductor.course.pause.detail) == (paused, f"It ended as {reason}.")
    assert stage.tally == Tally(waiting=60)
    assert len(judge.asked) <= FAILURES + 3


async def test_what_is_under_way_when_a_batch_is_paused_is_finished_and_recorded() -> None:
    stage = Stage(*_texts(20))
    judge = Judge()

    def stop_at_the_fifth(text: str, nth: int) -> None:
        if len(judge.asked) == 5:
            holder[0].pause(PauseReason.ASKED, "Enough.")

    judge._script = stop_at_the_fifth
    await stage.log.create(stage.batch, [stage._item(number, text) for number, text in enumerate(_texts(20))])
    records = BatchRecords(IDENTITY, None, stage.log.judgements, _surroundings())
    batch = stage.log.batches["b"]
    holder = [Conductor(batch, judge, stage.log, records, stage.breaker, width=4, worst_cost=lambda item: 0.0)]
    pause = await holder[0].conduct()
    assert pause is not None
    assert pause.detail == "Enough."
    assert stage.tally.scored == len(judge.asked)
    assert stage.tally.waiting == 20 - len(judge.asked)


async def test_a_budget_is_never_gone_over_and_the_rest_waits() -> None:
    stage, judge = Stage(*_texts(10), budget=1.0), Judge(cost=0.25)
    conductor = await stage.conduct(judge, width=8, worst=0.3)
    assert conductor.course.pause is not None
    assert conductor.course.pause.reason is PauseReason.BUDGET_REACHED
    assert stage.log.batches["b"].usage.cost == pytest.approx(0.75)
    assert stage.tally == Tally(scored=3, waiting=7)


async def test_what_is_set_aside_for_others_is_waited_for_where_they_may_cost_less() -> None:
    stage, judge = Stage(*_texts(10), budget=1.0), Judge(cost=0.05)
    conductor = await stage.conduct(judge, width=8, worst=0.4)
    assert conductor.course.pause is None
    assert stage.tally == Tally(scored=10)
    assert judge.most_at_once == 2


async def test_what_was_spent_before_counts_towards_the_budget() -> None:
    stage, judge = Stage(*_texts(10), budget=1.0), Judge(cost=0.25)
    await stage.conduct(judge, worst=0.25, most=3)
    await stage.conduct(judge, worst=0.25)
    assert stage.tally == Tally(scored=4, waiting=6)


async def test_a_database_that_refuses_stops_the_batch_with_one_clear_error() -> None:
    stage = Stage(*_texts(10))

    async def refuse(item: BatchItem, judgement: object) -> object:
        raise DiskFull("The disk is full; nothing was written.")

    stage.log.record = refuse
    with pytest.raises(DiskFull):
        await stage.conduct(Judge())
    assert set(stage.states()) == {ItemState.WAITING}
