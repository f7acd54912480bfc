"""Reports: groups, effort, calibration, and two judges beside each other."""

from dataclasses import replace

import pytest

from evaluator.domain.agreement.figures import Estimate, NotEnough
from evaluator.domain.judgements import FlagCode, JudgeIdentity, Reason, Verdict
from evaluator.domain.measures.cases import Case
from evaluator.domain.measures.comparing import compare_judges
from evaluator.domain.measures.effort import effort_of
from evaluator.domain.measures.report import Drawn, GroupKind, JudgeReport, Material, weakest
from evaluator.domain.measures.reporting import JudgedCases, compare_all, report_judge
from tests.domain.measures.drawn import QUESTIONS, cases
from tests.fakes import fixed_digest

HOUSE = JudgeIdentity("house", "sage", "coverage/v2", host="llm.example")
TWO = (Verdict.COVERED, Verdict.MISSED)


def report(some: list[Case], identity: JudgeIdentity = HOUSE) -> JudgeReport:
    return report_judge(JudgedCases(identity, tuple(some), 2), QUESTIONS, is_binary=False, drawn=Drawn.ANSWERS)


def test_answers_are_told_by_question_point_score_and_band() -> None:
    told = report(cases(1, 240))
    assert [len(told.of(kind)) for kind in GroupKind] == [12, 60, 4, 2]
    assert [group.name for group in told.of(GroupKind.SCORE)][0::3] == ["0 to under 25 %", "75 to 100 %"]
    first = told.of(GroupKind.POINT)[0]
    assert (first.key, first.name, first.measured.points) == ("q0/p0", "Says thing 0", 20)
    assert isinstance(told.of(GroupKind.QUESTION)[0].measured.figures["accuracy"], Estimate)
    assert isinstance(first.measured.figures["pearson"], NotEnough)
    assert report([replace(case, people=None) for case in cases(1, 12)]).of(GroupKind.SCORE) == ()


def test_the_weakest_groups_come_first_and_those_without_a_figure_not_at_all() -> None:
    told = report(cases(2, 240))
    groups = weakest(told.groups, "accuracy")
    lows = [figure.low for group in groups if isinstance(figure := group.measured.figures["accuracy"], Estimate)]
    assert lows == sorted(lows)
    assert weakest(report(cases(2, 12)).of(GroupKind.POINT), "accuracy") == ()


def test_what_failed_and_what_was_flagged_is_counted() -> None:
    told = report(cases(3, 60, failing=4))
    assert told.reasons == {Reason.REPLY_INVALID: 4}
    assert told.flags == {FlagCode.TOO_SHORT: 30}
    assert told.waiting == 2


def test_bins_hold_every_probability_once() -> None:
    bins = report(cases(4, 60)).bins
    assert sum(one.covered.cases for one in bins) == 300
    assert all(one.low <= one.probability <= one.high for one in bins)
    assert report(cases(4, 60, with_probabilities=False)).bins == ()


def test_effort_is_that_of_answers_that_were_asked_for() -> None:
    effort = effort_of(cases(5, 40), is_free=False)
    assert (effort.asked, effort.input_tokens, effort.cost, effort.cost_an_answer) == (36, 3_600, 18.0, 0.5)
    assert effort.median_s == pytest.approx(0.625)
    nothing = effort_of([replace(case, is_shared=True) for case in cases(5, 4)], is_free=False)
    assert (nothing.asked, nothing.median_s, nothing.slow_s, nothing.cost_an_answer) == (0, None, None, None)


def test_a_judge_in_this_process_costs_nothing() -> None:
    assert report(cases(6), replace(HOUSE, host=None)).effort.cost == 0.0


@pytest.mark.parametrize("drawn", Drawn)
def test_the_better_of_two_judges_is_told_on_the_answers_that_both_scored(drawn: Drawn) -> None:
    good, poor = cases(7, 240, labels=TWO, right=0.95), cases(8, 240, labels=TWO, right=0.4, failing=20)
    found = compare_judges(("good", good), ("poor", poor), is_binary=True, drawn=drawn)
    assert (found.one, found.other, found.answers) == ("good", "poor", 220)
    kappa, area = found.differences["kappa"], found.differences["auc"]
    assert isinstance(kappa, Estimate)
    assert isinstance(area, Estimate)
    assert kappa.low > 0.2
    assert area.low < 0 < area.high


def test_what_only_one_of_two_judges_has_cannot_be_compared() -> None:
    without = cases(9, 60, with_probabilities=False)
    found = compare_judges(("a", cases(10, 60)), ("b", without), is_binary=False, drawn=Drawn.ANSWERS)
    assert found.differences["brier"] == found.differences["auc"] == NotEnough(0, 50)
    assert isinstance(found.differences["qwk"], Estimate)


def test_every_two_judges_are_compared_the_later_less_the_earlier() -> None:
    judged = [JudgedCases(replace(HOUSE, name=name), tuple(cases(seed))) for seed, name in enumerate("abc")]
    found = compare_all(judged, is_binary=False, drawn=Drawn.ANSWERS)
    assert [(one.one, one.other) for one in found] == [("b", "a"), ("c", "a"), ("c", "b")]


def test_material_without_a_partial_is_of_two_classes() -> None:
    material = Material("file", fixed_digest("file"), 1, 1, {"covered": 1, "missed": 1}, 0)
    assert material.is_binary
    assert not replace(material, labels={"partial": 1, "covered": 1}).is_binary
