"""Words and pairs of words weighed by what people said who made a point, and who missed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt

from evaluator.domain.pauses import heard
from evaluator.domain.words import Word

NEGATION = "not"
"""Stands for every word that turns a statement round."""

ARTICLES = frozenset(("a", "an", "the"))
"""Left out: many who learnt English late leave them out as well."""

_FORMS = {
    "be": "am are been being is was were", "come": "came comes coming", "do": "did does doing done",
    "get": "gets getting got gotten", "give": "gave given gives giving", "go": "goes going gone went",
    "have": "had has having", "make": "made makes making", "take": "taken takes taking took",
    "their": "her his", "them": "him", "they": "he she",
}  # fmt: skip
_BASES = {form: base for base, forms in _FORMS.items() for form in forms.split()}
"""What fillers of several forms are known by: who slips in a form, or speaks of somebody else, says the same."""


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
    """What a lexicon knows some words by: the stem of each, and each two that follow one another.

    Fillers count, by their base: it is they that tell "so that it need not" from "it need not". Pauses and articles are
    passed over, as if the words around them had followed one another.
    """
    told = (word for word in heard(words) if word.plain not in ARTICLES)
    said = [NEGATION if word.negates else word.stem or _BASES.get(word.plain, word.plain) for word in told]
    return frozenset(said).union(f"{one} {other}" for one, other in pairwise(said))
