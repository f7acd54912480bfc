"""The matcher's figures are read whole, or refused with the field that is wrong."""

import pytest

from evaluator.digests import Json
from evaluator.domain.coefficients import DESCRIBED_FIGURES, PHRASED_FIGURES, parse_coefficients
from evaluator.errors import CoefficientsInvalid

SCALE: dict[str, Json] = {"intercept": 0.5, "steps": [{"cuts": [0.5], "values": [-1, 1]}] * DESCRIBED_FIGURES}
BARE: dict[str, Json] = {
    "intercept": -1.2,
    "weights": [2.0, 0.5, 1, -0.4, 1.2],
    "covered_from": 0.9,
    "missed_up_to": 0.1,
}
LONGER: dict[str, Json] = {**SCALE, "steps": [{"cuts": [0.5], "values": [-1, 1]}] * PHRASED_FIGURES}
DESCRIBED: dict[str, Json] = {"covered": SCALE, "missed": SCALE, "covered_from": 0.8, "missed_from": 0.7}
MATCHING: dict[str, Json] = {
    "bare": BARE,
    "described": DESCRIBED,
    "phrased": {**DESCRIBED, "covered": LONGER, "missed": LONGER},
    "sound": {"intercept": -0.5, "weights": {"overkill": -2}},
    "shared": 0.8,
    "asked": 0.8,
    "term": 1.75,
    "hint": 0.5,
    "fill": 1,
}
FIGURES: dict[str, Json] = {
    "version": "7",
    "about_floor": 0.1,
    "matching": MATCHING,
    "rarest": 1,
    "rarity": {"time": 0.5},
    "kin": ["cache memoise", "cache copy"],
    "lexicons": {"caching": "sha256:00"},
}


def test_figures_are_read_as_they_stand() -> None:
    coefficients = parse_coefficients(FIGURES)
    assert (coefficients.version, coefficients.about_floor) == ("7", 0.1)
    bare, described = coefficients.matching.bare, coefficients.matching.described
    assert (bare.covered.weights, bare.missed_up_to) == ((2.0, 0.5, 1.0, -0.4, 1.2), 0.1)
    assert (described.covered.steps[0].values, described.missed_from) == ((-1.0, 1.0), 0.7)
    assert len(coefficients.matching.phrased.covered.steps) == PHRASED_FIGURES
    assert coefficients.matching.sound.weights == {"overkill": -2.0}
    assert coefficients.lexicons == {"caching": "sha256:00"}
    assert (coefficients.weight("time"), coefficients.weight("quorum")) == (0.5, 1.0)


def test_kin_are_known_by_their_stems_and_in_every_group() -> None:
    kin = parse_coefficients(FIGURES).kin
    assert kin["cach"] == {"memoiz", "copi"}
    assert kin["memoiz"] == {"cach"}


def test_any_other_figure_makes_another_digest() -> None:
    assert parse_coefficients(FIGURES).digest != parse_coefficients({**FIGURES, "rarest": 2}).digest


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", ""),
        ("version", 1),
        ("about_floor", "low"),
        ("about_floor", True),
        ("matching", None),
        ("rarest", None),
        ("rarity", []),
        ("rarity", {"time": "often"}),
        ("kin", {}),
        ("kin", [["cache"]]),
        ("kin", ["cache the"]),
        ("lexicons", None),
    ],
)
def test_a_field_that_makes_no_sense_is_refused_by_name(field: str, value: Json) -> None:
    with pytest.raises(CoefficientsInvalid, match=f"`{'time' if value == {'time': 'often'} else field}`"):
        parse_coefficients({**FIGURES, field: value})


@pytest.mark.parametrize(
    ("part", "field", "value", "named"),
    [
        ("bare", "weights", [1, 2], "weights"),
        ("bare", "weights", "12345", "weights"),
        ("bare", "weights", [1, 2, 3, 4, "5"], "weights"),
        ("bare", "covered_from", None, "covered_from"),
        ("described", "covered", None, "covered"),
        ("described", "missed_from", "0.9", "missed_from"),
        ("described", "missed", {**SCALE, "steps": []}, "missed.steps"),
        ("described", "missed", {**SCALE, "steps": [1] * DESCRIBED_FIGURES}, "missed.steps"),
        ("described", "covered", {**SCALE, "intercept": None}, "intercept"),
        ("phrased", "covered", SCALE, "covered.steps"),
        ("sound", "weights", {"overkill": "much"}, "overkill"),
        ("sound", "intercept", None, "intercept"),
    ],
)
def test_a_figure_of_a_scale_that_makes_no_sense_is_refused_by_name(
    part: str, field: str, value: Json, named: str
) -> None:
    whole = MATCHING[part]
    assert isinstance(whole, dict)
    with pytest.raises(CoefficientsInvalid, match=f"`{named}`"):
        parse_coefficients({**FIGURES, "matching": {**MATCHING, part: {**whole, field: value}}})


@pytest.mark.parametrize(
    ("step", "named"),
    [
        ({"cuts": [0.5, 0.1], "values": [0, 1, 2]}, "covered.cuts"),
        ({"cuts": ["a"], "values": [0, 1]}, "covered.cuts"),
        ({"cuts": [0.5], "values": [0]}, "covered.values"),
        ({"values": [0]}, "covered.cuts"),
    ],
    ids=["not ascending", "no numbers", "too few values", "no cuts"],
)
def test_a_step_that_makes_no_sense_is_refused_by_name(step: Json, named: str) -> None:
    scale: Json = {**SCALE, "steps": [step] * DESCRIBED_FIGURES}
    with pytest.raises(CoefficientsInvalid, match=f"`{named}`"):
        parse_coefficients({**FIGURES, "matching": {**MATCHING, "described": {**DESCRIBED, "covered": scale}}})


@pytest.mark.parametrize("part", ["bare", "described", "phrased", "sound"])
def test_a_scale_that_is_not_there_is_refused_by_name(part: str) -> None:
    with pytest.raises(CoefficientsInvalid, match=f"`{part}`"):
        parse_coefficients({**FIGURES, "matching": {**MATCHING, part: None}})


def test_a_figure_chosen_by_hand_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(CoefficientsInvalid, match="`term`"):
        parse_coefficients({**FIGURES, "matching": {**MATCHING, "term": None}})
