"""The matcher tried on reviewed answers: with the bank's knowledge of a question, exactly as it would judge."""

from dataclasses import replace
from pathlib import Path

import pytest

from evaluator.bank import load_bank
from evaluator.domain.answers import typed
from evaluator.domain.judgements import Verdict
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.questions import ExpectedPoint, Question
from evaluator.domain.scales import Thresholds
from evaluator.services.matcher_trial import MatcherTrial
from evaluator.wiring.calibrating import trial_of

BANK = load_bank(Path(__file__).parents[2] / "data" / "questions.yaml")
CACHING = BANK.questions[0]
SAID = typed(
    "The database is read a lot and hardly written, so we keep hot rows in Redis, in memory, and let them expire after "
    "a minute; then users get pages quickly and the database server has less load to bear all day long."
)


def bare(question: Question) -> Question:
    """The question as a judgement's record has it: its points by their text alone."""
    return replace(question, points=tuple(ExpectedPoint(one.id, one.text, one.weight) for one in question.points))


def labelled(question: Question) -> LabelledAnswer:
    return LabelledAnswer(1, "a", question, SAID, {point.id: Verdict.MISSED for point in CACHING.points})


@pytest.fixture(scope="module")
def trial() -> MatcherTrial:
    return trial_of(BANK, None)


async def test_points_are_seen_with_all_that_the_bank_knows_of_them(trial: MatcherTrial) -> None:
    known, recorded = await trial.read(labelled(CACHING)), await trial.read(labelled(bare(CACHING)))
    assert known == recorded
    assert [one.pair.point_id for one in known] == [point.id for point in CACHING.points]
    assert any(one.there != one.covered for one in known)
    assert {one.pair.blind for one in known} == {Verdict.MISSED}


async def test_a_question_that_reads_otherwise_now_is_tried_as_it_was(trial: MatcherTrial) -> None:
    was = replace(bare(CACHING), text="What did we ask then?")
    found = await trial.read(labelled(was))
    assert all(one.there == one.covered for one in found)


@pytest.mark.parametrize("covered_from", [0.05, 0.3, 0.6])
async def test_what_thresholds_would_come_to_is_what_the_matcher_says_with_them(
    trial: MatcherTrial, covered_from: float
) -> None:
    own = Thresholds(covered_from, covered_from / 2)
    told = {one.pair.point_id: one.pair.said for one in await trial_of(BANK, own).read(labelled(CACHING))}
    for one in await trial.read(labelled(CACHING)):
        expected = Verdict.UNSURE
        if own.covers(one.covered):
            expected = Verdict.COVERED if one.may_cover else expected
        elif own.misses(one.there):
            expected = Verdict.MISSED if one.may_miss else expected
        assert told[one.pair.point_id] is expected
