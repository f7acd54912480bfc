"""What to look for in an answer: the words of each point, weighed among those of its question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from types import MappingProxyType

from evaluator.domain.coefficients import Coefficients
from evaluator.domain.lexicons import Lexicon
from evaluator.domain.questions import ExpectedPoint, PointId
from evaluator.domain.subjects import Subject, Term, subject_of
from evaluator.domain.words import stems, words

_HINT_SPEAKS = 0.6
"""What a stem of the example alone counts in a point's field."""

Item = str | Term
"""What one word or phrase of an answer may stand for: a stem of the point's own, another term, a hint's stem."""


@dataclass(frozen=True, slots=True)
class Target:
    """`own` weighs the point's stems, less where the question or other points share them; `unique` are those that
    nothing else has. `extra` weighs its terms and hints, which make up for words of its own that are missing.

    `wording` are all words of its text as they are written. `example` weighs the stems of its example of a covered
    answer, and `field` all stems that speak of it, less where they speak of other points, too. `lexicon` weighs
    how it is said, where that is known.
    """

    own: Mapping[Item, float]
    unique: frozenset[str]
    extra: Mapping[Item, float]
    negated: bool
    wording: tuple[str, ...]
    example: Mapping[str, float]
    field: Mapping[str, float]
    lexicon: Lexicon | None = None

    @property
    def described(self) -> bool:
        """Whether it has an example and terms beside its text, so that more can be told of it."""
        return bool(self.example) and any(isinstance(item, Term) for item in self.extra)


def targets_of(
    text: str,
    points: Sequence[ExpectedPoint],
    coefficients: Coefficients,
    lexicons: Mapping[PointId, Lexicon] = MappingProxyType({}),
) -> tuple[Target, ...]:
    """The points of a question of that text as targets, in the points' order."""
    subjects = [subject_of(point, coefficients) for point in points]
    asked = frozenset(stems(text))
    shared = Counter(stem for subject in subjects for stem in subject.own)
    commonness = {stem: (count - 1) / max(1, len(points) - 1) for stem, count in shared.items()}
    fields = [_field(subject, asked, coefficients) for subject in subjects]
    spread = Counter(stem for field in fields for stem in field)
    return tuple(
        Target(
            own=_own(subject, commonness, asked, coefficients),
            unique=frozenset(stem for stem in subject.own if not commonness[stem] and stem not in asked),
            extra=_extra(subject, asked, coefficients),
            negated=subject.negated,
            wording=tuple(word.plain for word in words(point.text)),
            example={stem: coefficients.weight(stem) for stem in sorted(subject.example - asked)},
            field={stem: weight / spread[stem] for stem, weight in field.items()},
            lexicon=lexicons.get(point.id),
        )
        for point, subject, field in zip(points, subjects, fields, strict=True)
    )


def _own(
    subject: Subject, commonness: Mapping[str, float], asked: frozenset[str], coefficients: Coefficients
) -> Mapping[Item, float]:
    matching = coefficients.matching
    return {
        stem: weight * (1 - matching.shared * commonness[stem]) * (1 - matching.asked * (stem in asked))
        for stem, weight in subject.own.items()
    }


def _extra(subject: Subject, asked: frozenset[str], coefficients: Coefficients) -> Mapping[Item, float]:
    hint = coefficients.matching.hint
    extra: dict[Item, float] = {stem: hint * coefficients.weight(stem) for stem in sorted(subject.hints - asked)}
    extra |= {term: _worth(term, subject, asked, coefficients) for term in subject.terms}
    return {item: worth for item, worth in extra.items() if worth}


def _field(subject: Subject, asked: frozenset[str], coefficients: Coefficients) -> Mapping[str, float]:
    """The stems that speak of a point: those of its text and terms in full, those of its example alone less."""
    named = frozenset(subject.own).union(*(term.stems for term in subject.terms)) - asked
    hints = subject.hints - asked - named
    return {stem: coefficients.weight(stem) for stem in sorted(named)} | {
        stem: _HINT_SPEAKS * coefficients.weight(stem) for stem in sorted(hints)
    }


def _worth(term: Term, subject: Subject, asked: frozenset[str], coefficients: Coefficients) -> float:
    """What a term adds: nothing for words that it shares with the point or the question, unless it negates them."""
    matching = coefficients.matching
    added = term.stems - asked - frozenset(subject.own)
    alone = 0.0 if term.stems and not term.negates else coefficients.rarest
    return matching.term * (alone + fsum(coefficients.weight(stem) for stem in sorted(added)))
