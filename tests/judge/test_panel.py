"""Judges asked one after the other, the later ones only where the earlier leave something open."""

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.judgements import FlagCode, Reason, Unscored, Usage, Verdict
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.readings import Stage, Step, untold
from evaluator.judge.matcher import Matcher, load_coefficients
from evaluator.judge.panel import Escalation, Panel
from evaluator.judge.pipeline import Judge, Member, Reader
from evaluator.judge.sampling import Sampling
from tests.judge.votes import QUESTION, SAID, Script, ScriptedReader

COEFFICIENTS = load_coefficients()
KINSHIP = Kinship(COEFFICIENTS)
BOTH = frozenset(Escalation)
DOWN = Unscored(Reason.ENDPOINT_TIMEOUT, "The endpoint did not reply in time.")
BROKEN = Unscored(Reason.REPLY_INVALID, "The judge's reply was not in the form we asked for, 3 times.")
COVERED, MISSED, UNSURE = Verdict.COVERED, Verdict.MISSED, Verdict.UNSURE


def _member(reader: Reader) -> Judge:
    return Judge(reader, KINSHIP, "en", JudgeSummary(reader.identity, is_default=False))


class Bench:
    """A panel of readers who follow a script each, and who of them was asked."""

    def __init__(self, *scripts: Script, escalate_on: frozenset[Escalation] = BOTH) -> None:
        names = ("small", "large", "third")
        self.readers = [ScriptedReader(name, [script]) for name, script in zip(names, scripts, strict=False)]
        self.panel = Panel("careful", [_member(reader) for reader in self.readers], escalate_on, is_default=False)

    async def judge(self, said: str = SAID) -> Outcome:
        return await self.panel.judge(QUESTION, typed(said), 0, untold)

    @property
    def asked(self) -> list[str]:
        return [reader.identity.name for reader in self.readers if reader.assignments]


def _verdicts(outcome: Outcome) -> list[Verdict]:
    return [point.verdict for point in outcome.points]


async def test_where_the_first_leaves_nothing_open_nobody_else_is_asked() -> None:
    bench = Bench({"store"}, {"load"}, {"load"})
    outcome = await bench.judge()
    assert (bench.asked, _verdicts(outcome), outcome.flags) == (["small"], [COVERED, MISSED], ())
    assert [ballot.judge.name for ballot in outcome.ballots] == ["small"]


async def test_a_point_that_the_first_cannot_tell_goes_to_the_second_who_settles_it() -> None:
    bench = Bench({"store", "?load"}, {"store", "load"}, set())
    outcome = await bench.judge()
    assert (bench.asked, _verdicts(outcome), outcome.flags) == (["small", "large"], [COVERED, COVERED], ())
    assert outcome.exchange.usage == Usage(20, 0, 10)
    assert outcome.exchange.raw_replies == ("small", "large")


async def test_where_they_contradict_each_other_a_third_is_asked_and_nobody_is_outvoted() -> None:
    bench = Bench({"store", "?load"}, {"load"}, {"store", "load"})
    outcome = await bench.judge()
    assert bench.asked == ["small", "large", "third"]
    assert _verdicts(outcome) == [UNSURE, COVERED]
    assert [(flag.code, flag.points, flag.detail) for flag in outcome.flags] == [
        (FlagCode.SPLIT_VOTE, ("store",), "2 covered, 1 missed")
    ]
    assert [dict(ballot.verdicts)["store"] for ballot in outcome.ballots] == [COVERED, MISSED, COVERED]


async def test_a_panel_of_two_leaves_a_split_as_it_is() -> None:
    bench = Bench({"store", "?load"}, set())
    outcome = await bench.judge()
    assert _verdicts(outcome) == [UNSURE, MISSED]
    assert outcome.flags[0].detail == "1 covered, 1 missed"


@pytest.mark.parametrize(
    ("first", "said", "escalate_on", "asked"),
    [
        ({"?store"}, SAID, {Escalation.UNSURE}, ["small", "large"]),
        ({"?store"}, SAID, {Escalation.FLAGGED}, ["small"]),
        ({"store"}, "We kept the hot rows in Redis.", {Escalation.FLAGGED}, ["small", "large"]),
        ({"store"}, "We kept the hot rows in Redis.", {Escalation.UNSURE}, ["small"]),
        ({"store"}, SAID, set(Escalation), ["small"]),
    ],
    ids=["unsure", "unsure, but flagged is meant", "flagged", "flagged, but unsure is meant", "neither"],
)
async def test_the_second_is_asked_about_what_the_settings_say(
    first: set[str], said: str, escalate_on: set[Escalation], asked: list[str]
) -> None:
    bench = Bench(first, {"store"}, escalate_on=frozenset(escalate_on))
    await bench.judge(said)
    assert bench.asked == asked


async def test_a_judge_that_credits_a_decoy_voids_it_and_nobody_else_is_paid() -> None:
    bench = Bench({"every"}, {"store"}, {"store"})
    outcome = await bench.judge()
    assert (bench.asked, _verdicts(outcome)) == (["small"], [UNSURE, UNSURE])
    assert [flag.code for flag in outcome.flags] == [FlagCode.CANARY_CREDITED]


async def test_a_second_that_credits_a_decoy_voids_what_the_first_said() -> None:
    bench = Bench({"store", "?load"}, {"every"}, {"store"})
    outcome = await bench.judge()
    assert (bench.asked, _verdicts(outcome)) == (["small", "large"], [UNSURE, UNSURE])
    assert [flag.code for flag in outcome.flags] == [FlagCode.CANARY_CREDITED]


async def test_where_the_first_fails_the_panel_does_and_the_dearer_judges_are_left_alone() -> None:
    bench = Bench(DOWN, {"store"})
    outcome = await bench.judge()
    assert (bench.asked, outcome.unscored, outcome.points) == (["small"], DOWN, ())


@pytest.mark.parametrize("failure", [DOWN, BROKEN], ids=["the endpoint", "the reply"])
async def test_where_a_later_one_fails_what_the_first_said_waits_for_a_person(failure: Unscored) -> None:
    outcome = await Bench({"store", "?load"}, failure, {"store"}).judge()
    assert _verdicts(outcome) == [COVERED, UNSURE]
    assert all(point.needs_review for point in outcome.points)
    assert [flag.detail for flag in outcome.flags] == ["1 of 2 judges failed"]


@pytest.mark.parametrize(
    ("failure", "unscored"),
    [(DOWN, Unscored(DOWN.reason, f"{DOWN.detail} 1 of 2 judges failed.")), (BROKEN, None)],
    ids=["the endpoint", "the reply"],
)
async def test_in_batches_an_answer_can_wait_for_a_later_endpoint(failure: Unscored, unscored: Unscored | None) -> None:
    bench = Bench({"store", "?load"}, failure)
    outcome = await bench.panel.for_batches().judge(QUESTION, typed(SAID), 0, untold)
    assert outcome.unscored == unscored
    assert all(reader.was_batched for reader in bench.readers)


async def test_the_matcher_can_sit_first_and_is_no_reason_to_ask_the_next() -> None:
    reader = ScriptedReader("large", [{"store"}])
    members = [_member(Matcher(COEFFICIENTS)), _member(reader)]
    of_unrelated = "I walk my dog in the park every morning before work and then I have a coffee with milk. " * 3
    flagged_only = Panel("careful", members, frozenset({Escalation.FLAGGED}), is_default=False)
    alone = await flagged_only.judge(QUESTION, typed(of_unrelated), 0, untold)
    assert reader.assignments == []
    assert [flag.code for flag in alone.flags] == [FlagCode.MATCHER_ONLY]
    both = await flagged_only.judge(QUESTION, typed("We kept the hot rows in Redis."), 0, untold)
    assert (len(both.ballots), [flag.code for flag in both.flags]) == (2, [FlagCode.TOO_SHORT])


async def test_a_member_may_read_several_times_and_its_readings_are_told_one_by_one() -> None:
    small = ScriptedReader("small", [{"store"}, set()])
    members: list[Member] = [Sampling(_member(small), 2), _member(ScriptedReader("large", [{"store"}]))]
    outcome = await Panel("careful", members, BOTH, is_default=False).judge(QUESTION, typed(SAID), 0, untold)
    assert [ballot.judge.name for ballot in outcome.ballots] == ["small", "small", "large"]
    assert (_verdicts(outcome), outcome.flags) == ([COVERED, MISSED], ())


async def test_the_steps_are_told_as_of_one_judge() -> None:
    steps: list[Step] = []
    await Bench({"?store"}, {"store"}).panel.judge(QUESTION, typed(SAID), 0, steps.append)
    assert [step.stage for step in steps] == [Stage.INSPECT, Stage.ASK, Stage.ASK, Stage.CHECK]


def test_a_panel_says_who_sits_on_it_and_where_answers_go() -> None:
    identity = Bench(set(), set()).panel.summary.identity
    assert (identity.name, identity.model, identity.mode) == ("careful", "small-1, then large-1", "panel")
    assert (identity.prompt, identity.host) == ("coverage/v2", "small.example, large.example")
    matchers = Panel("words", [_member(Matcher(COEFFICIENTS))] * 2, BOTH, is_default=True).summary
    assert (matchers.identity.prompt, matchers.identity.host, matchers.is_default) == ("none", None, True)


def test_the_key_is_another_where_a_member_or_the_rule_is() -> None:
    panels = [
        Bench(set(), set()).panel,
        Bench(set(), set(), set()).panel,
        Bench(set(), set(), escalate_on=frozenset({Escalation.UNSURE})).panel,
    ]
    keys = [panel.key(QUESTION, typed(SAID), 0) for panel in panels] + [panels[0].key(QUESTION, typed(SAID), 1)]
    assert len(set(keys)) == 4
    assert panels[0].for_batches().key(QUESTION, typed(SAID), 0) == keys[0]
    assert panels[0].for_batches().summary == panels[0].summary


def test_it_may_take_as_long_as_all_of_them() -> None:
    assert Bench(set(), set(), set()).panel.deadline_s == 15.0
