"""Kinship: how much a passage of an answer is about a point.

A judge's quote that stands in the answer may still have nothing to do with the point it is quoted for. Kinship tells
the two apart by the words they share, the rare ones counting most. It says what a passage is about, never whether it
is right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from evaluator.domain.answers import Answer, Span
from evaluator.domain.coefficients import Coefficients
from evaluator.domain.passages import passages
from evaluator.domain.questions import ExpectedPoint
from evaluator.domain.subjects import Subject, subject_of
from evaluator.domain.words import alike, stems, words

_LONGEST_QUOTE = 2_000
"""Code points of a quote that are compared; an honest one is far shorter."""

_HINT_WORTH = 0.7
_KIN_WORTH = 0.55
"""What a word of the point's example, or a kin word, counts of one of the point's own."""

_LEAST_SHARED = 0.6
"""Weight of the words shared under which nothing is: a word that is only kin, or a common one, is chance."""

_LEAST_CLAIM = 3
"""Different content words a claim must have to be looked for: fewer stand together by chance."""

_NEARLY_ALL = 0.85
"""Share of a claim's words, by weight, that a passage must hold."""


@dataclass(frozen=True, slots=True)
class _Field:
    """The words around a point: its own stems, what each stem is worth, their weight, phrases of fillers alone."""

    own: frozenset[str]
    worth: Mapping[str, float]
    total: float
    by_initial: Mapping[str, tuple[str, ...]]
    phrases: tuple[str, ...]


class Kinship:
    """Measures passages against points. Build one and keep it: it remembers each point's words."""

    def __init__(self, coefficients: Coefficients) -> None:
        self.about_floor = coefficients.about_floor
        self._coefficients = coefficients
        self._field = lru_cache(maxsize=4_096)(self._survey)

    def between(self, point: ExpectedPoint, passage: str, asked: frozenset[str] = frozenset()) -> float:
        """How much a passage is about a point, 0 to 1.

        The share of the point's words that the passage holds, or of the passage's words that the point holds, by
        weight, whichever is more: a long passage may meet a point in few of its words, a short one (`Redis`) in all.
        Words that the question itself uses, whose stems are `asked`, are not shared: every answer to it has them. Only
        where the point has no words of its own beside them they count.
        """
        field = self._field(point)
        compared = passage[:_LONGEST_QUOTE]
        if field.phrases and _holds(compared, field.phrases):
            return 1.0
        said = set(stems(compared))
        smaller = min(field.total, fsum(map(self._coefficients.weight, said)))
        if not smaller:
            return 0.0
        shared = _shared(said, field, asked)
        return min(1.0, shared / smaller) if shared >= _LEAST_SHARED else 0.0

    def shared(self, point: ExpectedPoint, passage: str, asked: frozenset[str] = frozenset()) -> float:
        """The weight of the words that a passage shares with a point: 1 for one rare word of the point's own."""
        return _shared(set(stems(passage[:_LONGEST_QUOTE])), self._field(point), asked)

    def locate(self, claim: str, answer: Answer) -> Span | None:
        """The shortest passage of the candidate's that holds nearly all words of a claim, or None.

        For claims whose quote failed. Strict: it finds a quote that was cut or joined, never one that was invented.
        """
        compared = claim[:_LONGEST_QUOTE]
        wanted = {stem: self._coefficients.weight(stem) for stem in stems(compared)}
        needed = _NEARLY_ALL * fsum(wanted.values())
        # What the whole answer does not hold, no passage of it does: most claims that fail were invented.
        if len(wanted) < _LEAST_CLAIM or _held(wanted, _stems(answer)) < needed:
            return None
        turned = any(word.negates for word in words(compared))
        found = [
            passage.span
            for passage in _said(answer)
            if turned == passage.negates and _held(wanted, passage.stems) >= needed
        ]
        return min(found, key=lambda span: (span.end - span.start, span.start), default=None)

    def _survey(self, point: ExpectedPoint) -> _Field:
        subject = subject_of(point, self._coefficients)
        worth = self._worth(subject)
        by_initial: dict[str, list[str]] = {}
        for stem in worth:
            by_initial.setdefault(stem[0], []).append(stem)
        return _Field(
            own=frozenset(subject.own),
            worth=worth,
            total=fsum(subject.own.values()),
            by_initial={initial: tuple(found) for initial, found in by_initial.items()},
            phrases=tuple(f" {' '.join(term.keys)} " for term in subject.terms if not term.stems),
        )

    def _worth(self, subject: Subject) -> Mapping[str, float]:
        weight = self._coefficients.weight
        named = frozenset(subject.own).union(*(term.stems for term in subject.terms))
        kin = frozenset[str]().union(*(self._coefficients.kin.get(stem, ()) for stem in named))
        worth = {stem: _KIN_WORTH * weight(stem) for stem in kin}
        worth |= {stem: _HINT_WORTH * weight(stem) for stem in subject.hints}
        return worth | {stem: weight(stem) for stem in named}


@dataclass(frozen=True, slots=True)
class _Said:
    """One passage of an answer, as claims are looked for in it."""

    span: Span
    stems: frozenset[str]
    negates: bool


@lru_cache(maxsize=128)
def _said(answer: Answer) -> tuple[_Said, ...]:
    # A judge that invents quotes has every one of them looked for: the answer is taken apart once for all of them.
    return tuple(
        _Said(passage.span, passage.stems, passage.negates)
        for turn in answer.own_turns
        for passage in passages(answer.text, turn.span)
    )


@lru_cache(maxsize=128)
def _stems(answer: Answer) -> frozenset[str]:
    return frozenset[str]().union(*(stems(answer.words_of(turn)) for turn in answer.own_turns))


def _held(wanted: Mapping[str, float], stems: frozenset[str]) -> float:
    return fsum(weight for stem, weight in wanted.items() if stem in stems)


def _holds(text: str, phrases: Iterable[str]) -> bool:
    running = f" {' '.join(word.plain for word in words(text))} "
    return any(phrase in running for phrase in phrases)


def _shared(said: set[str], field: _Field, asked: frozenset[str]) -> float:
    telling = said if field.own <= asked else said - asked
    return fsum(field.worth.get(stem) or _near(stem, field) for stem in telling)


def _near(stem: str, field: _Field) -> float:
    """The worth of the known stem that this one is another form or spelling of, lessened; 0 when there is none."""
    near = (alike(stem, known) * field.worth[known] for known in field.by_initial.get(stem[0], ()))
    return max(near, default=0.0)
