"""Words and pairs of words weighed by what people said who made a point, and who missed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt

from evaluator.domain.words import Word

NEGATION = "not"
"""Stands for every word that turns a statement round."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The log odds that something said makes a point: `intercept` and the mean weight of its entries, times the square
    root of how many they are. Entries without a weight say nothing either way."""

    intercept: float
    weights: Mapping[str, float]

    def log_odds(self, entries: frozenset[str]) -> float:
        """How much these `entries_of` speak for it."""
        found = fsum(self.weights[entry] for entry in self.weights.keys() & entries)
        return self.intercept + found / sqrt(max(1, len(entries)))


def entries_of(words: Sequence[Word]) -> frozenset[str]:
    """What a lexicon knows some words by: the stem of each, fillers as they are, and each two that follow one another.

    Fillers count here: it is they that tell "so that it need not" from "it need not".
    """
    said = [NEGATION if word.negates else word.stem or word.plain for word in words]
    return frozenset(said).union(f"{one} {other}" for one, other in pairwise(said))
