"""Insights of one filter: whose they are, in what order, and by what names."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from evaluator.digests import digest_text
from evaluator.domain.agreement.figures import Estimate, Figure, NotEnough, Unit
from evaluator.domain.insight_agreement import compare_sides
from evaluator.domain.insight_counts import Recorded, Reviewed, Seen, SeriesCount, Sums
from evaluator.domain.insight_derivation import derive
from evaluator.domain.insight_pairs import lay_out
from evaluator.domain.insights import MOST_LISTED, InsightFilter, Insights
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import Following
from evaluator.domain.questions import ExpectedPoint, Question, QuestionBank, QuestionId, QuestionKind
from tests.domain.reviewed import (
    BANK,
    LOCKS,
    OF_LOCKS,
    OF_THREADS,
    PROMPT,
    THREADS,
    TODAY,
    counted,
    measuring,
    reviewed,
)

BANK_OF_TODAY = QuestionBank(
    "1",
    "en",
    (
        Question(
            THREADS,
            "Threads",
            "What is a thread?",
            QuestionKind.KNOWLEDGE,
            tuple(ExpectedPoint(point, f"Says {point}.") for point in OF_THREADS[::-1]),
        ),
    ),
    digest_text("bank"),
)
LONG_AGO = TODAY - timedelta(days=30)
MEASURING = measuring(100)


def reviews_of_threads(count: int, series: int = 1, prefix: str = "a") -> list[Reviewed]:
    """The judge is right on the first point, on the second in three of four, on the third in none."""
    return [
        reviewed(f"{prefix}{number}", "cpm", "cpc" if number % 4 else "ccc", series, final="cpm", reasons="--u")
        for number in range(count)
    ]


SERIES = [
    counted(1),
    counted(2, LOCKS, OF_LOCKS, judge="second", first=LONG_AGO),
    counted(3, points=(), sums=Sums(unscored=4), reasons={"rate_limited": 4}),
]


def derived(
    reviews: Sequence[Reviewed], wanted: InsightFilter | None = None, series: Sequence[SeriesCount] = SERIES
) -> Insights:
    seen = [Seen(one.series, one.sums.scored + one.sums.unscored, one.first, one.last) for one in series]
    recorded = Recorded(Following(7, 9), seen, series, {TODAY: Sums(scored=3)}, reviews)
    return derive(recorded, wanted or InsightFilter(), BANK_OF_TODAY, MEASURING)


def test_a_filter_and_how_far_the_ledger_was_followed_are_told_with_the_insights() -> None:
    wanted = InsightFilter(judge="main")
    found = derived([], wanted)
    assert (found.wanted, found.following, found.judged.unscored) == (wanted, Following(7, 9), 4)
    assert [day.day for day in found.days] == [TODAY]
    assert [choice.value for choice in found.choices.questions] == [THREADS, LOCKS]


def test_the_bank_gives_names_and_what_it_has_no_more_goes_by_its_id() -> None:
    found = derived([])
    assert {question.question_id: question.name for question in found.questions} == {THREADS: "Threads", LOCKS: LOCKS}
    assert [(point.point_id, point.name) for point in found.points] == [
        *((point, f"Says {point}.") for point in OF_THREADS[::-1]),
        *((point, point) for point in OF_LOCKS),
    ], "in the bank's order, since there are no reviews"


def test_the_weakest_points_come_first_and_those_with_too_few_reviews_last() -> None:
    found = derived([*reviews_of_threads(40), reviewed("l", "cc", "cc", 2)]).points
    assert [point.point_id for point in found] == [OF_THREADS[2], OF_THREADS[1], OF_THREADS[0], *OF_LOCKS]
    values = [point.same.value for point in found if isinstance(point.same, Estimate)]
    assert values == [0.0, 0.75, 1.0]
    assert found[3].same == NotEnough(1, 10, Unit.ANSWERS)
    assert [point.reviews for point in found] == [40, 40, 40, 1, 1]


def test_a_point_tells_what_the_judge_said_of_it_and_how_often_its_wording_was_blamed() -> None:
    weakest = derived(reviews_of_threads(40)).points[0]
    assert weakest.verdicts[Verdict.COVERED] == 100
    assert weakest.unclear == 40
    assert weakest.table.count(Verdict.MISSED, Verdict.COVERED) == 40
    assert weakest.compared is None


def test_a_point_whose_interval_is_under_what_people_reach_is_marked() -> None:
    twice = [*reviews_of_threads(40), *reviews_of_threads(40)]
    assert [point.under_people for point in derived(twice).points[:3]] == [True, True, False]


def test_all_figures_of_a_point_are_told_where_its_question_is_asked_for() -> None:
    series = [counted(1), counted(3, points=OF_THREADS[::-1], judge="second"), counted(4, points=OF_THREADS[:1])]
    reviews = [*reviews_of_threads(30), *(reviewed(f"b{number}", "mcc", "mcc", 3) for number in range(10))]
    found = derived(reviews, InsightFilter(question_id=THREADS), series).points
    told = {point.point_id: point.compared for point in found}
    third = told[OF_THREADS[2]]
    assert third is not None
    assert (third.reviews, third.judge.answers, third.people.answers) == (40, 40, 0)
    assert third.judge.table.count(Verdict.MISSED, Verdict.COVERED) == 30
    assert third.judge.table.count(Verdict.MISSED, Verdict.MISSED) == 10
    assert isinstance(third.judge.figures["same"], Estimate)


def test_all_figures_of_a_point_are_those_of_its_letters_alone() -> None:
    reviews = [*reviews_of_threads(30), *(reviewed(f"a{number}", "cpm", "mcm") for number in range(0, 30, 2))]
    points = [OF_THREADS[place] for place in range(3)]
    found = {point.point_id: point.compared for point in derived(reviews, InsightFilter(question_id=THREADS)).points}
    for place, point in enumerate(points):
        alone = [one._replace(said=one.said[place], blind=one.blind[place]) for one in reviews]
        answers, _ = lay_out(alone, {1: np.zeros(1, dtype=np.int64)})
        expected, told = compare_sides(answers, MEASURING, 20), found[point]
        assert told is not None
        assert (told.reviews, told.people) == (expected.reviews, expected.people)
        assert (told.judge.answers, told.judge.table) == (expected.judge.answers, expected.judge.table)
        assert {name: plain(one) for name, one in told.judge.figures.items()} == {
            name: plain(one) for name, one in expected.judge.figures.items()
        }


def plain(figure: Figure) -> object:
    """A figure without its interval, which depends on the order of the answers."""
    return (round(figure.value, 9), figure.points, figure.answers) if isinstance(figure, Estimate) else figure


def test_judges_prompts_and_banks_have_the_most_reviewed_first() -> None:
    found = derived([*reviews_of_threads(12), *(reviewed(f"l{number}", "cc", "cm", 2) for number in range(20))])
    assert [(one.value, one.name, one.since, one.compared.reviews) for one in found.judges] == [
        ("second", "second (model-1)", LONG_AGO, 20),
        ("main", "main (model-1)", TODAY, 12),
    ]
    assert [(one.value, one.since, one.compared.reviews) for one in found.prompts] == [(PROMPT, LONG_AGO, 32)]
    assert [(one.value, one.name) for one in found.banks] == [(BANK, "0123456789ab")]
    assert [(one.question_id, one.compared.reviews, one.judged) for one in found.questions] == [
        (LOCKS, 20, 100),
        (THREADS, 12, 100),
    ]
    assert found.compared.reviews == 32


def test_what_was_judged_without_a_prompt_is_under_none() -> None:
    bare = counted(1)
    series = [SeriesCount(1, bare.series._replace(prompt=""), TODAY, TODAY, bare.sums, bare.verdicts, {}, {})]
    assert derived([], series=series).prompts == ()


def test_each_question_has_a_coverage_of_its_own() -> None:
    drawn = [reviewed(f"a{number}", "cpm", "cpm", judge=0.5, people=0.6) for number in range(35)]
    found = {one.question_id: one.coverage for one in derived(drawn).questions}
    assert (found[THREADS].judge, found[LOCKS].judge) == (0.8, 0.8)
    assert not isinstance(found[THREADS].estimate, NotEnough)
    assert isinstance(found[LOCKS].estimate, NotEnough)
    assert derived(drawn).coverage.answers == 200


def test_weeks_begin_on_monday_and_those_without_reviews_are_left_out() -> None:
    days = {"2026-11-22": 20, "2026-11-16": 5, "2026-11-15": 20, "2026-09-01": 1}
    reviews = [
        reviewed(f"{day} {number}", "cpm", "cpm", day=day) for day, count in days.items() for number in range(count)
    ]
    weeks = derived(reviews).weeks
    assert [(week.monday, week.reviews) for week in weeks] == [
        (date(2026, 8, 31), 1),
        (date(2026, 11, 9), 20),
        (date(2026, 11, 16), 25),
    ]
    assert isinstance(weeks[2].same, Estimate)
    assert weeks[0].same == NotEnough(1, 10, Unit.ANSWERS)
    assert (weeks[0].table.pairs, weeks[1].table.pairs) == (0, 60)


@pytest.mark.parametrize("count", [0, 40])
def test_reveals_and_calibration_are_of_the_same_reviews(count: int) -> None:
    found = derived(reviews_of_threads(count))
    assert found.revealed.finished == count
    assert found.calibration.bins == ()
    assert isinstance(found.calibration.worth[Verdict.COVERED], Estimate) == bool(count)


def test_of_very_many_questions_the_most_reviewed_are_listed() -> None:
    series = [counted(number, QuestionId(f"q{number}"), OF_LOCKS) for number in range(MOST_LISTED + 5)]
    reviews = [reviewed(f"a{number}", "cc", "cc", MOST_LISTED + 4) for number in range(30)]
    found = derived([*reviews, reviewed("b", "cm", "cm", MOST_LISTED)], series=series)
    assert [one.question_id for one in found.questions][:2] == [f"q{MOST_LISTED + 4}", f"q{MOST_LISTED}"]
    assert len(found.questions) == len(found.choices.questions) == MOST_LISTED
    assert len(found.points) == 2 * MOST_LISTED
    assert (found.points[0].question_id, found.points[0].reviews) == (f"q{MOST_LISTED + 4}", 30)
    assert found.judged.scored == 100 * (MOST_LISTED + 5)


def test_reviews_of_questions_that_are_not_listed_count_in_the_whole() -> None:
    series = [counted(number, QuestionId(f"q{number}"), OF_LOCKS) for number in range(MOST_LISTED + 1)]
    reviews = [reviewed(f"a{number}", "cc", "cc", number) for number in range(MOST_LISTED) for _ in range(2)]
    found = derived([*reviews, reviewed("b", "cm", "cm", MOST_LISTED)], series=series)
    assert f"q{MOST_LISTED}" not in {one.question_id for one in found.questions}
    assert found.compared.reviews == 2 * MOST_LISTED + 1
    assert {point.reviews for point in found.points} == {2}
