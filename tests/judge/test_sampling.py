"""A judge that reads every answer several times."""

import asyncio

from evaluator.domain.answers import typed
from evaluator.domain.judgements import FlagCode, Reason, Unscored, Usage, Verdict
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.readings import Progress, Stage, Step, untold
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.pipeline import Judge
from evaluator.judge.sampling import Sampling
from tests.judge.votes import QUESTION, SAID, Script, ScriptedReader

KINSHIP = Kinship(load_coefficients())
DOWN = Unscored(Reason.ENDPOINT_TIMEOUT, "The endpoint did not reply in time.")


def _sampling(reader: ScriptedReader, samples: int = 3) -> Sampling:
    return Sampling(Judge(reader, KINSHIP, "en", JudgeSummary(reader.identity, is_default=True)), samples)


async def _judged(*scripts: Script, sample: int = 0, progress: Progress = untold) -> Outcome:
    return await _sampling(ScriptedReader("small", scripts), len(scripts)).judge(
        QUESTION, typed(SAID), sample, progress
    )


async def test_each_reading_has_its_points_in_another_order_by_a_seed_of_its_own() -> None:
    reader = ScriptedReader("small", [{"store"}] * 3)
    outcome = await _sampling(reader).judge(QUESTION, typed(SAID), 0, untold)
    orders = {tuple(asked.id for asked in assignment.asked) for assignment in reader.assignments}
    assert len(orders) == 3
    assert len({ballot.seed for ballot in outcome.ballots}) == 3


async def test_judging_again_reads_in_orders_that_were_not_read_in_before() -> None:
    reader = ScriptedReader("small", [{"store"}] * 6)
    sampling = _sampling(reader)
    first = await sampling.judge(QUESTION, typed(SAID), 0, untold)
    again = await sampling.judge(QUESTION, typed(SAID), 1, untold)
    assert len({ballot.seed for outcome in (first, again) for ballot in outcome.ballots}) == 6


async def test_readings_that_agree_come_to_what_each_says() -> None:
    outcome = await _judged({"store"}, {"store"}, {"store"})
    assert [point.verdict for point in outcome.points] == [Verdict.COVERED, Verdict.MISSED]
    assert outcome.flags == ()
    assert outcome.exchange.usage == Usage(30, 0, 15)


async def test_one_reading_that_differs_leaves_the_point_to_a_person() -> None:
    outcome = await _judged({"store"}, {"store"}, set())
    assert [point.verdict for point in outcome.points] == [Verdict.UNSURE, Verdict.MISSED]
    assert [(flag.code, flag.points, flag.detail) for flag in outcome.flags] == [
        (FlagCode.SPLIT_VOTE, ("store",), "2 covered, 1 missed")
    ]


async def test_one_reading_that_fails_asks_for_a_person_and_two_leave_no_score() -> None:
    one = await _judged({"store"}, DOWN, {"store"})
    assert [(point.verdict, point.needs_review) for point in one.points] == [
        (Verdict.COVERED, True),
        (Verdict.MISSED, True),
    ]
    two = await _judged({"store"}, DOWN, DOWN)
    assert two.unscored == Unscored(DOWN.reason, f"{DOWN.detail} 2 of 3 readings failed.")


async def test_half_of_the_readings_are_too_few() -> None:
    assert (await _judged({"store"}, DOWN)).unscored is not None


async def test_all_readings_are_under_way_at_once() -> None:
    reader = ScriptedReader("small", [{"store"}] * 3)
    reader.gate, reader.expected = asyncio.Event(), 3
    task = asyncio.create_task(_sampling(reader).judge(QUESTION, typed(SAID), 0, untold))
    await reader.all_came.wait()
    reader.gate.set()
    assert len((await task).ballots) == 3


async def test_the_steps_are_told_as_of_one_reading() -> None:
    steps: list[Step] = []
    await _judged({"store"}, {"store"}, {"store"}, progress=steps.append)
    assert [step.stage for step in steps] == [Stage.INSPECT, Stage.ASK, Stage.CHECK]


def test_the_key_and_the_judge_are_those_of_what_is_sampled() -> None:
    reader = ScriptedReader("small", [])
    sampling, judge = _sampling(reader), Judge(reader, KINSHIP, "en", JudgeSummary(reader.identity, is_default=True))
    assert sampling.key(QUESTION, typed(SAID), 1) == judge.key(QUESTION, typed(SAID), 1)
    assert (sampling.summary, sampling.deadline_s) == (judge.summary, 5.0)


async def test_in_batches_it_reads_as_often() -> None:
    reader = ScriptedReader("small", [{"store"}] * 3)
    outcome = await _sampling(reader).for_batches().judge(QUESTION, typed(SAID), 0, untold)
    assert len(outcome.ballots) == 3
    assert reader.was_batched
