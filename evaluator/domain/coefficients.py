"""The figures that the matcher and the kinship of words work with, read from a mapping and checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.digests import Digest, Json, digest_json
from evaluator.domain.words import stem
from evaluator.errors import CoefficientsInvalid


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
    digest: Digest

    def weight(self, word: str) -> float:
        """How much a stem tells of a subject: the rarer, the more."""
        return self.rarity.get(word, self.rarest)


def parse_coefficients(found: Mapping[str, Json]) -> Coefficients:
    """The coefficients in a JSON object. Raises CoefficientsInvalid naming the field that is wrong."""
    return Coefficients(
        version=_text(found, "version"),
        rarity={stem(word): weight for word, weight in _figures(found, "rarity").items()},
        rarest=_figure(found, "rarest"),
        kin=_kin(found),
        about_floor=_figure(found, "about_floor"),
        digest=digest_json(found),
    )


def _kin(found: Mapping[str, Json]) -> Mapping[str, frozenset[str]]:
    groups = found.get("kin")
    if not isinstance(groups, list):
        raise _wrong("kin", "a list of lists of words")
    kin: dict[str, set[str]] = {}
    for group in groups:
        if not isinstance(group, list) or not all(isinstance(word, str) for word in group):
            raise _wrong("kin", "a list of lists of words")
        members = {stem(str(word)) for word in group}
        for member in members:
            kin.setdefault(member, set()).update(members - {member})
    return {member: frozenset(others) for member, others in kin.items()}


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
