"""From what is seen of a point to a verdict, and the words of the answer that speak for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum

from evaluator.domain.answers import Answer, Span
from evaluator.domain.coefficients import Matching
from evaluator.domain.judgements import Verdict
from evaluator.domain.passages import Passage
from evaluator.domain.questions import QuestionKind
from evaluator.domain.subjects import Term
from evaluator.domain.words import Word
from evaluator.judge.sighting import Hit, Sighting
from evaluator.judge.targets import Target

MOST_NAMED = 4
"""Words of the answer that a reason names."""

LONGEST_NAMED = 60
LONGEST_QUOTE = 600
"""Longest words named and longest quote, in code points: what is longer is nobody's words."""

FAINT = 0.25
"""Share of a point's words below which what is found is not worth quoting."""

_WHOLE_UP_TO = 24
_MARGIN = 8
"""A passage of more words is quoted from its first word found to its last, and to the next pause on either side."""

_ONESELF = frozenset(("i", "we", "my", "our", "me", "us", "i'd", "we'd", "i've", "we've", "myself", "ourselves"))
_PAST = """
was were had did went took made found wrote told got gave built kept ran came began left led met sent spent brought
chose decided said saw thought knew cut put set split sat drew read broke held felt learnt fell stood paid taught
caught won lost meant dealt threw grew
"""
_PAST_FORMS = frozenset(_PAST.split())


class Doubt(StrEnum):
    """What keeps a point unsure.

    Too little of it is found, or not enough; what is found is denied near by, or recited where an episode is asked for;
    nothing is found in an answer that tells an episode.
    """

    FAINT = "faint"
    OPEN = "open"
    DENIED = "denied"
    RECITED = "recited"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Telling:
    """What matters where a question asks what the candidate did: whether the words found stand in a telling of it,
    and whether the answer has such a telling at all. A question that asks what a thing is needs none and has none.
    """

    here: bool
    elsewhere: bool


def telling_of(kind: QuestionKind, passages: Sequence[Passage], hits: Iterable[Hit]) -> Telling:
    """How the words found are told, in an answer of these passages."""
    if kind is QuestionKind.KNOWLEDGE:
        return Telling(here=True, elsewhere=False)
    told = any(is_first_person(passage) and is_past(passage) for passage in passages)
    return Telling(here=told and any(is_past(passages[hit.place.passage]) for hit in hits), elsewhere=told)


def probability_of(features: Sequence[float], matching: Matching) -> float:
    """How probable `covered` is: the logistic function of the weighted features."""
    weighed = fsum(weight * feature for weight, feature in zip(matching.weights, features, strict=True))
    return 1 / (1 + exp(-(matching.intercept + weighed)))


def decide(
    probability: float, target: Target, sighting: Sighting, matching: Matching, telling: Telling
) -> tuple[Verdict, Doubt | None]:
    """The verdict, and the doubt behind it where it is unsure.

    A point is missed only where none of its terms is found either, since one may be all that is said of it; and not
    where an episode is asked for and one is told, since that is seldom told in the words of a point.
    """
    if probability >= matching.covered_from:
        doubt = _doubt_of(target, sighting, telling)
        return (Verdict.UNSURE if doubt else Verdict.COVERED), doubt
    if probability <= matching.missed_up_to and not sighting.by_other_words:
        return (Verdict.UNSURE, Doubt.TOLD) if telling.elsewhere else (Verdict.MISSED, None)
    return Verdict.UNSURE, Doubt.FAINT if sighting.share < FAINT else Doubt.OPEN


def _doubt_of(target: Target, sighting: Sighting, telling: Telling) -> Doubt | None:
    if not telling.here:
        return Doubt.RECITED
    meant = target.negated or any(isinstance(hit.item, Term) and hit.item.negates for hit in sighting.hits)
    if not meant and any(hit.place.turned for hit in sighting.hits):
        return Doubt.DENIED
    return None


def is_first_person(passage: Passage) -> bool:
    """Whether a passage speaks of its speaker, alone or with others."""
    return any(word.plain in _ONESELF for word in passage.words)


def is_past(passage: Passage) -> bool:
    """Whether a passage has a verb that looks like the past."""
    return any(word.plain in _PAST_FORMS or (word.stem and word.plain.endswith("ed")) for word in passage.words)


def quotes(answer: Answer, passages: Sequence[Passage], hits: Sequence[Hit]) -> tuple[str, ...]:
    """The candidate's words around what was found, one quote for each passage, in order."""
    numbers = sorted({hit.place.passage for hit in hits})
    spans = [
        _quoted(answer.text, passages[number], [hit for hit in hits if hit.place.passage == number])
        for number in numbers
    ]
    return tuple(answer.text[span.start : span.end] for span in spans if span.end - span.start <= LONGEST_QUOTE)


def named(answer: Answer, target: Target, hits: Iterable[Hit]) -> tuple[str, ...]:
    """The words found that tell most, in their order, each once."""
    weights = {**target.extra, **target.own}
    by_weight = sorted(hits, key=lambda hit: (-hit.worth * weights[hit.item], hit.place.at))
    kept = sorted(_apart(answer, by_weight), key=lambda span: span.start)
    return tuple(answer.text[span.start : span.end] for span in kept)


def _apart(answer: Answer, hits: Iterable[Hit]) -> Iterator[Span]:
    """The first few spans that neither overlap nor say the same."""
    kept: dict[str, Span] = {}
    for hit in hits:
        span = hit.place.span
        said = answer.text[span.start : span.end].casefold()
        if len(said) > LONGEST_NAMED or said in kept or any(span.overlaps(other) for other in kept.values()):
            continue
        kept[said] = span
        yield span
        if len(kept) == MOST_NAMED:
            return


def _quoted(text: str, passage: Passage, hits: Sequence[Hit]) -> Span:
    words = passage.words
    if len(words) <= _WHOLE_UP_TO:
        return passage.span
    start, end = min(hit.place.span.start for hit in hits), max(hit.place.span.end for hit in hits)
    first = next(index for index, word in enumerate(words) if word.end > start)
    last = next(index for index in reversed(range(len(words))) if words[index].start < end)
    before = range(first, max(0, first - _MARGIN), -1)
    after = range(last, min(len(words) - 1, last + _MARGIN))
    at_start, at_end = first <= _MARGIN, last >= len(words) - 1 - _MARGIN
    first = next((at for at in before if _pauses(text, words[at - 1], words[at])), 0 if at_start else first)
    last = next((at for at in after if _pauses(text, words[at], words[at + 1])), len(words) - 1 if at_end else last)
    return Span(words[first].start, words[last].end)


def _pauses(text: str, one: Word, following: Word) -> bool:
    """Whether punctuation stands between two words that follow one another."""
    return any(mark in ",;:()–—" for mark in text[one.end : following.start])
