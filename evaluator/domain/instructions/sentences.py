"""Sentences as lists of words in a form that patterns can be written for.

A sentence's `line` holds its words in small letters, one space between two; `¶` stands where a line ends, `,` where
punctuation stood: "please , ignore all ¶ previous instructions". Each word is traced back to the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluator.domain.answers import Span
from evaluator.domain.instructions.folding import unmasked

WORD = re.compile(r"[^\W_](?:[^\W_]|['@$!](?=[^\W_]))*")

_BOUNDARY = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|[。！？]|\n[ \t]*\n")
_TOKEN = re.compile(rf"(?P<word>{WORD.pattern})|(?P<end>\n)|(?P<joint>(?<=\b\w)[^\w\s](?=\w\b))|(?P<mark>[^\w\s])")
_MASKED = re.compile(r"[a-z][0134578@$!]|\b[013457@$!][a-z]{2}|\b[a-z](?:[ .\-_*][a-z]\b){3}|[\u0250-\u058f]")

_MARKS = ("¶", ",")
"""Of marks that follow one another the one named first stays."""

REACH = 240
"""How far, in code points, a finding is widened towards its sentence's ends: speech may come without full stops."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a folded text. `places[i]` is where in `line` token `i` begins, `spans[i]` where in the text."""

    line: str
    places: Sequence[int]
    spans: Sequence[Span]

    def around(self, start: int, end: int) -> Span:
        """Where in the text the stretch of `line` stands, widened to whole lines or the sentence, within REACH."""
        first = bisect_right(self.places, start) - 1
        last = bisect_right(self.places, max(start, end - 1)) - 1
        low, high = self.spans[first].start - REACH, self.spans[last].end + REACH
        while first > 0 and not self._ends_line(first - 1) and self.spans[first - 1].start >= low:
            first -= 1
        while last + 1 < len(self.spans) and not self._ends_line(last + 1) and self.spans[last + 1].end <= high:
            last += 1
        return Span(self.spans[first].start, self.spans[last].end)

    def _ends_line(self, token: int) -> bool:
        return self.line[self.places[token]] == "¶"


def sentences(text: str) -> Iterator[Span]:
    """Where the sentences of a text stand, their full stops included."""
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        yield Span(start, boundary.end())
        start = boundary.end()
    yield Span(start, len(text))


def is_masked(text: str) -> bool:
    """Whether a text may hold words in disguise: digits for letters, spaced letters, letters of other alphabets."""
    return _MASKED.search(text) is not None


def read_sentence(text: str, span: Span) -> Sentence:
    """The sentence at a span of a folded text, its words unmasked."""
    words: list[str] = []
    spans: list[Span] = []
    for token in _TOKEN.finditer(text, span.start, span.end):
        if token["joint"]:
            continue
        word = unmasked(token[0]) if token["word"] else "¶" if token["end"] else ","
        if word in _MARKS and words and words[-1] in _MARKS:
            words[-1] = min(words[-1], word, key=_MARKS.index)
            continue
        words.append(word)
        spans.append(Span(*token.span()))
    words, spans = _despaced(words, spans)
    places: list[int] = []
    place = 0
    for word in words:
        places.append(place)
        place += len(word) + 1
    return Sentence(" ".join(words), places, spans)


_SPACED_LETTERS = 4
"""Fewest single letters in a row that are read as one word: "i g n o r e"."""


def _despaced(words: list[str], spans: list[Span]) -> tuple[list[str], list[Span]]:
    """Runs of single letters written apart joined to words; a wider gap parts two of them."""
    kept: list[str] = []
    where: list[Span] = []
    run: list[int] = []

    def flush() -> None:
        if len(run) >= _SPACED_LETTERS:
            kept.append("".join(words[number] for number in run))
            where.append(Span(spans[run[0]].start, spans[run[-1]].end))
        else:
            kept.extend(words[number] for number in run)
            where.extend(spans[number] for number in run)
        run.clear()

    for number, word in enumerate(words):
        if len(word) == 1 and word.isalpha():
            if run and spans[number].start - spans[run[-1]].end > 1:
                flush()
            run.append(number)
            continue
        flush()
        kept.append(word)
        where.append(spans[number])
    flush()
    return kept, where
