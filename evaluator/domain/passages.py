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
    """A stretch of a text, from its first word to its last, with all its words in order; never empty."""

    words: tuple[Word, ...]

    @property
    def span(self) -> Span:
        """From the first word's first code point to the last word's last."""
        return Span(self.words[0].start, self.words[-1].end)

    @property
    def stems(self) -> frozenset[str]:
        """The stems in it, fillers and negations left out."""
        return frozenset(word.stem for word in self.words if word.stem)


def passages(text: str, within: Span) -> Iterator[Passage]:
    """The passages of one stretch of a text, in order, together holding all its words."""
    start = within.start
    for found in _BREAK.finditer(text, within.start, within.end):
        yield from _cut(text, tuple(words(text, start, found.start())))
        start = found.end()
    yield from _cut(text, tuple(words(text, start, within.end)))


def _cut(text: str, said: tuple[Word, ...]) -> Iterator[Passage]:
    while len(said) > LONGEST_PASSAGE:
        end = _last_comma(text, said) or LONGEST_PASSAGE
        yield Passage(said[:end])
        said = said[end:]
    if said:
        yield Passage(said)


def _last_comma(text: str, said: tuple[Word, ...]) -> int | None:
    places = range(LONGEST_PASSAGE, _SHORTEST_CUT, -1)
    return next(
        (place for place in places if text[said[place - 1].end : said[place].start].strip()[:1] in {",", ";", ":"}),
        None,
    )
