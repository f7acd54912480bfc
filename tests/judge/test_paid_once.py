"""Several readings or judges of whom some fail: who has answered is not asked again, and all that was paid is told."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.answers import typed
from evaluator.domain.judgements import Reason, Unscored, Usage
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary, Outcome, Tries
from evaluator.domain.readings import untold
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.panel import Escalation, Panel
from evaluator.judge.pipeline import Judge, Member
from evaluator.judge.sampling import Sampling
from tests.judge.votes import QUESTION, SAID, Script, ScriptedReader

KINSHIP = Kinship(load_coefficients())
DOWN = Unscored(Reason.ENDPOINT_TIMEOUT, "The endpoint did not reply in time.")
OPEN: Script = {"store", "?load"}
COST = 0.25


def _judge(reader: ScriptedReader) -> Judge:
    return Judge(reader, KINSHIP, "en", JudgeSummary(reader.identity, is_default=True))


def _panel(*members: Member) -> Panel:
    return Panel("careful", members, frozenset(Escalation), is_default=True, in_batch=True)


async def _tried(member: Member, tries: Tries, most: int = 9) -> Outcome:
    """What so many tries come to, each going on from the one before."""
    for _ in range(most):
        outcome = await member.resume(QUESTION, typed(SAID), 0, untold, tries.last)
        tries.settle(outcome)
        if outcome.unscored is None:
            break
        tries.fail(outcome)
    return tries.end(outcome)


async def test_a_judge_who_has_answered_is_not_asked_again_while_the_next_ones_endpoint_fails() -> None:
    first, second = ScriptedReader("small", [OPEN], COST), ScriptedReader("large", [DOWN, DOWN, {"store"}], COST)
    outcome = await _tried(_panel(_judge(first), _judge(second)), Tries())
    assert (len(first.assignments), len(second.assignments)) == (1, 3)
    assert outcome.exchange.usage == Usage(40, 0, 20, 4 * COST)
    assert outcome.exchange.raw_replies == ("large", "large", "small", "large")
    assert [ballot.judge.name for ballot in outcome.ballots] == ["small", "large"]


async def test_where_the_third_fails_neither_of_the_first_two_is_asked_again() -> None:
    readers = [ScriptedReader("a", [OPEN]), ScriptedReader("b", [set()]), ScriptedReader("c", [DOWN, {"store"}])]
    outcome = await _tried(_panel(*map(_judge, readers)), Tries())
    assert [len(reader.assignments) for reader in readers] == [1, 1, 2]
    assert len(outcome.ballots) == 3


async def test_of_several_readings_only_those_that_failed_are_asked_for_again() -> None:
    reader = ScriptedReader("small", [{"store"}, DOWN, DOWN, {"store"}])
    outcome = await _tried(Sampling(_judge(reader), 3), Tries())
    assert len(reader.assignments) == 5
    assert len({tuple(one.id for one in read.asked) for read in reader.answered}) == 3
    assert outcome.exchange.usage == Usage(50, 0, 25)
    assert [ballot.unscored for ballot in outcome.ballots] == [None] * 3


async def test_a_member_of_a_panel_keeps_its_own_readings() -> None:
    first, second = ScriptedReader("small", [OPEN]), ScriptedReader("large", [{"store"}, DOWN, DOWN, {"store"}])
    outcome = await _tried(_panel(_judge(first), Sampling(_judge(second), 3)), Tries())
    assert (len(first.assignments), len(second.assignments)) == (1, 5)
    assert outcome.exchange.usage == Usage(60, 0, 30)


async def test_a_first_judge_of_several_readings_keeps_those_that_came() -> None:
    reader = ScriptedReader("small", [{"store"}, DOWN, DOWN, {"store"}])
    await _tried(_panel(Sampling(_judge(reader), 3)), Tries())
    assert (len(reader.assignments), len(reader.answered)) == (5, 3)


async def test_what_came_to_something_keeps_none_of_its_parts() -> None:
    panel = _panel(_judge(ScriptedReader("small", [OPEN])), _judge(ScriptedReader("large", [DOWN, {"store"}])))
    tries = Tries()
    assert (await _tried(panel, tries)).parts == ()
    assert tries.last is not None
    assert [part.unscored for part in tries.last.parts] == [None, DOWN]


async def test_a_try_after_one_that_held_nothing_asks_everybody() -> None:
    reader = ScriptedReader("small", [{"store"}] * 3)
    empty = Outcome((), (), None, DOWN)
    outcome = await Sampling(_judge(reader), 3).resume(QUESTION, typed(SAID), 0, untold, empty)
    assert len(outcome.ballots) == 3


FAILURES = st.lists(st.integers(0, 3), min_size=3, max_size=3)
SAYS = st.sampled_from([OPEN, {"store"}, set(), {"store", "load"}, {"every"}])


@given(
    failures=FAILURES,
    says=st.lists(SAYS, min_size=3, max_size=3),
    samples=st.lists(st.sampled_from([1, 3]), min_size=3, max_size=3),
    carried=st.sampled_from(["kept", "at hand"]),
)
async def test_whoever_fails_and_however_often_nothing_is_answered_twice_and_every_cost_is_told_once(
    failures: Sequence[int], says: Sequence[Script], samples: Sequence[int], carried: str
) -> None:
    readers = [
        ScriptedReader(f"judge {place}", [*[DOWN] * count, said], COST)
        for place, (count, said) in enumerate(zip(failures, says, strict=True))
    ]
    members = [
        Sampling(_judge(reader), count) if count > 1 else _judge(reader)
        for reader, count in zip(readers, samples, strict=True)
    ]
    panel, tries, settled = _panel(*members), Tries(), 0.0
    for _ in range(sum(failures) + 1):
        outcome = await panel.resume(QUESTION, typed(SAID), 0, untold, tries.last)
        settled += tries.settle(outcome)
        if outcome.unscored is None:
            break
        tries.fail(outcome)
        if carried == "kept":
            # The batch has paused, and is gone on with.
            told, tries = tries.settled, Tries(tries.paid)
            tries.settled = told
    asked = sum(len(reader.assignments) for reader in readers)
    for reader in readers:
        answered = [tuple(one.id for one in read.asked) for read in reader.answered]
        assert len(answered) == len(set(answered))
    assert outcome.unscored is None
    total = tries.end(outcome).exchange.usage
    assert total.input_tokens == 10 * asked
    assert (total.cost, settled) == (pytest.approx(asked * COST), pytest.approx(asked * COST))
