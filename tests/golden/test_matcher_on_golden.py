"""The matcher on the golden answers held back: what a release of it must not fall below.

Its figures there, when its coefficients were last fitted: `covered` right in 0.95 of 83 verdicts, `missed` in 0.86 of
130, 0.55 of the points decided, none of the points of confidently wrong answers credited (docs/decisions/0052). Nothing
is drawn by chance, so each gate stands one standard error of its figure below it, but not below what is promised:
labels may be mended without a refit, and a matcher that has become worse does not pass. What may be credited to wrong
answers has no such margin.
"""

from dataclasses import dataclass

import pytest

from evaluator.domain.judgements import Verdict
from evaluator.domain.readings import Assignment, untold
from evaluator.judge.matcher import Matcher, load_coefficients
from tests.golden.held import HELD


@dataclass(frozen=True, slots=True)
class Judged:
    """What the matcher says of one point of an answer held back, and what the label is."""

    band: str | None
    said: Verdict
    label: Verdict
    quotes_stand: bool


async def _judged() -> list[Judged]:
    matcher = Matcher(load_coefficients())
    found = []
    for row in HELD:
        spoken = tuple(row.answer.words_of(turn) for turn in row.answer.own_turns)
        reading = await matcher.read(Assignment(row.answer, row.question, row.question.points, spoken), untold)
        for claim in reading.claims:
            stand = all(any(quote in turn for turn in spoken) for quote in claim.quotes)
            found.append(Judged(row.band, claim.verdict, row.verdicts[claim.point_id], stand))
    return found


@pytest.mark.parametrize(("verdict", "least"), [(Verdict.COVERED, 0.92), (Verdict.MISSED, 0.85)])
async def test_what_is_decided_is_right_as_often_as_when_it_was_fitted(verdict: Verdict, least: float) -> None:
    said = [point for point in await _judged() if point.said is verdict]
    assert sum(point.label is verdict for point in said) / len(said) >= least


async def test_as_many_points_are_decided_as_when_it_was_fitted() -> None:
    points = await _judged()
    assert sum(point.said is not Verdict.UNSURE for point in points) / len(points) >= 0.52


async def test_of_confidently_wrong_answers_a_tenth_at_most_is_credited() -> None:
    wrong = [point for point in await _judged() if point.band == "confidently-wrong"]
    credited = [point for point in wrong if point.said is Verdict.COVERED and point.label is not Verdict.COVERED]
    assert len(credited) / len(wrong) <= 0.10


async def test_neither_empty_talk_nor_other_subjects_nor_bare_words_are_credited() -> None:
    idle = [point for point in await _judged() if point.band in ("fluent-empty", "off-topic", "keywords")]
    assert [point for point in idle if point.said is Verdict.COVERED and point.label is not Verdict.COVERED] == []


async def test_every_quote_stands_in_one_turn_of_the_candidate() -> None:
    assert all(point.quotes_stand for point in await _judged())
