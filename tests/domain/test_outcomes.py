"""What the tries at one judging come to together."""

from dataclasses import replace
from datetime import UTC, datetime

from evaluator.domain.judgements import Attempt, Claim, JudgementId, Reason, Unscored, Usage, Verdict
from evaluator.domain.outcomes import Outcome, Tries, Unfinished
from evaluator.domain.questions import PointId
from evaluator.domain.readings import Exchange, Reading

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DOWN = Unscored(Reason.ENDPOINT_FAILED, "The endpoint failed.")
ANSWER = JudgementId("j1")
MISSED = Claim(PointId("store"), Verdict.MISSED, "Not said.")


def _outcome(*, failed: bool = False, tokens: int = 10, parts: tuple[Outcome, ...] = ()) -> Outcome:
    exchange = Exchange(
        attempts=(Attempt(1, NOON, 0.1, "ok"),), usage=Usage(tokens, 0, 0, tokens / 100), raw_replies=(str(tokens),)
    )
    return Outcome((), (), None, DOWN if failed else None, exchange, parts=parts)


def test_one_try_alone_is_what_it_came_to() -> None:
    tries, outcome = Tries(), _outcome()
    assert (tries.last, tries.settle(outcome), tries.end(outcome)) == (None, 0.1, outcome)


def test_every_try_is_told_and_its_cost_settled_once() -> None:
    tries, failed = Tries(), _outcome(failed=True, tokens=30)
    settled = [tries.settle(failed)]
    tries.fail(failed)
    outcome = _outcome()
    settled.append(tries.settle(outcome))
    end = tries.end(outcome).exchange
    assert [round(cost, 9) for cost in settled] == [0.3, 0.1]
    assert (end.usage.input_tokens, end.raw_replies) == (40, ("30", "10"))
    assert [attempt.number for attempt in end.attempts] == [1, 2]


def test_what_was_answered_in_a_try_that_failed_is_told_by_the_next_and_not_twice() -> None:
    answered, broken = _outcome(tokens=10), _outcome(failed=True, tokens=1)
    failed = _outcome(failed=True, tokens=11, parts=(answered, broken))
    tries = Tries([failed])
    assert tries.end(_outcome(tokens=15)).exchange.usage.input_tokens == 16


def test_of_points_asked_one_by_one_those_without_a_reply_were_paid_for_in_vain() -> None:
    answered = Reading((MISSED,), Exchange(usage=Usage(10)))
    broken = Reading((), Exchange(usage=Usage(1), raw_replies=("busy",)), DOWN)
    failed = replace(_outcome(failed=True, tokens=11), readings=(answered, broken))
    told = Tries([failed]).end(_outcome(tokens=15)).exchange
    assert (told.usage.input_tokens, told.raw_replies) == (16, ("busy", "15"))


def test_a_try_that_cost_nothing_is_kept_for_the_points_that_were_answered_before() -> None:
    readings = (Reading((MISSED,), Exchange(usage=Usage(10))), Reading((), unscored=DOWN))
    tries = Tries()
    for number in range(3):
        tries.fail(replace(_outcome(failed=True), readings=readings, seed=number))
    assert [one.seed for one in tries.paid] == [2]


def test_nothing_is_kept_of_tries_that_cost_nothing() -> None:
    unfinished, tries = Unfinished(), Tries()
    tries.fail(_outcome(failed=True, tokens=0))
    unfinished.keep(ANSWER, tries)
    assert unfinished.take(ANSWER).last is None


def test_what_was_paid_for_is_kept_until_it_is_gone_on_with() -> None:
    unfinished, tries, failed = Unfinished(), Tries(), _outcome(failed=True, tokens=5)
    tries.fail(failed)
    unfinished.keep(ANSWER, tries)
    again = unfinished.take(ANSWER)
    assert (again.last, again.made) == (failed, 0)
    assert unfinished.take(ANSWER).last is None


def test_of_many_tries_on_the_same_answers_the_last_is_kept() -> None:
    broken = _outcome(failed=True, tokens=0)
    inner = _outcome(failed=True, parts=(_outcome(), broken))
    tries = Tries()
    for number in range(5):
        tries.fail(replace(_outcome(failed=True, parts=(inner, broken)), seed=number))
    assert [one.seed for one in tries.paid] == [4]
