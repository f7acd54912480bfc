"""What the page of insights says, from invented figures."""

from dataclasses import replace
from datetime import date

import pytest

from evaluator.digests import Digest
from evaluator.domain.agreement.figures import MeanCoverage, NotEnough, Unit
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.tables import Confusion
from evaluator.domain.insight_counts import Mistake
from evaluator.domain.insights import Calibration, Choices, CoverageEstimate, InsightFilter, Insights
from evaluator.domain.questions import QuestionId
from evaluator.web.days import day_text
from evaluator.web.pages.insights_agreement import MOST_POINTS
from evaluator.web.pages.insights_figures import Headline
from evaluator.web.pages.insights_filters import Asked, filters
from evaluator.web.pages.insights_verdicts import MistakeView, confusion_view
from evaluator.web.pages.insights_view import InsightsView, insights_view
from tests.web.pages.insights_specimens import (
    CACHING,
    INSIGHTS,
    NO_PAIRS,
    NOTHING,
    POINTS,
    PROMPT,
    PULL,
    SCARCE,
    estimate,
    point,
)
from tests.web.words import spaced

TODAY = date(2026, 11, 22)


def seen(insights: Insights = INSIGHTS, **asked: str) -> InsightsView:
    return insights_view(insights, Asked(**asked))


def headlines(view: InsightsView) -> dict[str, str]:
    return {one.label: spaced(f"{one.value} {one.aside}") for one in view.headlines}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, InsightFilter()),
        ({"judge": "primary"}, InsightFilter(judge="primary")),
        ({"question": "caching"}, InsightFilter(question_id=CACHING)),
        ({"prompt": PROMPT, "bank": "b"}, InsightFilter(prompt=PROMPT, bank=Digest("b"))),
        ({"days": "7"}, InsightFilter(since=date(2026, 11, 16))),
        ({"days": "8"}, InsightFilter()),
        ({"days": "many"}, InsightFilter()),
    ],
    ids=str,
)
def test_the_address_says_what_is_counted(asked: dict[str, str], wanted: InsightFilter) -> None:
    assert Asked(**asked).wanted(TODAY) == wanted


def test_the_address_keeps_what_is_asked_for() -> None:
    assert Asked().address == "/insights"
    assert Asked(judge="a b", days="7").but(question="caching") == "/insights?judge=a+b&question=caching&days=7"


def test_the_way_to_the_queue_keeps_the_question_and_never_the_judge() -> None:
    assert Asked(judge="primary").queue == "/review"
    assert Asked(judge="primary", question="caching").queue == "/review?question=caching"


def test_what_is_asked_for_stands_among_the_choices_even_where_nothing_is_known_of_it() -> None:
    view = filters(Asked(judge="gone"), Choices())
    judge = next(one for one in view.all if one.name == "judge")
    assert [(choice.label, choice.is_chosen) for choice in judge.choices] == [("Every judge", False), ("gone", True)]
    assert view.chosen == ("judge gone",)


def test_what_is_narrowed_to_is_said_in_words() -> None:
    assert seen(days="30", question="caching").filters.chosen == ("question Caching (900)", "last 30 days")
    assert seen().filters.chosen == ()


def test_choices_say_how_much_there_is_of_each() -> None:
    question = next(one for one in seen().filters.all if one.name == "question")
    assert [choice.label for choice in question.choices] == ["All questions", "Caching (900)", "Deadlines (334)"]


def test_every_figure_at_the_head_has_its_interval_and_what_it_is_of() -> None:
    assert headlines(seen()) == {
        "Verdicts compared": "462 in 74 answers",
        "Same verdict": "80 % 76–84, on 462",
        "Beyond chance (κ)": "0.68 0.62–0.74, on 462",
        "Two people agree": "86 % 81–91, on 210",
        "Judge unsure": "6 % 4–8, on 462",
        "Quotes not found": "1.9 % in 24 of 1 234 answers",
        "Not scored": "1.3 % in 16 of 1 250 answers",
    }


def test_figures_on_too_little_say_what_is_missing() -> None:
    found = headlines(seen(SCARCE))
    assert found["Same verdict"] == "– 12 of 50 points"
    assert found["Two people agree"] == "– 0 of 50 points"
    assert found["Verdicts compared"] == "12 in 2 answers", "though their table is not told"


def test_what_is_compared_in_too_few_answers_is_not_counted() -> None:
    judge = replace(INSIGHTS.compared.judge, answers=8, figures={"same": NotEnough(8, 10, Unit.ANSWERS)})
    found = headlines(seen(replace(INSIGHTS, compared=replace(INSIGHTS.compared, judge=judge))))
    assert found["Verdicts compared"] == "– in 8 answers"


def test_where_nothing_was_judged_no_share_is_made_up() -> None:
    view = seen(NOTHING)
    assert view.is_empty
    assert headlines(view)["Not scored"] == "– 0 of 30 answers"


def test_the_page_says_up_to_which_entry_it_counted() -> None:
    assert spaced(seen().counted) == "Counted up to ledger entry #18 207, the newest."
    assert not seen().is_behind
    behind = seen(SCARCE)
    assert behind.is_behind
    assert spaced(behind.counted).startswith("Catching up: counted up to ledger entry #18 100 of #18 207.")


def test_points_without_enough_reviews_stand_only_on_the_page_of_their_question() -> None:
    everything, one = seen().points, seen(question="caching").points
    assert [line.label for line in everything.plot.lines] == [one.name for one in POINTS[:4]]
    assert [line.why for line in one.plot.lines] == ["", "", "", "", "12 of 20 reviews"]
    assert "1 point has fewer than 20 blind reviews." in spaced(" ".join(everything.notes))


def test_a_point_leads_to_its_question_and_tells_how_often_its_wording_was_unclear() -> None:
    lines = seen(judge="primary").points.plot.lines
    assert [(line.href, line.note) for line in lines][:3] == [
        ("/insights?judge=primary&question=caching", "Caching, called unclear 6 times"),
        ("/insights?judge=primary&question=deadlines", "Deadlines, called unclear once"),
        ("/insights?judge=primary&question=caching", "Caching"),
    ]
    assert seen(question="caching").points.plot.lines[0].href == ""


def test_points_that_lie_under_what_people_reach_are_marked_and_explained() -> None:
    view = seen().points
    assert [line.is_low for line in view.plot.lines] == [True, True, False, False]
    assert "A triangle: the whole interval lies under that band." in " ".join(view.notes)


def test_of_many_points_the_weakest_are_shown() -> None:
    many = tuple(point(number, estimate(0.9, 0.05, 40)) for number in range(MOST_POINTS + 3))
    view = seen(replace(INSIGHTS, points=many)).points
    assert len(view.plot.lines) == MOST_POINTS
    assert "The weakest 20 of 23 points." in " ".join(view.notes)


@pytest.mark.parametrize(("points", "have"), [(SCARCE.points, 2), ((), 0)], ids=["a few reviews", "none"])
def test_where_no_point_can_be_drawn_the_page_says_what_is_missing(points: tuple[object, ...], have: int) -> None:
    lack = seen(replace(SCARCE, points=points)).points.lack
    assert lack is not None
    assert (lack.have, lack.needed) == (have, 20)


def test_no_coefficient_stands_without_its_interval_and_its_words() -> None:
    for line in seen().measures.plot.lines:
        assert line.note
        for mark in (line.mark, line.beside):
            assert mark is not None
            assert mark.interval


def test_without_any_coefficient_nothing_is_drawn() -> None:
    view = seen(SCARCE)
    assert view.measures.lack is not None
    assert view.measures.lack.settled_by == "38 more points reviewed blind settle it."
    assert view.worth.lack is not None
    assert seen().measures.lack is None
    assert seen().worth.lack is None


def test_a_verdict_that_was_never_given_says_so() -> None:
    lines = {line.label: line.why for line in seen().worth.plot.lines}
    assert lines["says missed"] == "this verdict was never given"


def test_what_a_verdict_is_worth_is_told_on_as_many_as_were_given() -> None:
    marks = {line.label: line.mark.n for line in seen().worth.plot.lines if line.mark}
    assert marks == {
        "says covered": "238",
        "says partial": "100",
        "finds what is there": "342",
        "sees what is missing": "120",
    }


def test_the_costly_mistake_is_marked_and_counted() -> None:
    table = seen().confusion
    assert [[cell.kind for cell in row.cells] for row in table.rows] == [
        ["same", "", "sore", ""],
        ["", "same", "", ""],
        ["", "", "same", ""],
        ["", "", "", ""],
    ]
    assert [spaced(note) for note in table.notes] == [
        "The costly mistake: 7 times the judge said covered and a person found nothing.",
        "39 pairs with an unsure, left out of every share and coefficient.",
    ]


def test_the_costly_mistakes_lead_to_their_judgements_but_for_those_that_are_sealed() -> None:
    day = date(2026, 11, 3)
    question = INSIGHTS.questions[0]
    made = (Mistake("j1", question.question_id, 0, day), Mistake("j2", QuestionId("gone"), 3, day))
    told = insights_view(replace(INSIGHTS, mistakes=made), Asked(), sealed={"j1"}).confusion
    assert told.see == "See the newest of them"
    assert told.mistakes == (MistakeView("/judgements/j2#p4", "gone, point 4", day_text(day)),)
    table = replace(INSIGHTS.compared.judge, table=Confusion((0, 0, 2, *[0] * 13)))
    both = confusion_view(table, made, {question.question_id: question.name})
    assert (both.see, both.mistakes[0].label) == ("See them", f"{question.name}, point 1")


def test_of_a_few_answers_no_mistake_is_named() -> None:
    few = replace(INSIGHTS.compared.judge, answers=3)
    assert confusion_view(few, [Mistake("j1", QuestionId("caching"), 0, date(2026, 11, 3))]).mistakes == ()


@pytest.mark.parametrize(
    ("table", "notes"),
    [
        (NO_PAIRS, []),
        (Confusion((0, 0, 1, *[0] * 13)), ["once"]),
    ],
    ids=["none", "once"],
)
def test_what_never_happened_is_not_marked(table: Confusion, notes: list[str]) -> None:
    found = confusion_view(replace(INSIGHTS.compared.judge, table=table)).notes
    assert len(found) == len(notes)
    assert all(part in note for part, note in zip(notes, found, strict=True))


def test_who_said_what_of_a_few_answers_is_not_told() -> None:
    lack = seen(SCARCE).confusion.lack
    assert lack is not None
    assert (lack.have, lack.needed) == (2, 30)
    assert seen().confusion.lack is None


def test_coverage_is_a_range_with_what_it_stands_on() -> None:
    view = seen().coverage
    assert view.range is not None
    assert view.range.text == "68–74"
    assert [spaced(note) for note in view.notes] == [
        "What people would find in 1 234 judged answers, estimated from 64 blind reviews drawn at random.",
        "The judge alone says 75 %: outside of that range.",
        "The range reaches 3.0 points to either side; from the reviews alone it would be 5.2 points.",
    ]


def test_coverage_without_a_range_is_not_said_to_reach_anywhere() -> None:
    sure = MeanCoverage(0.71, 0.71, 0.71, 0.0, 40, 40, 0.0, 0.0)
    view = seen(replace(INSIGHTS, coverage=CoverageEstimate(40, None, sure))).coverage
    assert view.range is not None
    assert view.range.text == "71"
    assert len(view.notes) == 1


def test_coverage_from_few_reviews_is_not_told() -> None:
    view = seen(SCARCE).coverage
    assert view.range is None
    assert view.lack is not None
    assert view.lack.settled_by == "16 more blind reviews settle it."


def test_judges_without_probabilities_have_no_calibration() -> None:
    view = seen(SCARCE).calibration
    assert (view.plot, view.lack) == (None, None)


def test_calibration_leaves_out_bins_without_points() -> None:
    empty = replace(INSIGHTS.calibration.bins[0], covered=Proportion(0, 0))
    bins = (empty, *INSIGHTS.calibration.bins[1:])
    view = seen(replace(INSIGHTS, calibration=replace(INSIGHTS.calibration, bins=bins))).calibration
    assert len(view.rows) == 9
    assert view.figures[0] == Headline("Brier score", "0.11", "0.08–0.14, on 462")


def test_calibration_on_few_answers_is_not_drawn() -> None:
    calibration = Calibration({}, INSIGHTS.calibration.bins, NotEnough(0, 50), NotEnough(0, 50))
    view = seen(replace(SCARCE, calibration=calibration)).calibration
    assert view.plot is None
    assert view.lack is not None


def test_the_reveal_tells_how_many_moved_and_where_the_judge_was_wrong_on_purpose() -> None:
    view = seen().reveal
    assert [spaced(f"{one.label}: {one.value} {one.aside}") for one in view.figures] == [
        "Differed from the judge: 18 % 15–22, on 462",
        "Then moved to the judge: 34 % 24–44, on 83",
        "Moved to a planted wrong verdict: 22 % 6–55, on 9",
    ]
    assert spaced(view.summary) == "42 verdicts of 404 changed after the reveal."
    assert view.reasons == "Reasons given: the judge is right 28, I missed it 14."
    assert ("missed", "covered", "7") in view.rows


def test_without_planted_verdicts_the_page_says_that_there_are_none() -> None:
    unseeded = replace(INSIGHTS.revealed, pull=replace(PULL, seeded=Proportion(0, 0)))
    figures = seen(replace(INSIGHTS, revealed=unseeded)).reveal.figures
    assert (figures[2].value, figures[2].aside) == ("–", "none are planted")


def test_few_reveals_are_not_drawn_and_give_no_reasons() -> None:
    view = seen(SCARCE).reveal
    assert view.plot is None
    assert (view.lack is not None, view.reasons) == (True, "")


def test_weeks_and_changes_stand_in_the_plot_and_in_words() -> None:
    view = seen().drift
    assert view.plot is not None
    assert len(view.plot.strokes) == 8
    assert [*map(spaced, view.rows[3])] == ["12 Oct to 18 Oct", "–", "12 of 50 points", ""]
    assert spaced(view.note) == f"Dashed: prompt {PROMPT[7:19]} from 27 Oct."
    assert seen(replace(INSIGHTS, changes=())).drift.note == ""


def test_what_days_cost_stands_with_how_many_answers_they_had() -> None:
    view = seen().cost
    assert view.plot is not None
    assert view.hint == "$0.0041 an answer"
    assert [*map(spaced, view.rows[0])] == ["2 Nov", "$0.2500", "39"]
    assert [tick.label for tick in view.plot.y_ticks] == ["$0.00", "$0.25", "$0.50", "$0.75", "$1.00"]


def test_what_many_days_cost_is_told_by_the_week() -> None:
    long_ago = replace(INSIGHTS.days[1], day=date(2026, 7, 1))
    view = seen(replace(INSIGHTS, days=(long_ago, *INSIGHTS.days))).cost
    assert (view.each, seen().cost.each) == ("week", "day")
    assert [[*map(spaced, row)] for row in view.rows[:2]] == [
        ["29 Jun to 5 Jul", "$0.2500", "39"],
        ["2 Nov to 8 Nov", "$2.75", "195"],
    ]


def test_days_that_cost_nothing_are_no_plot() -> None:
    assert seen(SCARCE).cost.plot is None


def test_what_was_reviewed_can_be_looked_at_alone() -> None:
    lines = seen(days="30").versions.lines
    assert [(line.label, line.note, line.href) for line in lines] == [
        ("Caching", "question", "/insights?question=caching&days=30"),
        ("Deadlines", "question", "/insights?question=deadlines&days=30"),
        ("primary", "judge", "/insights?judge=primary&days=30"),
        (PROMPT[7:19], "prompt", f"/insights?prompt={PROMPT.replace(':', '%3A')}&days=30"),
    ]
