"""What a point is about, as words to look for: its own, the other words for it, and those of its example."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluator.domain.coefficients import Coefficients
from evaluator.domain.questions import ExpectedPoint
from evaluator.domain.words import stems, words

_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")


@dataclass(frozen=True, slots=True)
class Term:
    """Another word or phrase for a point. `keys` are its words in order: stems, and fillers as they are written.

    `negates` says that it holds a negation, as `never in plain text` does.
    """

    keys: tuple[str, ...]
    stems: frozenset[str]
    negates: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """`own` weighs the stems of the point's text, in order; `example` has those of its example of a covered answer,
    and `hints` those that only the example has.

    `negated` says that the text or the example holds a negation.
    """

    own: Mapping[str, float]
    terms: tuple[Term, ...]
    example: frozenset[str]
    hints: frozenset[str]
    negated: bool


def subject_of(point: ExpectedPoint, coefficients: Coefficients) -> Subject:
    """The words that a point is known by. Points without terms or anchors are known by their text alone."""
    own = {word: coefficients.weight(word) for word in stems(point.text)}
    terms = tuple(dict.fromkeys(_terms(point)))
    example = " ".join(_QUOTED.findall(point.anchors.covered)) if point.anchors else ""
    named = set(own).union(*(term.stems for term in terms))
    negated = any(word.negates for word in words(f"{point.text} . {example}"))
    said = frozenset(stems(example))
    return Subject(own, terms, said, said - named, negated)


def _terms(point: ExpectedPoint) -> Iterator[Term]:
    for term in point.terms:
        said = tuple(words(term))
        keys = tuple(word.stem or word.plain for word in said)
        if keys:
            content = frozenset(word.stem for word in said if word.stem)
            yield Term(keys, content, any(word.negates for word in said))
