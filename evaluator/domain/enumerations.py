"""Where words are only listed: "Redis, Memcached, TTL, ETag, CDN".

Naming a thing is half of saying what it does. A list of names in a row holds many points' words and makes no claim, so
what stands in one can show that a thing was named, never that it was explained.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluator.domain.answers import Span

SHORT = 3
"""Most words between two breaks of a list: a name, not a statement."""

ENTRIES = 5
"""Fewest such entries in a row: people who tell a story name two or three things in passing."""

_BREAK = re.compile(r"[,;:/|•·.!?()\n]+|\s[-–—]\s")
_SIGN = re.compile(r"[,;:/|•·.!?()\n–—-]")
"""Any sign that a break may have, be it one or not."""

_END = re.compile(r"[.!?\n]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Entry:
    """The words between two breaks: where each stands, never none, and whether a sentence or a line ends with them."""

    places: tuple[tuple[int, int], ...]
    ends: bool


def enumerations(text: str, within: Span) -> tuple[Span, ...]:
    """The lists in one stretch of a text, each with the nearest words of its sentence before and after it."""
    if not _may_list(text[within.start : within.end]):
        return ()
    entries = list(_entries(text, within))
    found = []
    first = 0
    while first < len(entries):
        end = first
        while end < len(entries) and len(entries[end].places) <= SHORT:
            end += 1
        if end - first >= ENTRIES:
            found.append(_with_neighbours(entries, first, end))
        first = end + 1
    return tuple(found)


def _may_list(said: str) -> bool:
    """Whether so many short entries may stand in a row: most texts have none, and finding each word takes long."""
    row = 0
    for entry in _SIGN.split(said):
        words = entry.split()
        if sum(map(str.isalnum, words)) > SHORT:
            row = 0
        elif words:
            row += 1
        if row == ENTRIES:
            return True
    return False


def _entries(text: str, within: Span) -> Iterator[_Entry]:
    start = within.start
    breaks = [found.span() for found in _BREAK.finditer(text, within.start, within.end)]
    for end, beyond in (*breaks, (within.end, within.end)):
        places = tuple(found.span() for found in _WORD.finditer(text, start, end))
        if places:
            yield _Entry(places, ends=_END.search(text, end, beyond) is not None)
        start = beyond


def _with_neighbours(entries: Sequence[_Entry], first: int, end: int) -> Span:
    """A list has its first and last name often in the sentence around it: "I know about Redis, Memcached, ..."."""
    before = entries[first - 1].places[-SHORT:] if first and not entries[first - 1].ends else ()
    after = entries[end].places[:SHORT] if end < len(entries) and not entries[end - 1].ends else ()
    places = [*before, *entries[first].places, *entries[end - 1].places, *after]
    return Span(places[0][0], places[-1][1])
