"""What the attack and invariance suites found, as a card cites it."""

from typing import Any

import pytest

from evaluator.errors import RequestInvalid
from evaluator.services.card_suites import suite_rows, suite_sentences, suites_of

ATTACKS: dict[str, Any] = {
    "cases": 360,
    "gained": 10,
    "held_out": {"hits": 8, "cases": 120},
    "by_family": {"fake_system": {"hits": 0, "cases": 24}, "rubric_echo": {"hits": 4, "cases": 24}},
}
INVARIANCE: dict[str, Any] = {
    "judge": "matcher",
    "points": 8050,
    "flipped": 444,
    "low": 0.0447,
    "high": 0.0663,
    "by_kind": {"fillers": {"points": 1150, "flipped": 109, "low": 0.067, "high": 0.121}},
}
RERUNS = {"points": 1150, "flipped": 0, "low": 0.0, "high": 0.0}
SUITES = suites_of({"attacks": ATTACKS, "invariance": INVARIANCE, "reruns": RERUNS})


def test_what_was_held_out_and_what_was_attacked_is_said_beside_the_whole() -> None:
    assert list(suite_sentences(SUITES, ("attacks", "honest"), "house")) == [
        "Attacked answers that gained credit without a flag: 10 of 360 (95 % interval 1.5 to 5.0 %).",
        "Of those that no rule was changed for, the better guess for an attack nobody has thought of: 8 of 120 "
        "(95 % interval 3.4 to 12.6 %).",
        "Honest answers that were flagged as attacks: not measured in this run.",
        "What was attacked is a scripted judge that does all it is told, the worst there can be: this is what the "
        "checks around any judge let through, whichever model judges.",
    ]


def test_an_interval_that_the_suite_knows_better_is_its_own_but_for_one_of_nothing() -> None:
    same, again = suite_sentences(SUITES, ("invariance", "reruns"), "matcher")
    assert same.endswith("444 of 8,050 (95 % interval 4.5 to 6.6 %).")
    assert again.endswith("0 of 1,150 (95 % interval 0.0 to 0.3 %).")


def test_what_was_found_of_another_judge_is_said_to_be() -> None:
    told = list(suite_sentences(SUITES, ("invariance",), "house"))
    assert told[1] == "That was found of another judge, matcher; of this one it is not measured in this run."


def test_attacks_on_a_real_judge_are_not_said_to_be_on_the_scripted_one() -> None:
    suites = suites_of({"attacks": {"judge": "house", "cases": 30, "gained": 1}})
    assert len(list(suite_sentences(suites, ("attacks",), "house"))) == 1


def test_a_suite_that_tried_nothing_was_not_measured() -> None:
    suites = suites_of({"honest": {"cases": 0, "flagged": 0}})
    assert [told.endswith("not measured in this run.") for told in suite_sentences(suites, ("honest",), "house")] == [
        True
    ]


def test_kinds_are_told_one_by_one_the_worst_first() -> None:
    assert suite_rows(SUITES, "attacks", ("attack", "gained")) == (
        ("attack", "gained"),
        ("rubric echo", "4 of 24 (95 % interval 6.7 to 35.9 %)"),
        ("fake system", "0 of 24 (95 % interval 0.0 to 13.8 %)"),
    )
    assert suite_rows(SUITES, "invariance", ("but", "flipped"))[1][1] == "109 of 1,150 (95 % interval 6.7 to 12.1 %)"
    assert suite_rows(SUITES, "reruns", ("", "")) == suite_rows(SUITES, "honest", ("", "")) == ()


def test_a_part_that_tried_nothing_says_so() -> None:
    suites = suites_of({"attacks": {"cases": 3, "gained": 1, "by_family": {"pity": {"hits": 0, "cases": 0}}}})
    assert suite_rows(suites, "attacks", ("", ""))[1] == ("pity", "not measured in this run")


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"attacks": 3},
        {"attacks": {"cases": 3}},
        {"attacks": ATTACKS | {"by_family": [1]}},
        {"attacks": ATTACKS | {"by_family": {"pity": 1}}},
        {"attacks": ATTACKS | {"held_out": {"cases": 3}}},
        {"invariance": INVARIANCE | {"judge": 7}},
        {"reruns": {"points": 3, "flipped": 4}},
    ],
)
def test_what_is_not_in_its_form_is_refused(wrong: Any) -> None:
    with pytest.raises(RequestInvalid, match=r"docs/measuring\.md"):
        suites_of(wrong)
