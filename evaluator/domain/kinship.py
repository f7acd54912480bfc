"""Kinship: how much a passage of an answer is about a point.

A judge's quote that stands in the answer may still have nothing to do with the point it is quoted for. Kinship tells
the two apart by the words they share, the rare ones counting most. It says what a passage is about, never whether it
is right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from rapidfuzz.distance import OSA

from evaluator.domain.answers import Answer, Span
from evaluator.domain.coefficients import Coefficients
from evaluator.domain.passages import Passage, passages
from evaluator.domain.questions import ExpectedPoint
from evaluator.domain.words import stems, words

_LONGEST_QUOTE = 2_000
"""Code points of a quote that are compared; an honest one is far shorter."""

_KIN_WORTH = 0.7
"""What a kin word counts of the word it stands for; one spelt nearly the same counts as much."""

_LEAST_CLAIM = 3
"""Different content words a claim must have to be looked for: fewer stand together by chance."""

_NEARLY_ALL = 0.85
"""Share of a claim's words, by weight, that a passage must hold."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """A point's words: what each stem is worth, their sum for the point's own text, and near spellings by initial."""

    worth: Mapping[str, float]
    total: float
    by_initial: Mapping[str, tuple[str, ...]]


class Kinship:
    """Measures passages against points. Build one and keep it: it remembers each point's words."""

    def __init__(self, coefficients: Coefficients) -> None:
        self.about_floor = coefficients.about_floor
        self._coefficients = coefficients
        self._subject = lru_cache(maxsize=4_096)(self._describe)

    def between(self, point: ExpectedPoint, passage: str) -> float:
        """How much a passage is about a point, 0 to 1.

        The share of the point's words that the passage holds, or of the passage's words that the point holds, by
        weight, whichever is more: a long passage may meet a point in few of its words, a short one (`Redis`) in all.
        """
        said = set(stems(passage[:_LONGEST_QUOTE]))
        subject = self._subject(point)
        weight = self._coefficients.weight
        smaller = min(subject.total, fsum(map(weight, said)))
        if not smaller:
            return 0.0
        shared = fsum(subject.worth.get(word) or _near(word, subject) for word in said)
        return min(1.0, shared / smaller)

    def locate(self, claim: str, answer: Answer) -> Span | None:
        """The shortest passage of the candidate's that holds nearly all words of a claim, or None.

        For claims whose quote failed. Strict: it finds a quote that was cut or joined, never one that was invented.
        """
        wanted = {word.stem: self._coefficients.weight(word.stem) for word in words(claim) if word.stem}
        if len(wanted) < _LEAST_CLAIM:
            return None
        turned = any(word.negates for word in words(claim))
        needed = _NEARLY_ALL * fsum(wanted.values())
        found = [
            passage.span
            for turn in answer.own_turns
            for passage in passages(answer.text, turn.span)
            if _held(wanted, passage) >= needed and turned == any(word.negates for word in passage.words)
        ]
        return min(found, key=lambda span: (span.end - span.start, span.start), default=None)

    def _describe(self, point: ExpectedPoint) -> _Subject:
        weight = self._coefficients.weight
        own = {word: weight(word) for word in stems(point.text)}
        worth = {
            other: _KIN_WORTH * value for word, value in own.items() for other in self._coefficients.kin.get(word, ())
        }
        examples = point.anchors.covered if point.anchors else ""
        worth |= {word: _KIN_WORTH * weight(word) for word in stems(examples)}
        worth |= {word: weight(word) for term in point.terms for word in stems(term)}
        worth |= own
        return _Subject(worth, fsum(own.values()), _by_initial(worth))


def _held(wanted: Mapping[str, float], passage: Passage) -> float:
    return fsum(value for word, value in wanted.items() if word in passage.stems)


def _by_initial(known: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for word in known:
        grouped.setdefault(word[:2], []).append(word)
    return {initial: tuple(group) for initial, group in grouped.items()}


def _near(word: str, subject: _Subject) -> float:
    """The worth of the known word that `word` is nearly spelt as, lessened; 0 when there is none."""
    allowed = min(2, len(word) // 5)
    near = (
        subject.worth[known]
        for known in subject.by_initial.get(word[:2], ())
        if allowed and OSA.distance(word, known, score_cutoff=allowed) <= allowed
    )
    return _KIN_WORTH * max(near, default=0.0)
