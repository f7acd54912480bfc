"""One answer judged, written down once, paid for once, and told about meanwhile."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from evaluator.domain.answers import Answer, typed
from evaluator.domain.judgements import Judgement, JudgementId, Reason, Status, Usage
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionBank, QuestionId, QuestionKind
from evaluator.domain.readings import Stage, Step
from evaluator.errors import (
    CandidateInvalid,
    DatabaseLocked,
    DiskFull,
    IdempotencyKeyReused,
    JudgementOpen,
    JudgementUnknown,
    JudgeUnknown,
    QuestionUnknown,
)
from evaluator.services.judging import JudgingService
from evaluator.services.orders import Intent, Order
from evaluator.services.surroundings import Surroundings
from tests.fakes import NOON, InMemoryLog, ScriptedAdjudicator, failing, first_word_covers, fixed_digest


def _question(name: str) -> Question:
    points = tuple(ExpectedPoint(PointId(f"p{number}"), f"Claim {number}") for number in range(3))
    return Question(QuestionId(name), name.title(), f"What of {name}?", QuestionKind.KNOWLEDGE, points)


BANK = QuestionBank("1", "en", (_question("caching"), _question("restful-apis")), fixed_digest("bank"))


class Stand:
    """A service over an in-memory log, one scripted judge, and a world that stands still."""

    def __init__(self, *judges: ScriptedAdjudicator, log: InMemoryLog | None = None, owner: str = "here/1") -> None:
        self.judge = judges[0] if judges else ScriptedAdjudicator(first_word_covers)
        self.log = log or InMemoryLog()
        self.alive: Callable[[str], bool] = lambda owner: False
        ids = itertools.count(1)
        surroundings = Surroundings(
            clock=lambda: NOON,
            new_id=lambda: f"{owner}-{next(ids)}",
            owner=owner,
            is_alive=lambda other: self.alive(other),
            versions=(("evaluator", "0.1.0"),),
        )
        self.service = JudgingService(BANK, judges or (self.judge,), self.log, surroundings)


def _order(text: str = "It keeps hot rows near.", **changes: object) -> Order:
    return replace(Order("caching", typed(text), candidate="C-1", ordered_by="ann"), **changes)


def _gated() -> ScriptedAdjudicator:
    return ScriptedAdjudicator(first_word_covers, gate=asyncio.Event())


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("It never came to that.")


async def test_a_judgement_is_recorded_with_who_ordered_it_and_how_it_came_about() -> None:
    stand = Stand()
    judgement = await stand.service.judge(_order())
    assert judgement == stand.log.judgements[judgement.id]
    assert (judgement.status, judgement.candidate, judgement.created_by) == (Status.SCORED, "C-1", "ann")
    assert (judgement.created_at, judgement.question_text) == (NOON, "What of caching?")
    assert judgement.provenance.bank_digest == BANK.digest
    assert judgement.provenance.answer_digest == judgement.answer.digest
    assert judgement.provenance.versions == {"evaluator": "0.1.0"}
    assert stand.log.intents == {}


async def test_the_intent_is_written_before_the_judge_is_asked() -> None:
    stand = Stand(_gated())
    judging = asyncio.create_task(stand.service.judge(_order()))
    await _until(lambda: stand.judge.judged == 1)
    (intent,) = stand.log.intents.values()
    assert (intent.candidate, intent.owner, intent.judge_name) == ("C-1", "here/1", "scripted")
    assert intent.expires_at == NOON + timedelta(seconds=stand.judge.deadline_s + 30)
    assert stand.judge.gate is not None
    stand.judge.gate.set()
    assert (await judging).id == intent.id


async def test_a_judge_that_fails_leaves_an_unscored_judgement_without_coverage() -> None:
    stand = Stand(ScriptedAdjudicator(failing(Reason.KEY_REFUSED, "The endpoint refused the key.")))
    judgement = await stand.service.judge(_order())
    assert (judgement.status, judgement.coverage, judgement.points) == (Status.UNSCORED, None, ())
    assert judgement.unscored is not None
    assert judgement.unscored.reason is Reason.KEY_REFUSED
    assert judgement.needs_review


async def test_the_same_answer_is_never_paid_for_twice() -> None:
    stand = Stand()
    first = await stand.service.judge(_order())
    second = await stand.service.judge(_order(candidate="C-2"))
    third = await stand.service.judge(_order())
    assert stand.judge.judged == 1
    assert len({first.id, second.id, third.id}) == 3
    assert (second.points, second.candidate, second.attempts) == (first.points, "C-2", ())
    assert (first.shared_from, second.shared_from, third.shared_from) == (None, first.id, first.id)
    assert second.usage == Usage()


async def test_an_unscored_judgement_is_not_shared() -> None:
    stand = Stand(ScriptedAdjudicator(failing(Reason.RATE_LIMITED, "At its limit.")))
    await stand.service.judge(_order())
    await stand.service.judge(_order())
    assert stand.judge.judged == 2


async def test_the_same_answer_ordered_twice_at_once_is_asked_for_once() -> None:
    stand = Stand(_gated())
    gate = stand.judge.gate
    assert gate is not None
    orders = [asyncio.create_task(stand.service.judge(_order(candidate=name))) for name in ("C-1", "C-2", "C-3")]
    await _until(lambda: stand.judge.judged > 0)
    gate.set()
    first, *others = await asyncio.gather(*orders)
    assert stand.judge.judged == 1
    assert first.shared_from is None
    assert [(one.shared_from, one.points) for one in others] == [(first.id, first.points)] * 2
    assert [one.candidate for one in others] == ["C-2", "C-3"]


async def test_other_answers_are_not_waited_for() -> None:
    stand = Stand(_gated())
    gate = stand.judge.gate
    assert gate is not None
    orders = [asyncio.create_task(stand.service.judge(_order(text))) for text in ("One answer.", "Another answer.")]
    await _until(lambda: stand.judge.judged == 2)
    gate.set()
    assert [one.shared_from for one in await asyncio.gather(*orders)] == [None, None]


async def test_where_the_first_of_two_orders_at_once_comes_to_nothing_the_other_is_judged_itself() -> None:
    def script(question: Question, answer: Answer) -> Outcome:
        # By the time it replies, as many are at it as have asked.
        return (fails if stand.judge.judged == 1 else first_word_covers)(question, answer)

    fails = failing(Reason.ENDPOINT_TIMEOUT, "No reply.")
    stand = Stand(ScriptedAdjudicator(script))
    first, other = await asyncio.gather(*(stand.service.judge(_order()) for _ in range(2)))
    assert (first.status, other.status) == (Status.UNSCORED, Status.SCORED)
    assert (stand.judge.judged, other.shared_from) == (2, None)


async def _two_orders_at_once() -> tuple[Stand, asyncio.Event, JudgementId, JudgementId]:
    """Two people who want the same judged, the first of them being served until the gate is opened."""
    stand = Stand(_gated())
    gate = stand.judge.gate
    assert gate is not None
    first, other = [await stand.service.start(_order()) for _ in range(2)]
    await _until(lambda: stand.judge.judged == 1)
    return stand, gate, first, other


async def test_where_the_first_of_two_orders_at_once_is_called_off_the_other_is_judged_itself() -> None:
    stand, gate, first, other = await _two_orders_at_once()
    stand.service.cancel(first)
    await _until(lambda: stand.judge.judged == 2)
    gate.set()
    ended = [await stand.service.wait(one, 5.0) for one in (first, other)]
    assert [one and one.status for one in ended] == [Status.UNSCORED, Status.SCORED]


async def test_an_order_that_waits_for_the_same_can_be_called_off_and_the_other_goes_on() -> None:
    stand, gate, first, other = await _two_orders_at_once()
    stand.service.cancel(other)
    ended = await stand.service.wait(other, 5.0)
    assert ended is not None
    assert ended.unscored is not None
    assert ended.unscored.reason is Reason.CANCELLED
    gate.set()
    judged = await stand.service.wait(first, 5.0)
    assert judged is not None
    assert (judged.status, stand.judge.judged) == (Status.SCORED, 1)


async def test_where_the_first_of_two_orders_at_once_cannot_be_recorded_the_other_is_judged_itself() -> None:
    stand = Stand()
    record, refused = stand.log.record, [DiskFull("The disk is full; nothing was written.")]

    async def refuse_one(judgement: Judgement) -> Judgement:
        if refused:
            raise refused.pop()
        return await record(judgement)

    stand.log.record = refuse_one
    first, other = await asyncio.gather(*(stand.service.judge(_order()) for _ in range(2)), return_exceptions=True)
    assert isinstance(first, DiskFull)
    assert isinstance(other, Judgement)
    assert (other.shared_from, stand.judge.judged) == (None, 2)


async def test_orders_to_judge_again_at_once_are_all_judged() -> None:
    stand = Stand()
    await stand.service.judge(_order())
    again = await asyncio.gather(*(stand.service.judge(_order(again=True)) for _ in range(2)))
    assert [one.shared_from for one in again] == [None, None]
    assert stand.judge.judged == 3


async def test_judging_again_on_purpose_is_a_new_sample_each_time() -> None:
    stand = Stand()
    judged = [await stand.service.judge(_order(again=again)) for again in (False, True, True)]
    assert stand.judge.judged == 3
    assert len({judgement.key for judgement in judged}) == 3


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"question_id": "cachign"}, QuestionUnknown),
        ({"judge": "nobody"}, JudgeUnknown),
        ({"candidate": ""}, CandidateInvalid),
        ({"candidate": " C-1"}, CandidateInvalid),
        ({"candidate": "C\n1"}, CandidateInvalid),
        ({"candidate": "C" * 81}, CandidateInvalid),
        ({"candidate": "C\ud800"}, CandidateInvalid),
    ],
    ids=["question", "judge", "empty code", "padded code", "two lines", "long code", "half a character"],
)
async def test_an_order_that_cannot_be_carried_out_writes_nothing(
    changes: dict[str, object], error: type[Exception]
) -> None:
    stand = Stand()
    with pytest.raises(error):
        await stand.service.judge(_order(**changes))
    assert stand.log.intents == stand.log.judgements == {}


@pytest.mark.parametrize("said", ["cachign", "CACHING"])
def test_an_unknown_question_names_those_it_may_have_meant(said: str) -> None:
    with pytest.raises(QuestionUnknown) as near:
        Stand().service.question(said)
    assert near.value.near == ("caching",)
    assert "Did you mean caching?" in near.value.message
    with pytest.raises(QuestionUnknown) as far:
        Stand().service.question("zzz")
    assert far.value.near == ()


async def test_a_named_judge_is_the_one_that_judges() -> None:
    one = ScriptedAdjudicator(first_word_covers)
    other = ScriptedAdjudicator(first_word_covers, name="other", is_default=False)
    stand = Stand(one, other)
    judgement = await stand.service.judge(_order(judge="other"))
    assert (one.judged, other.judged, judgement.judge.name) == (0, 1, "other")


async def test_the_same_idempotency_key_and_request_give_the_same_judgement() -> None:
    stand = Stand()
    first = await stand.service.judge(_order(idempotency_key="k"))
    again = await stand.service.judge(_order(idempotency_key="k"))
    assert first == again
    assert len(stand.log.judgements) == 1


async def test_two_requests_at_once_under_one_idempotency_key_are_judged_once() -> None:
    stand = Stand(_gated())
    both = [asyncio.create_task(stand.service.judge(_order(idempotency_key="k"))) for _ in range(2)]
    await _until(lambda: stand.judge.judged == 1)
    assert stand.judge.gate is not None
    stand.judge.gate.set()
    one, other = await asyncio.gather(*both)
    assert one.id == other.id
    assert stand.judge.judged == 1


async def test_an_idempotency_key_used_for_another_request_is_refused() -> None:
    stand = Stand()
    await stand.service.judge(_order(idempotency_key="k"))
    with pytest.raises(IdempotencyKeyReused):
        await stand.service.judge(_order("Something else.", idempotency_key="k"))
    assert (await stand.service.judge(_order("Else.", idempotency_key="k", ordered_by="bob"))).created_by == "bob"


async def test_an_idempotency_key_whose_request_another_process_judges_is_answered_open() -> None:
    log = InMemoryLog()
    elsewhere, here = Stand(_gated(), log=log, owner="there/2"), Stand(log=log)
    judging = asyncio.create_task(elsewhere.service.judge(_order(idempotency_key="k")))
    await _until(lambda: elsewhere.judge.judged == 1)
    with pytest.raises(JudgementOpen):
        await here.service.judge(_order(idempotency_key="k"))
    assert elsewhere.judge.gate is not None
    elsewhere.judge.gate.set()
    done = await judging
    assert await here.service.judge(_order(idempotency_key="k")) == done


async def test_an_idempotency_key_whose_judging_never_began_is_judged_under_its_first_id() -> None:
    stand = Stand()
    order = _order(idempotency_key="k")
    stand.log.fault = None
    first = await stand.service.judge(order)
    del stand.log.judgements[first.id]
    assert (await stand.service.judge(order)).id == first.id


async def test_a_started_judging_can_be_watched_step_by_step_and_waited_for() -> None:
    stand = Stand(_gated())
    judgement_id = await stand.service.start(_order())
    assert judgement_id in stand.log.intents
    await _until(lambda: stand.judge.judged == 1)
    watch = await stand.service.watch(judgement_id)
    assert watch is not None
    assert [step.stage for _, step in watch.history] == [Stage.READ, Stage.INSPECT, Stage.ASK]
    assert watch.alive
    with pytest.raises(JudgementOpen):
        await stand.service.get(judgement_id)
    assert await stand.service.wait(judgement_id, 0.0) is None
    changed = asyncio.create_task(stand.service.changed(judgement_id))
    await asyncio.sleep(0)
    assert stand.judge.gate is not None
    stand.judge.gate.set()
    await changed
    done = await stand.service.wait(judgement_id, 5.0)
    assert done is not None
    assert await stand.service.get(judgement_id) == done
    assert await stand.service.watch(judgement_id) is None
    assert await stand.service.wait(judgement_id, 0.0) == done
    await stand.service.changed(judgement_id)


async def test_whoever_orders_can_be_told_of_every_step() -> None:
    steps: list[Step] = []
    await Stand().service.judge(_order(), steps.append)
    assert [step.stage for step in steps] == [Stage.READ, Stage.INSPECT, Stage.ASK, Stage.CHECK, Stage.WRITE]


async def test_starting_what_was_started_under_the_same_key_gives_the_same_id() -> None:
    stand = Stand()
    first = await stand.service.judge(_order(idempotency_key="k"))
    assert await stand.service.start(_order(idempotency_key="k")) == first.id


async def test_starting_fails_at_once_where_the_answer_cannot_be_kept() -> None:
    stand = Stand()

    async def refuse(intent: Intent) -> None:
        raise DatabaseLocked("Another process holds the database.")

    stand.log.open_intent = refuse
    with pytest.raises(DatabaseLocked):
        await stand.service.start(_order())
    assert stand.judge.judged == 0


async def test_a_cancelled_judging_is_recorded_as_called_off() -> None:
    stand = Stand(_gated())
    judgement_id = await stand.service.start(_order())
    await _until(lambda: stand.judge.judged == 1)
    assert stand.service.cancel(judgement_id)
    judgement = await stand.service.wait(judgement_id, 5.0)
    assert judgement is not None
    assert judgement.unscored is not None
    assert judgement.unscored.reason is Reason.CANCELLED
    assert stand.log.intents == {}
    assert not stand.service.cancel(judgement_id)


async def test_what_is_under_way_when_the_service_stops_is_recorded_as_interrupted() -> None:
    stand = Stand(_gated())
    judgement_id = await stand.service.start(_order())
    await _until(lambda: stand.judge.judged == 1)
    await stand.service.close(grace_s=0.0)
    kept = stand.log.judgements[judgement_id].unscored
    assert kept is not None
    assert kept.reason is Reason.INTERRUPTED
    await stand.service.close(grace_s=0.0)


async def test_a_judging_that_cannot_be_recorded_says_why_to_whoever_watches() -> None:
    stand = Stand(_gated())
    judgement_id = await stand.service.start(_order())
    await _until(lambda: stand.judge.judged == 1)

    async def refuse(judgement: Judgement) -> Judgement:
        raise DiskFull("The disk is full; nothing was written.")

    stand.log.record = refuse
    assert stand.judge.gate is not None
    stand.judge.gate.set()
    with pytest.raises(DiskFull):
        await stand.service.wait(judgement_id, 5.0)
    watch = await stand.service.watch(judgement_id)
    assert watch is not None
    assert (watch.alive, watch.problem) == (False, "The disk is full; nothing was written.")


async def test_an_unforeseen_failure_is_told_without_its_words() -> None:
    def explode(question: Question, answer: object) -> object:
        raise RuntimeError("It keeps hot rows near.")

    stand = Stand(ScriptedAdjudicator(explode, gate=asyncio.Event()))
    judgement_id = await stand.service.start(_order())
    assert stand.judge.gate is not None
    stand.judge.gate.set()
    with pytest.raises(RuntimeError):
        await stand.service.wait(judgement_id, 5.0)
    watch = await stand.service.watch(judgement_id)
    assert watch is not None
    assert watch.problem is not None
    assert "hot rows" not in watch.problem


async def test_judgings_whose_process_is_gone_are_settled_with_their_answers_kept() -> None:
    log = InMemoryLog()
    dead = Stand(_gated(), log=log, owner="here/7")
    judgement_id = await dead.service.start(_order())
    stand = Stand(log=log)
    assert await stand.service.settle_interrupted() == 1
    judgement = await stand.service.get(judgement_id)
    assert judgement.answer == _order().answer
    assert judgement.unscored is not None
    assert judgement.unscored.reason is Reason.INTERRUPTED
    assert log.intents == {}
    await dead.service.close(0.0)


async def test_judgings_that_may_still_be_under_way_elsewhere_are_left_alone() -> None:
    log = InMemoryLog()
    elsewhere = Stand(_gated(), log=log, owner="there/7")
    judgement_id = await elsewhere.service.start(_order())
    stand = Stand(log=log)
    stand.alive = lambda owner: owner == "there/7"
    assert await stand.service.settle_interrupted() == 0
    watch = await stand.service.watch(judgement_id)
    assert watch is not None
    assert watch.alive
    assert watch.history == ()
    assert await elsewhere.service.settle_interrupted() == 0
    await elsewhere.service.close(0.0)


async def test_an_interrupted_judging_of_a_question_and_judge_since_removed_is_settled_too() -> None:
    log = InMemoryLog()
    stand = Stand(log=log)
    await log.open_intent(
        Intent(
            id=JudgementId("old"),
            key=fixed_digest("key"),
            question_id=QuestionId("gone"),
            candidate=None,
            answer=typed("Words."),
            judge_name="gone",
            owner="there/1",
            ordered_by="ann",
            started_at=NOON - timedelta(hours=1),
            expires_at=NOON,
        )
    )
    stand.alive = lambda owner: True
    assert await stand.service.settle_interrupted() == 1
    assert log.judgements["old"].judge.name == "gone"


async def test_asking_for_what_is_not_in_the_log_is_answered_clearly() -> None:
    stand = Stand()
    with pytest.raises(JudgementUnknown):
        await stand.service.get("nothing")
    assert await stand.service.watch("nothing") is None


async def test_a_judgement_recorded_while_it_is_asked_for_is_found() -> None:
    class LogAtTheWrongMoment(InMemoryLog):
        """Closes the intent between the question for the judgement and the question for its intent."""

        async def intent(self, judgement_id: str) -> Intent | None:
            self.judgements.update(kept)
            return None

    kept: dict[str, Judgement] = {}
    stand = Stand(log=LogAtTheWrongMoment())
    judgement = await stand.service.judge(_order())
    kept[judgement.id] = stand.log.judgements.pop(judgement.id)
    assert await stand.service.get(judgement.id) == judgement


async def test_what_a_judgement_usually_takes_is_the_middle_of_the_recent_ones() -> None:
    stand = Stand()
    assert stand.service.judges[0].seconds is None
    for number, (latency_ms, cost) in enumerate([(1000.0, 0.1), (9000.0, 0.9), (2000.0, 0.2)]):
        judgement = await stand.service.judge(_order(f"Answer {number}."))
        timed = replace(judgement, latency_ms=latency_ms, usage=Usage(cost=cost))
        stand.log.judgements[judgement.id] = timed
    again = Stand(log=stand.log)
    await again.service.recall()
    (summary,) = again.service.judges
    assert (summary.seconds, summary.cost) == (2.0, 0.2)


async def test_every_recorded_judgement_is_told_to_whoever_asked_to_be() -> None:
    stand, told = Stand(), []
    stand.service.on_record(told.append)
    judgement = await stand.service.judge(_order())
    assert told == [judgement]
