"""Judges that read several times, and panels, in batches against a scripted endpoint: nothing is paid twice."""

import respx

from evaluator.domain.batches import Tally
from evaluator.domain.judgements import FlagCode, Verdict
from evaluator.judge.matcher import Matcher, load_coefficients
from evaluator.judge.panel import Escalation, Panel
from evaluator.judge.pipeline import Judge
from evaluator.judge.sampling import Sampling
from tests.openai_bridge import router as router  # a fixture
from tests.services.batch_bench import ANSWERS, WIDTH, Bench, judged_by

SAMPLES = 3
FEW = 3 * WIDTH
MATCHER = Matcher(load_coefficients())


def thrice(judge: Judge) -> Sampling:
    return Sampling(judge, SAMPLES)


def after_the_matcher(judge: Judge) -> Panel:
    return Panel("careful", [judged_by(MATCHER), judge], frozenset({Escalation.UNSURE}), is_default=True)


async def test_every_answer_is_read_so_often_and_recorded_once(router: respx.Router) -> None:
    bench = Bench(router, seated=thrice)
    batch = await bench.run(FEW)
    assert batch.tally == Tally(scored=FEW)
    assert bench.served == SAMPLES * FEW
    assert {len(judgement.provenance.ballots) for judgement in bench.judgements} == {SAMPLES}
    for judgement in bench.judgements:
        read = sum(ballot.usage.input_tokens for ballot in judgement.provenance.ballots)
        assert judgement.usage.input_tokens == read


async def test_a_process_killed_at_half_pays_again_for_no_more_than_the_readings_under_way(
    router: respx.Router,
) -> None:
    bench = Bench(router, seated=thrice)
    await bench.killed(SAMPLES * FEW // 2, FEW)
    assert 0 < len(bench.judgements) < FEW
    batch = await bench.run(FEW)
    assert batch.tally == Tally(scored=FEW)
    assert bench.served - SAMPLES * FEW <= SAMPLES * WIDTH


async def test_going_on_with_a_batch_that_is_done_pays_nothing(router: respx.Router) -> None:
    bench = Bench(router, seated=thrice)
    await bench.run(FEW)
    served = bench.served
    await bench.run(FEW)
    assert (bench.served, len(bench.judgements)) == (served, FEW)


async def test_a_panel_asks_the_endpoint_about_what_the_matcher_leaves_open_and_once(router: respx.Router) -> None:
    bench = Bench(router, seated=after_the_matcher)
    await bench.killed(3 * WIDTH)
    killed_at = len(bench.judgements)
    batch = await bench.run()
    escalated = [judgement for judgement in bench.judgements if len(judgement.provenance.ballots) == 2]
    assert 0 < killed_at < ANSWERS
    assert batch.tally == Tally(scored=ANSWERS)
    assert len(escalated) > 0
    assert bench.served - len(escalated) <= WIDTH
    assert all(judgement.judge.name == "careful" for judgement in bench.judgements)


async def test_a_panel_in_batches_credits_nothing_on_which_its_judges_contradict_each_other(
    router: respx.Router,
) -> None:
    bench = Bench(router, seated=after_the_matcher)
    await bench.run()
    split = [judgement for judgement in bench.judgements if judgement.flag(FlagCode.SPLIT_VOTE)]
    for judgement in split:
        open_points = {point.point_id for point in judgement.points if point.verdict is Verdict.UNSURE}
        flag = judgement.flag(FlagCode.SPLIT_VOTE)
        assert flag is not None
        assert set(flag.points) <= open_points
