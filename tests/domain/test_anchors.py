"""The watch over a judge by anchor answers: what a round comes to, and when it alarms."""

from dataclasses import replace

import pytest

from evaluator.digests import canonical_json, digest_text
from evaluator.domain.anchors import (
    LEAST_EXPECTED,
    MOST_EXPECTED,
    Anchored,
    anchored_from,
    anchored_payload,
    is_too_little,
    judged_as_labelled,
    next_round,
)
from evaluator.domain.judgements import JudgeIdentity, PointJudgement, Reason, Unscored, Usage, Verdict
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.readings import Exchange
from evaluator.domain.trials import Trial

ANCHORS = digest_text("anchors")
JUDGE = JudgeIdentity("gpt", "m-1", "coverage/v2", settings_digest=digest_text("settings"))
POINTS = 140


def trials(same: int, model: str | None = "m-2026") -> list[Trial]:
    """Twenty answers of seven points, of which so many are judged as they are labelled."""
    return [trial(number, [number * 7 + place < same for place in range(7)], model) for number in range(20)]


def trial(number: int, same: list[bool], model: str | None = None) -> Trial:
    labels = {PointId(f"p{place}"): Verdict.COVERED for place in range(len(same))}
    points = tuple(
        PointJudgement(point, "A point.", 1.0, Verdict.COVERED if is_same else Verdict.MISSED, "So.")
        for point, is_same in zip(labels, same, strict=True)
    )
    outcome = Outcome(points, (), None, None, Exchange(model_answered=model))
    return Trial(f"a{number}", QuestionId("q"), labels, outcome)


def rounds(*same: int) -> Anchored:
    """Where the watch stands after rounds with so many points as labelled."""
    anchored = None
    for count in same:
        anchored = next_round(anchored, JUDGE, ANCHORS, trials(count))
    assert anchored is not None
    return anchored


def test_the_first_three_rounds_only_say_what_to_expect_and_a_little_less() -> None:
    first, third, fourth = rounds(126), rounds(126, 124, 128), rounds(126, 124, 128, 120)
    assert (first.round, first.same, first.seen, first.model, first.served) == (1, 126, POINTS, "m-2026", ("m-2026",))
    assert 0.83 < first.watch.expected < 0.85 < third.watch.expected < 0.9
    assert (third.base, third.is_of_base, third.is_alarmed) == ((378, 3 * POINTS), True, False)
    assert (fourth.watch.expected, fourth.watch.seen, fourth.is_of_base) == (third.watch.expected, POINTS, False)


@pytest.mark.parametrize("other", [replace(JUDGE, settings_digest=digest_text("other")), JUDGE], ids=["set", "served"])
def test_a_judge_that_is_seen_to_be_another_is_held_against_the_rounds_before(other: JudgeIdentity) -> None:
    served = "m-2026" if other is not JUDGE else "m-2027"
    after = next_round(rounds(126), other, ANCHORS, trials(100, served))
    assert (after.round, after.watch.seen, after.base) == (2, POINTS, (126, POINTS))


@pytest.mark.parametrize(("same", "expected"), [(0, LEAST_EXPECTED), (POINTS, pytest.approx(0.973, abs=0.001))])
def test_what_is_expected_can_be_neither_nothing_nor_everything(same: int, expected: float) -> None:
    assert rounds(same).watch.expected == expected
    assert rounds(same).watch.expected <= MOST_EXPECTED


def test_a_judge_that_stays_as_it_was_raises_no_alarm() -> None:
    assert not rounds(*[126] * 12).is_alarmed


def test_a_judge_that_has_become_worse_raises_one_within_two_rounds() -> None:
    assert rounds(*[126] * 3, 105, 105).is_alarmed


def test_a_drop_by_ten_points_of_a_hundred_is_found_in_four_rounds() -> None:
    assert not rounds(*[126] * 3, *[112] * 2).is_alarmed
    assert rounds(*[126] * 3, *[112] * 4).is_alarmed


def test_an_alarm_stays_until_a_new_watch_begins() -> None:
    alarmed = rounds(*[126] * 3, 70, 70)
    assert alarmed.is_alarmed
    assert next_round(alarmed, JUDGE, ANCHORS, trials(POINTS)).is_alarmed
    assert not next_round(None, JUDGE, ANCHORS, trials(70)).is_alarmed


def test_another_model_of_the_same_name_goes_on_with_the_watch() -> None:
    other = replace(JUDGE, settings_digest=digest_text("other"))
    after = next_round(rounds(*[126] * 3), other, ANCHORS, trials(126, "m-2027"))
    assert (after.round, after.watch.seen, after.settings, after.model) == (4, POINTS, digest_text("other"), "m-2027")


def test_other_anchors_begin_a_new_watch() -> None:
    after = next_round(rounds(126, 126), JUDGE, digest_text("other anchors"), trials(70))
    assert (after.round, after.watch.seen) == (1, 0)


def test_the_order_of_a_round_is_drawn_anew_and_can_be_drawn_again() -> None:
    assert rounds(126, 110) == rounds(126, 110)
    stakes = [rounds(*[126] * 3, *[110] * count).watch.stakes for count in (1, 2)]
    assert stakes[0] != stakes[1]


def test_what_a_judge_said_counts_even_where_it_was_set_aside() -> None:
    point = PointJudgement(PointId("p0"), "A point.", 1.0, Verdict.UNSURE, "So.", claimed=Verdict.COVERED)
    aside = trial(0, [False])
    assert judged_as_labelled([replace(aside, outcome=replace(aside.outcome, points=(point,)))]) == {"a0/p0": True}


def test_a_point_that_nobody_labelled_is_not_counted() -> None:
    one = trial(0, [True, True])
    assert judged_as_labelled([replace(one, labels={PointId("p1"): Verdict.MISSED})]) == {"a0/p1": False}


@pytest.mark.parametrize(("failed", "too_little"), [(5, False), (6, True)])
def test_a_round_in_which_a_quarter_of_the_answers_failed_does_not_count(failed: int, too_little: bool) -> None:
    lost = Outcome((), (), None, Unscored(Reason.ENDPOINT_TIMEOUT, "It failed."))
    some = [replace(one, outcome=lost) for one in trials(126)[:failed]]
    assert is_too_little([*some, *trials(126)[failed:]]) is too_little


def test_a_round_is_read_from_the_ledger_as_it_was_written() -> None:
    written = rounds(126, 110, 126)
    payload = canonical_json(anchored_payload(written, "anna")).decode()
    assert anchored_from("gpt", payload, "now") == replace(written, at="now")
    nameless = replace(written, settings=None)
    assert anchored_from("gpt", canonical_json(anchored_payload(nameless, "anna")).decode(), "") == nameless


def test_a_round_of_an_earlier_version_is_read() -> None:
    """Its one round said what to expect, and it told neither the bank nor the cost."""
    written = next_round(None, JUDGE, ANCHORS, trials(126))
    payload = dict(anchored_payload(written, "anna"))
    for name in ("served", "bank", "cost", "base"):
        del payload[name]
    assert anchored_from("gpt", canonical_json(payload).decode(), "") == replace(written, cost=None)


def test_what_a_round_took_is_what_all_its_answers_took() -> None:
    dear = [
        replace(one, outcome=replace(one.outcome, exchange=Exchange(usage=Usage(cost=0.25)))) for one in trials(126)
    ]
    assert next_round(None, JUDGE, ANCHORS, dear, digest_text("bank")).cost == 5.0
    assert next_round(None, JUDGE, ANCHORS, dear, digest_text("bank")).bank == digest_text("bank")


@pytest.mark.parametrize("payload", ["{}", "[]", "not JSON", '{"watch": {"expected": 2.0}}'])
def test_a_round_that_was_changed_is_not_read(payload: str) -> None:
    with pytest.raises(ValueError):
        anchored_from("gpt", payload, "now")
