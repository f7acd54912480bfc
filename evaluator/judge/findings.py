"""From what is seen of a point to a verdict, and the words of the answer that speak for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from evaluator.domain.answers import Answer, Span
from evaluator.domain.coefficients import PHRASED_FIGURES, Matching
from evaluator.domain.judgements import Verdict
from evaluator.domain.passages import Passage
from evaluator.domain.scales import Thresholds
from evaluator.domain.subjects import Term
from evaluator.domain.words import Word
from evaluator.judge.bearing import Bearing
from evaluator.judge.manner import Telling
from evaluator.judge.sighting import Hit, Sighting
from evaluator.judge.targets import Target

MOST_NAMED = 4
"""Words of the answer that a reason names."""

LONGEST_NAMED = 60
LONGEST_QUOTE = 600
"""Longest words named and longest quote, in code points: what is longer is nobody's words."""

FAINT = 0.25
"""Share of a point's words below which what is found is not worth quoting."""

LEAST_FILLERS = 0.3
"""Share of fillers below which words are a list rather than a sentence."""

_NOT_SPOKEN_AGAINST = 0.15
"""How probable `covered` must be by all else for a point's own words to be enough."""

_WHOLE_UP_TO = 24
_MARGIN = 8
"""A passage of more words is quoted from its first word found to its last, and to the next pause on either side."""


class Doubt(StrEnum):
    """What keeps a point unsure.

    Too little of it is found, or not enough; what is found is denied near by, or recited where an episode is asked for;
    nothing is found in an answer that tells an episode; what is found stands in a list of words; nothing else that the
    question asks for is found, as in an answer to another question that touches on one point.
    """

    FAINT = "faint"
    OPEN = "open"
    DENIED = "denied"
    RECITED = "recited"
    TOLD = "told"
    LISTED = "listed"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Odds:
    """How probable it is that a point is covered, and that it is there at all, and what those would be decided by.

    `is_covered` and `is_missed` say that a probability is past its threshold. `described` tells a point that has an
    example and terms: what is weighed of it takes them in. Of others, what is not covered is not there. `worded` tells
    one that is covered because it is said in its own words.
    """

    covered: float
    there: float
    is_covered: bool
    is_missed: bool
    described: bool
    worded: bool = False

    def by(self, thresholds: Thresholds) -> "Odds":
        """The same decided by these thresholds alone."""
        is_covered = thresholds.covers(self.covered)
        return replace(self, is_covered=is_covered, is_missed=thresholds.misses(self.there) and not is_covered)


def odds_of(sighting: Sighting, bearing: Bearing | None, matching: Matching) -> Odds:
    """What the figures of a point come to; without a bearing the point is known by its text alone."""
    bare = matching.bare.covered.probability(sighting.features)
    is_worded = bare >= matching.bare.covered_from
    if bearing is None:
        return Odds(bare, bare, is_worded, bare <= matching.bare.missed_up_to, described=False)
    described = matching.phrased if len(bearing) == PHRASED_FIGURES else matching.described
    covered, missed = described.covered.probability(bearing), described.missed.probability(bearing)
    # A sentence in all but the point's own words makes it, whatever the rest of the answer is like.
    if is_worded and covered >= _NOT_SPOKEN_AGAINST:
        return Odds(max(bare, covered), 1 - missed, is_covered=True, is_missed=False, described=True, worded=True)
    is_covered = covered >= described.covered_from
    return Odds(covered, 1 - missed, is_covered, missed >= described.missed_from and not is_covered, described=True)


def decide(odds: Odds, target: Target, sighting: Sighting, telling: Telling) -> tuple[Verdict, Doubt | None]:
    """The verdict of a point by itself, and the doubt behind it where it is unsure.

    A point known by its text alone is missed only where none of its terms is found either, since one may be all that is
    said of it; and not where an episode is asked for and one is told, which is seldom told in the words of a point.
    """
    if odds.is_covered:
        doubt = doubt_of(target, sighting, telling)
        return (Verdict.UNSURE if doubt else Verdict.COVERED), doubt
    if odds.is_missed and odds.described:
        return Verdict.MISSED, None
    if odds.is_missed and not sighting.by_other_words:
        return (Verdict.UNSURE, Doubt.TOLD) if telling.elsewhere else (Verdict.MISSED, None)
    return Verdict.UNSURE, Doubt.FAINT if sighting.share < FAINT else Doubt.OPEN


def doubt_of(target: Target, sighting: Sighting, telling: Telling) -> Doubt | None:
    """What keeps a point from being covered though its words are there."""
    if not telling.here:
        return Doubt.RECITED
    if sighting.fillers < LEAST_FILLERS:
        return Doubt.LISTED
    meant = target.negated or any(isinstance(hit.item, Term) and hit.item.negates for hit in sighting.hits)
    if not meant and any(hit.place.turned for hit in sighting.hits):
        return Doubt.DENIED
    return None


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
