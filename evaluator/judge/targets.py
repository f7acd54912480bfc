"""What to look for in an answer: the words of each point, weighed among those of its question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from evaluator.domain.coefficients import Coefficients
from evaluator.domain.questions import ExpectedPoint
from evaluator.domain.subjects import Subject, Term, subject_of
from evaluator.domain.words import stems

Item = str | Term
"""What one word or phrase of an answer may stand for: a stem of the point's own, another term, a hint's stem."""


@dataclass(frozen=True, slots=True)
class Target:
    """`own` weighs the point's stems, less where the question or other points share them; `unique` are those that
    nothing else has. `extra` weighs its terms and hints, which make up for words of its own that are missing.
    """

    own: Mapping[Item, float]
    unique: frozenset[str]
    extra: Mapping[Item, float]
    negated: bool


def targets_of(text: str, points: Sequence[ExpectedPoint], coefficients: Coefficients) -> tuple[Target, ...]:
    """The points of a question of that text as targets, in the points' order."""
    subjects = [subject_of(point, coefficients) for point in points]
    asked = frozenset(stems(text))
    shared = Counter(stem for subject in subjects for stem in subject.own)
    commonness = {stem: (count - 1) / max(1, len(points) - 1) for stem, count in shared.items()}
    return tuple(_target(subject, commonness, asked, coefficients) for subject in subjects)


def _target(
    subject: Subject, commonness: Mapping[str, float], asked: frozenset[str], coefficients: Coefficients
) -> Target:
    matching = coefficients.matching
    own: dict[Item, float] = {
        stem: weight * (1 - matching.shared * commonness[stem]) * (1 - matching.asked * (stem in asked))
        for stem, weight in subject.own.items()
    }
    extra: dict[Item, float] = {
        stem: matching.hint * coefficients.weight(stem) for stem in sorted(subject.hints - asked)
    }
    for term in subject.terms:
        extra[term] = _worth(term, subject, asked, coefficients)
    unique = frozenset(stem for stem in subject.own if not commonness[stem] and stem not in asked)
    return Target(own, unique, {item: worth for item, worth in extra.items() if worth}, subject.negated)


def _worth(term: Term, subject: Subject, asked: frozenset[str], coefficients: Coefficients) -> float:
    """What a term adds: nothing for words that it shares with the point or the question, unless it negates them."""
    matching = coefficients.matching
    added = term.stems - asked - frozenset(subject.own)
    alone = 0.0 if term.stems and not term.negates else coefficients.rarest
    return matching.term * (alone + fsum(coefficients.weight(stem) for stem in sorted(added)))
