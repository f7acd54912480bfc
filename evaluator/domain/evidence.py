"""Whether the words a judge quotes really stand in the candidate's own turns, and where.

A quote is looked for in each of the candidate's turns by itself: what stands in the interviewer's words, or only
across two turns, is not found. First as it is (`exact`), then by its words alone, whatever their case, punctuation,
white space and Unicode form (`normalised`), then as the stretch of a turn that resembles it most (`fuzzy`: rapidfuzz's
partial ratio of at least 75 of 100, on quotes of three words or more). A match begins and ends at whole words.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from rapidfuzz import fuzz

from evaluator.domain.answers import Answer, Span
from evaluator.domain.judgements import Evidence, Match

FUZZY_FLOOR = 75.0
"""Lowest resemblance, of 100, at which a stretch of the answer is taken for the quote."""

FUZZY_WORDS = 3
"""Fewer words than this resemble too much by chance."""

_JOINERS = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
_ACCENTS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W_](?:[^\W_]+|[{_JOINERS}{_ACCENTS}]+)*")
_PLAIN_WORD = re.compile("[a-z0-9]+")
_HIDDEN = re.compile(f"[{_JOINERS}]")
_ELLIPSIS = re.compile(r"\s*[\[(]?(?:\.{3,}|…)[\])]?\s*")
_WRAPPING = " \t\n\"'“”‘’«»„`"
_SCRIPT_WITHOUT_SPACES = 0x2E80


@dataclass(frozen=True)
class Words:
    """A text as its words alone, normalised: `joined` has them with single spaces.

    Where each stands is found when something is asked for by place: most texts are only looked through.
    """

    said: Sequence[str]
    joined: str
    source: str
    offset: int

    @classmethod
    def of(cls, text: str, offset: int = 0) -> "Words":
        """The words of a text whose first character stands at `offset`."""
        if text.isascii():
            words = _PLAIN_WORD.findall(text.lower())
        else:
            words = [word.lower() if word.isascii() else _normalised(word) for word in _WORD.findall(text)]
        return cls(words, " ".join(words), text, offset)

    def __len__(self) -> int:
        return len(self.said)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where in `joined` each word begins."""
        return [0, *accumulate(len(word) + 1 for word in self.said)][:-1]

    @cached_property
    def places(self) -> Sequence[tuple[int, int]]:
        """Where in the text each word stands, and where it ends there."""
        return [found.span() for found in _WORD.finditer(self.source)]

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """The words that `joined[start:end]` touches: the first one's number, and that after the last one's."""
        first = max(0, bisect_right(self.starts, start) - 1)
        return first, max(first + 1, bisect_left(self.starts, end))

    def span(self, first: int, end: int) -> Span:
        """Where the words from `first` to before `end` stand."""
        return Span(self.places[first][0] + self.offset, self.places[end - 1][1] + self.offset)

    def text(self, first: int, end: int) -> str:
        """The normalised words from `first` to before `end`."""
        return self.joined[self.starts[first] : self.starts[end] - 1 if end < len(self) else None]

    def find(self, other: "Words") -> Span | None:
        """Where the other's words stand one after the other in this text, or None."""
        at = f" {self.joined} ".find(f" {other.joined} ")
        return None if at < 0 else self.span(*self.touched(at, at + len(other.joined)))


class Witness:
    """The candidate's own turns, ready to be searched for quotes. Made once for an answer."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._turns = tuple(turn.span for turn in answer.own_turns)

    @cached_property
    def _words(self) -> tuple[Words, ...]:
        return tuple(Words.of(self._answer.text[span.start : span.end], span.start) for span in self._turns)

    def find(self, quote: str) -> tuple[Evidence, ...]:
        """The candidate's words that a quote gives: one piece of evidence, or one for each part around "...".

        Empty when the quote, or any part of it, is not there.
        """
        # Few quotes leave anything out, and splitting takes longer than to see that.
        parts = _ELLIPSIS.split(quote) if "..." in quote or "…" in quote else [quote]
        parts = [part.strip(_WRAPPING) for part in parts]
        found = [self._find_whole(part) for part in parts if _WORD.search(part)]
        return tuple(evidence for evidence in found if evidence) if all(found) else ()

    def evidence(self, span: Span, match: Match, claimed: str) -> Evidence:
        """The words at a span as evidence for what was claimed."""
        said = self._answer.text[span.start : span.end]
        return Evidence(said, span, match, claimed if claimed != said else None)

    def _find_whole(self, quote: str) -> Evidence | None:
        words = words_of(quote)
        for match, found in self._searches(quote, words):
            if found is not None:
                return self.evidence(found, match, quote)
        return None

    def _searches(self, quote: str, words: Words) -> Iterator[tuple[Match, Span | None]]:
        yield Match.EXACT, _first(_exact(self._answer.text, span, quote) for span in self._turns)
        yield Match.NORMALISED, _first(turn.find(words) for turn in self._words)
        if len(words) >= FUZZY_WORDS:
            yield Match.FUZZY, self._nearest(words)

    def _nearest(self, words: Words) -> Span | None:
        best, floor = None, FUZZY_FLOOR
        for turn in self._words:
            # A turn shorter than the quote would be looked for inside it, the wrong way round.
            if len(turn.joined) < len(words.joined):
                near = fuzz.ratio(words.joined, turn.joined, score_cutoff=floor)
                start, end = 0, len(turn.joined)
            else:
                aligned = fuzz.partial_ratio_alignment(words.joined, turn.joined, score_cutoff=floor)
                near, start, end = (aligned.score, aligned.dest_start, aligned.dest_end) if aligned else (0.0, 0, 0)
            if near > floor or (best is None and near == floor):
                best, floor = _trimmed(turn, *turn.touched(start, end), words), near
        return best


def is_copied(quote: str, source: str, *, at_least: int) -> bool:
    """Whether a quote of `at_least` words or more stands, word for word, in a source that is not the answer."""
    words = words_of(quote)
    return len(words) >= at_least and words_of(source).find(words) is not None


@lru_cache(maxsize=1_024)
def words_of(text: str) -> Words:
    """The words of a short text, a question, a point or a quote: the same ones come again and again."""
    return Words.of(text)


def _trimmed(turn: Words, first: int, end: int, quote: Words) -> Span:
    """The stretch without words at its ends that only stood in the way: it resembles the quote more without them."""
    near = fuzz.ratio(turn.text(first, end), quote.joined)
    while end - first > FUZZY_WORDS:
        shorter = ((first + 1, end), (first, end - 1))
        best = max(shorter, key=lambda cut: fuzz.ratio(turn.text(*cut), quote.joined))
        if fuzz.ratio(turn.text(*best), quote.joined) <= near:
            break
        (first, end), near = best, fuzz.ratio(turn.text(*best), quote.joined)
    return turn.span(first, end)


def _exact(text: str, turn: Span, quote: str) -> Span | None:
    at = text.find(quote, turn.start, turn.end)
    while at >= 0:
        if _parts_words(text, at) and _parts_words(text, at + len(quote)):
            return Span(at, at + len(quote))
        at = text.find(quote, at + 1, turn.end)
    return None


def _parts_words(text: str, at: int) -> bool:
    """Whether no word runs across this position. Scripts written without spaces may be cut anywhere."""
    if at == 0 or at == len(text):
        return True
    before, after = text[at - 1], text[at]
    return not (before.isalnum() and after.isalnum()) or ord(after) >= _SCRIPT_WITHOUT_SPACES


def _first(found: Iterable[Span | None]) -> Span | None:
    return next((span for span in found if span is not None), None)


def _normalised(word: str) -> str:
    return unicodedata.normalize("NFKC", _HIDDEN.sub("", word)).casefold()
