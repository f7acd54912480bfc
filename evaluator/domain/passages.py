"""Sentence-like passages of a text: what a person would point at as one thing said.

Speech written down may go on for a page without a full stop. So a passage ends at a sentence's end, at a line's end,
and, where it grows too long, at a comma or after a fixed number of words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evaluator.domain.answers import Span
from evaluator.domain.words import Word, words

LONGEST_PASSAGE = 40
"""Words a passage holds at most."""

_SHORTEST_CUT = 24
"""Words after which a comma is taken for an end in a passage that is too long."""

_BREAK = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text from its first word to its last, with all its words in order; never empty."""

    words: tuple[Word, ...]

    @property
    def span(self) -> Span:
        """From the first word's first code point to the last word's last."""
        return Span(self.words[0].start, self.words[-1].end)

    @property
    def stems(self) -> frozenset[str]:
        """The stems in it, fillers and negations left out."""
        return frozenset(word.stem for word in self.words if word.stem)

    @property
    def negates(self) -> bool:
        """Whether any of its words turns a statement round."""
        return any(word.negates for word in self.words)


def passages(text: str, within: Span) -> Iterator[Passage]:
    """The passages of one stretch of a text, in order, together holding all its words."""
    start = within.start
    for found in _BREAK.finditer(text, within.start, within.end):
        yield from _cut(text, tuple(words(text, start, found.start())))
        start = found.end()
    yield from _cut(text, tuple(words(text, start, within.end)))


def _cut(text: str, said: tuple[Word, ...]) -> Iterator[Passage]:
    start = 0
    while len(said) - start > LONGEST_PASSAGE:
        end = _pause(text, said, start)
        yield Passage(said[start:end])
        start = end
    if start < len(said):
        yield Passage(said[start:])


def _pause(text: str, said: tuple[Word, ...], start: int) -> int:
    """Where a passage that is too long is cut: after the last comma that leaves it long enough, else at its limit."""
    for end in range(start + LONGEST_PASSAGE, start + _SHORTEST_CUT, -1):
        if text[said[end - 1].end] in ",;:":
            return end
    return start + LONGEST_PASSAGE
