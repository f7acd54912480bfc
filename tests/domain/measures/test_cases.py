"""What is compared of one answer."""

from dataclasses import replace

import pytest

from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.probabilities import Forecast
from evaluator.domain.answers import typed
from evaluator.domain.judgements import (
    Evidence,
    Flag,
    FlagCode,
    Judgement,
    Match,
    PointJudgement,
    Reason,
    Status,
    Unscored,
    Verdict,
)
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.measures.cases import Quotes, case_of, people_score
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from tests import specimens

POINTS = tuple(
    ExpectedPoint(PointId(name), name, weight)
    for name, weight in (("fast-storage", 3.0), ("cdn", 1.0), ("expiry", 2.0))
)
QUESTION = Question(QuestionId("caching"), "Caching", "What is caching for?", QuestionKind.KNOWLEDGE, POINTS)
LABELS = {POINTS[0].id: Verdict.PARTIAL, POINTS[1].id: Verdict.COVERED, POINTS[2].id: Verdict.MISSED}
LABELLED = LabelledAnswer(1, "a1", QUESTION, typed("Redis keeps hot rows in memory."), LABELS, band="terse")


def judged(*points: PointJudgement, **changes: object) -> Judgement:
    return replace(specimens.judgement(), points=points or specimens.points(), **changes)


def sure(probability: float | None = 0.5) -> tuple[PointJudgement, ...]:
    return tuple(replace(point, probability=probability) for point in specimens.points())


def test_a_point_that_nobody_labelled_is_not_compared() -> None:
    case = case_of(replace(LABELLED, verdicts={POINTS[1].id: Verdict.COVERED}), judged())
    assert case.pairs == (Pair(PointId("cdn"), Verdict.UNSURE, Verdict.COVERED),)
    assert (case.answer_id, case.band, case.question_id) == ("a1", "terse", "caching")


def test_probabilities_count_where_every_compared_point_has_one() -> None:
    assert case_of(LABELLED, judged()).forecasts == ()
    forecasts = case_of(LABELLED, judged(*sure())).forecasts
    assert forecasts == (Forecast(0.5, False), Forecast(0.5, True), Forecast(0.5, False))


def test_the_expected_score_weighs_the_probabilities_of_all_points() -> None:
    points = [
        replace(point, probability=share) for point, share in zip(specimens.points(), (1.0, 0.0, 0.5), strict=True)
    ]
    assert case_of(LABELLED, judged(*points)).expected == pytest.approx(4 / 6)
    assert case_of(LABELLED, judged()).expected is None


def test_of_a_judge_that_credited_a_decoy_no_probability_counts() -> None:
    case = case_of(LABELLED, judged(*sure(), flags=(Flag(FlagCode.CANARY_CREDITED),)))
    assert (case.forecasts, case.expected, case.flags) == ((), None, (FlagCode.CANARY_CREDITED,))


def test_a_quote_found_in_two_places_is_one_and_one_that_was_located_has_failed() -> None:
    twice = Evidence("rows", specimens.points()[0].evidence[0].span, Match.EXACT)
    located = replace(twice, match=Match.LOCATED, claimed="rows are hot")
    first = replace(specimens.points()[0], evidence=(twice, twice, located))
    assert case_of(LABELLED, judged(first, *specimens.points()[1:])).quotes == Quotes(stood=1, made=3)


def test_an_answer_that_was_not_scored_is_a_case_without_pairs() -> None:
    failed = replace(
        specimens.judgement(),
        status=Status.UNSCORED,
        points=(),
        coverage=None,
        unscored=Unscored(Reason.REPLY_EMPTY, "Nothing."),
    )
    case = case_of(LABELLED, failed)
    assert (case.pairs, case.score, case.expected, case.why) == ((), None, None, Reason.REPLY_EMPTY)


def test_people_score_an_answer_by_themselves_or_by_their_labels() -> None:
    assert people_score(replace(LABELLED, score=0.25)) == 0.25
    assert people_score(LABELLED) == pytest.approx((3 * 0.5 + 1) / 6)
    assert people_score(replace(LABELLED, verdicts={POINTS[0].id: Verdict.COVERED})) is None
