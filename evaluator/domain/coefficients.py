"""The figures that the matcher and the kinship of words work with, read from a mapping and checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.digests import Digest, Json, digest_json
from evaluator.domain.lexicons import Lexicon
from evaluator.domain.scales import Step, Stepped, Weighted
from evaluator.domain.words import stem
from evaluator.errors import CoefficientsInvalid

BARE_FIGURES = 5
DESCRIBED_FIGURES = 12
PHRASED_FIGURES = 14
"""Figures that the matcher sees of a point known by its text alone, of one with an example and terms, and of one that
has a lexicon besides."""


@dataclass(frozen=True, slots=True)
class Bare:
    """How points known by their text are weighed: `covered` from one probability upwards, `missed` up to another."""

    covered: Weighted
    covered_from: float
    missed_up_to: float


@dataclass(frozen=True, slots=True)
class Described:
    """How points are weighed of which more is known: one scale tells `covered` from the rest, one `missed`.

    What is neither is partial or left to people.
    """

    covered: Stepped
    missed: Stepped
    covered_from: float
    missed_from: float


@dataclass(frozen=True, slots=True)
class Matching:
    """How the matcher weighs what it sees of a point. `benchmarks/fit_matcher.py` finds the scales and `sound`.

    `described` is for points with an example and terms, `phrased` for those that have a lexicon besides. `sound` tells
    what is said as people say it who are right from what is said as they do who are wrong, whatever it is about.
    `shared` and `asked` lessen words that other points or the question have; `term` and `hint` are what a term's words
    and those of an example add, and `fill` the share of a point's missing words that they make up for at most.
    """

    bare: Bare
    described: Described
    phrased: Described
    sound: Lexicon
    shared: float
    asked: float
    term: float
    hint: float
    fill: float


@dataclass(frozen=True, slots=True)
class Coefficients:
    """`rarity` is the weight of each common stem, `rarest` that of all others; `kin` names each stem's kin.

    `about_floor` is the kinship below which a quote is not about its point. `lexicons` names the digest of each
    question's file of lexicons. `digest` changes when any figure does, in those files too.
    """

    version: str
    rarity: Mapping[str, float]
    rarest: float
    kin: Mapping[str, frozenset[str]]
    about_floor: float
    matching: Matching
    lexicons: Mapping[str, Digest]
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
        lexicons=_lexicons(found.get("lexicons")),
        digest=digest_json(found),
    )


def _matching(found: Json) -> Matching:
    matching = _object(found, "matching")
    figures = {name: _figure(matching, name) for name in ("shared", "asked", "term", "hint", "fill")}
    return Matching(
        bare=_bare(matching.get("bare")),
        described=_described(matching, "described", DESCRIBED_FIGURES),
        phrased=_described(matching, "phrased", PHRASED_FIGURES),
        sound=parse_lexicon(matching.get("sound"), "sound"),
        **figures,
    )


def parse_lexicon(found: Json, field: str) -> Lexicon:
    """A lexicon in a JSON object. Raises CoefficientsInvalid naming the field."""
    lexicon = _object(found, field)
    return Lexicon(_figure(lexicon, "intercept"), _figures(lexicon, "weights"))


def _bare(found: Json) -> Bare:
    bare = _object(found, "bare")
    scale = Weighted(_figure(bare, "intercept"), _numbers(bare.get("weights"), "weights", BARE_FIGURES))
    return Bare(scale, _figure(bare, "covered_from"), _figure(bare, "missed_up_to"))


def _described(matching: Mapping[str, Json], field: str, count: int) -> Described:
    described = _object(matching.get(field), field)
    return Described(
        covered=_stepped(described.get("covered"), "covered", count),
        missed=_stepped(described.get("missed"), "missed", count),
        covered_from=_figure(described, "covered_from"),
        missed_from=_figure(described, "missed_from"),
    )


def _stepped(found: Json, field: str, count: int) -> Stepped:
    scale = _object(found, field)
    steps = scale.get("steps")
    if not isinstance(steps, list) or len(steps) != count:
        raise _wrong(f"{field}.steps", f"a list of {count} steps")
    return Stepped(_figure(scale, "intercept"), tuple(_step(step, field) for step in steps))


def _step(found: Json, field: str) -> Step:
    step = _object(found, f"{field}.steps")
    cuts = _numbers(step.get("cuts"), f"{field}.cuts")
    if list(cuts) != sorted(cuts):
        raise _wrong(f"{field}.cuts", "in ascending order")
    return Step(cuts, _numbers(step.get("values"), f"{field}.values", len(cuts) + 1))


def _numbers(found: Json, field: str, count: int | None = None) -> tuple[float, ...]:
    if not isinstance(found, list) or (count is not None and len(found) != count):
        raise _wrong(field, "a list of numbers" if count is None else f"a list of {count} numbers")
    return tuple(_figure({field: number}, field) for number in found)


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
    value = _object(found.get(field), field)
    return {name: _figure(value, name) for name in value}


def _lexicons(found: Json) -> Mapping[str, Digest]:
    files = _object(found, "lexicons")
    return {name: Digest(_text(files, name)) for name in files}


def _object(found: Json, field: str) -> Mapping[str, Json]:
    if not isinstance(found, Mapping):
        raise _wrong(field, "an object")
    return found


def _wrong(field: str, expected: str) -> CoefficientsInvalid:
    return CoefficientsInvalid(f"The matcher's coefficients are damaged: `{field}` is not {expected}. Install again.")
