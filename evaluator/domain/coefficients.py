"""The figures that the matcher and the kinship of words work with, read from a mapping and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from evaluator.digests import Digest, Json, digest_json
from evaluator.domain.words import stem
from evaluator.errors import CoefficientsInvalid

WEIGHTS = 4
"""Figures that the matcher sees of a point, each with its coefficient."""


@dataclass(frozen=True, slots=True)
class Matching:
    """How the matcher weighs what it sees of a point. `benchmarks/fit_matcher.py` finds the first four.

    `probability = 1 / (1 + exp(-(intercept + sum(weight * feature))))`, `covered` from one threshold upwards and
    `missed` from another downwards. `shared` and `asked` lessen words that other points or the question have; `term`
    and `hint` are what a term's words and those of an example add, and `fill` the share of a point's missing words that
    they make up for at most.
    """

    intercept: float
    weights: tuple[float, ...]
    covered_from: float
    missed_up_to: float
    shared: float
    asked: float
    term: float
    hint: float
    fill: float


@dataclass(frozen=True, slots=True)
class Coefficients:
    """`rarity` is the weight of each common stem, `rarest` that of all others; `kin` names each stem's kin.

    `about_floor` is the kinship below which a quote is not about its point. `digest` changes when any figure does.
    """

    version: str
    rarity: Mapping[str, float]
    rarest: float
    kin: Mapping[str, frozenset[str]]
    about_floor: float
    matching: Matching
    digest: Digest

    def weight(self, word: str) -> float:
        """How much a stem tells of a subject: the rarer, the more."""
        return self.rarity.get(word, self.rarest)


def parse_coefficients(found: Mapping[str, Json]) -> Coefficients:
    """The coefficients in a JSON object. Raises CoefficientsInvalid naming the field that is wrong."""
    return Coefficients(
        version=_text(found, "version"),
        rarity=_figures(found, "rarity"),
        rarest=_figure(found, "rarest"),
        kin=_kin(found),
        about_floor=_figure(found, "about_floor"),
        matching=_matching(found.get("matching")),
        digest=digest_json(found),
    )


def _matching(found: Json) -> Matching:
    if not isinstance(found, Mapping):
        raise _wrong("matching", "an object")
    weights = found.get("weights")
    if not isinstance(weights, list) or len(weights) != WEIGHTS:
        raise _wrong("matching.weights", f"a list of {WEIGHTS} numbers")
    figures = {field.name: _figure(found, field.name) for field in fields(Matching) if field.name != "weights"}
    return Matching(weights=tuple(_figure({"weights": weight}, "weights") for weight in weights), **figures)


def _kin(found: Mapping[str, Json]) -> Mapping[str, frozenset[str]]:
    groups = found.get("kin")
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise _wrong("kin", "a list of texts, each with words that are kin")
    kin: dict[str, frozenset[str]] = {}
    for group in groups:
        members = frozenset(stem(word) for word in str(group).split())
        if "" in members:
            raise _wrong("kin", "free of words that say nothing by themselves")
        for member in members:
            kin[member] = kin.get(member, frozenset()) | members - {member}
    return kin


def _text(found: Mapping[str, Json], field: str) -> str:
    value = found.get(field)
    if not isinstance(value, str) or not value:
        raise _wrong(field, "a text")
    return value


def _figure(found: Mapping[str, Json], field: str) -> float:
    value = found.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(field, "a number")
    return float(value)


def _figures(found: Mapping[str, Json], field: str) -> Mapping[str, float]:
    value = found.get(field)
    if not isinstance(value, Mapping):
        raise _wrong(field, "an object of numbers")
    return {name: _figure(value, name) for name in value}


def _wrong(field: str, expected: str) -> CoefficientsInvalid:
    return CoefficientsInvalid(f"The matcher's coefficients are damaged: `{field}` is not {expected}. Install again.")
