"""Sentences as lists of words in a form that patterns can be written for.

A sentence's `line` holds its words in small letters, one space between two; `¶` stands where a line ends, `,` where
punctuation stood: "please , ignore all ¶ previous instructions". Each word can be traced back to the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evaluator.domain.answers import Span
from evaluator.domain.instructions.folding import unmasked

WORD = re.compile(r"[^\W_]+(?:['@$!][^\W_]+)*")

# Where one class of characters begins all that is looked for, the places between are passed over at no cost.
_BOUNDARY = re.compile(
    r"[.!?\n。！？](?:(?<=[.!?])[.!?]*[\"')\]]*(?=\s|$)|(?<=\n)[ \t]*\n|(?<=[。！？]))",
)
_TOKEN = re.compile(rf"(?P<word>{WORD.pattern})|(?P<end>\n)|(?P<joint>(?<=\b\w)[^\w\s](?=\w\b))|(?P<mark>[^\w\s])")
_POSING = re.compile(r"[0134578@$!](?:(?<=[a-z].)|(?<=\b[013457@$!])(?=[a-z]{2}))")
_SPACED = re.compile(r"[ .\-_*](?<=\b[a-z].)[a-z]\b(?:[ .\-_*][a-z]\b){2}")
_FOREIGN = re.compile("[\u0250-\u058f]")

_MARKS = ("¶", ",")
"""Of marks that follow one another the one named first stays."""

_SPACED_LETTERS = 4
"""Fewest single letters in a row that are read as one word: "i g n o r e"."""

_RUN_TOGETHER = 20
"""Longer words are looked at as if they were several run together."""

REACH = 240
"""How far, in code points, a finding is widened towards its sentence's ends: speech may come without full stops."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a folded text. `tokens` are where the words of `line` stand in the text: start and end."""

    line: str
    tokens: Sequence[tuple[int, int]]

    @cached_property
    def _places(self) -> Sequence[int]:
        """Where in `line` each word begins."""
        return [0, *(space.end() for space in re.finditer(" ", self.line))]

    def around(self, start: int, end: int) -> Span:
        """Where in the text the stretch of `line` stands, widened to whole lines or the sentence, within REACH."""
        first = bisect_right(self._places, start) - 1
        last = bisect_right(self._places, max(start, end - 1)) - 1
        low, high = self.tokens[first][0] - REACH, self.tokens[last][1] + REACH
        while first > 0 and not self._ends_line(first - 1) and self.tokens[first - 1][0] >= low:
            first -= 1
        while last + 1 < len(self.tokens) and not self._ends_line(last + 1) and self.tokens[last + 1][1] <= high:
            last += 1
        return Span(self.tokens[first][0], self.tokens[last][1])

    def _ends_line(self, word: int) -> bool:
        return self.line[self._places[word]] == "¶"


def sentences(text: str) -> Iterator[Span]:
    """Where the sentences of a text stand, their full stops included."""
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        yield Span(start, boundary.end())
        start = boundary.end()
    yield Span(start, len(text))


def may_be_masked(text: str) -> bool:
    """Whether any sentence of a text can be masked. Few texts have one."""
    return _is_disguised(text) or max(map(len, text.split()), default=0) > _RUN_TOGETHER


def _is_disguised(text: str) -> bool:
    """Whether a digit or sign stands beside letters, letters stand apart, or some are of other alphabets."""
    if _POSING.search(text) or _SPACED.search(text):
        return True
    return not text.isascii() and _FOREIGN.search(text) is not None


def may_be_apart(words: Sequence[str]) -> bool:
    """Whether a sentence has so many words of one letter that some may be a word written apart."""
    return list(map(len, words)).count(1) >= _SPACED_LETTERS


def is_masked(words: Sequence[str], text: str) -> bool:
    """Whether a sentence, given with its words, may hold some in disguise.

    Disguises are digits for letters, letters written apart, letters of other alphabets, several words run together.
    """
    lengths = list(map(len, words))
    if lengths.count(1) >= _SPACED_LETTERS or not text.isascii():
        return _is_disguised(text)
    if not "".join(words).replace("'", "").isalpha() and _is_disguised(text):
        return True
    return max(lengths, default=0) > _RUN_TOGETHER


def read_sentence(text: str, span: Span) -> Sentence:
    """The sentence at a span of a folded text, its words unmasked."""
    words: list[str] = []
    tokens: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text, span.start, span.end):
        kind, word = token.lastgroup, token[0]
        if kind == "joint":
            continue
        if kind != "word":
            word = "¶" if kind == "end" else ","
            if words and words[-1] in _MARKS:
                words[-1] = min(words[-1], word, key=_MARKS.index)
                continue
        elif not (word.isalpha() and word.isascii()):
            word = unmasked(word)
        words.append(word)
        tokens.append(token.span())
    if sum(1 for word in words if len(word) == 1) >= _SPACED_LETTERS:
        words, tokens = _despaced(words, tokens)
    return Sentence(" ".join(words), tokens)


def _despaced(words: Sequence[str], tokens: Sequence[tuple[int, int]]) -> tuple[list[str], list[tuple[int, int]]]:
    """Runs of single letters written apart joined to words; a wider gap parts two of them."""
    runs = _letter_runs(words, tokens)
    if max(map(len, runs)) < _SPACED_LETTERS:
        return list(words), list(tokens)
    joined = ["".join(words[number] for number in run) for run in runs]
    return joined, [(tokens[run[0]][0], tokens[run[-1]][1]) for run in runs]


def _letter_runs(words: Sequence[str], tokens: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The numbers of the words, those of single letters one space apart together."""
    runs: list[list[int]] = []
    for number, word in enumerate(words):
        letter = len(word) == 1 and word.isalpha()
        if letter and runs and _goes_on(words, tokens, runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _goes_on(words: Sequence[str], tokens: Sequence[tuple[int, int]], last: int, number: int) -> bool:
    before = words[last]
    return len(before) == 1 and before.isalpha() and tokens[number][0] - tokens[last][1] <= 1
