"""Judges told apart by the examples that stand."""

from evaluator.domain.answers import typed
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.readings import untold
from evaluator.judge.edition import Edition
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.pipeline import Judge
from tests.fakes import fixed_digest
from tests.judge.votes import QUESTION, SAID, ScriptedReader

READER = ScriptedReader("primary", [{"store"}])
JUDGE = Judge(READER, Kinship(load_coefficients()), "en", JudgeSummary(READER.identity, is_default=True))
SAME, OTHER = ({QUESTION.id: fixed_digest(name)} for name in ("same", "other"))


def test_a_judging_is_another_one_where_other_examples_stand_for_its_question() -> None:
    answer = typed(SAID)
    keys = [Edition(JUDGE, marks).key(QUESTION, answer, 0) for marks in (SAME, SAME, OTHER, {"threads": OTHER})]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert keys[3] == JUDGE.key(QUESTION, answer, 0)


async def test_but_for_that_it_is_the_judge_itself() -> None:
    one = Edition(JUDGE, SAME)
    assert (one.summary, one.deadline_s) == (JUDGE.summary, JUDGE.deadline_s)
    batched = one.for_batches()
    assert READER.was_batched
    assert batched.key(QUESTION, typed(SAID), 0) == one.key(QUESTION, typed(SAID), 0)
    judged = await JUDGE.judge(QUESTION, typed(SAID), 0, untold)
    assert await batched.judge(QUESTION, typed(SAID), 0, untold) == judged
    assert await batched.resume(QUESTION, typed(SAID), 0, untold, None) == judged
