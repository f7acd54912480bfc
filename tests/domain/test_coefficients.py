"""The matcher's figures are read whole, or refused with the field that is wrong."""

import pytest

from evaluator.digests import Json
from evaluator.domain.coefficients import parse_coefficients
from evaluator.errors import CoefficientsInvalid

MATCHING: dict[str, Json] = {
    "intercept": -1.2,
    "weights": [2.0, 0.5, 1, -0.4],
    "covered_from": 0.9,
    "missed_up_to": 0.1,
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
}


def test_figures_are_read_as_they_stand() -> None:
    coefficients = parse_coefficients(FIGURES)
    assert (coefficients.version, coefficients.about_floor) == ("7", 0.1)
    assert coefficients.matching.weights == (2.0, 0.5, 1.0, -0.4)
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
    ],
)
def test_a_field_that_makes_no_sense_is_refused_by_name(field: str, value: Json) -> None:
    with pytest.raises(CoefficientsInvalid, match=f"`{'time' if value == {'time': 'often'} else field}`"):
        parse_coefficients({**FIGURES, field: value})


@pytest.mark.parametrize(
    ("field", "value"), [("weights", [1, 2]), ("weights", "1234"), ("weights", [1, 2, 3, "4"]), ("term", None)]
)
def test_a_figure_of_the_matching_that_makes_no_sense_is_refused_by_name(field: str, value: Json) -> None:
    with pytest.raises(CoefficientsInvalid, match=field):
        parse_coefficients({**FIGURES, "matching": {**MATCHING, field: value}})
