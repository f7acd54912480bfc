"""Where words are only listed: "Redis, Memcached, TTL, ETag, CDN".

Naming a thing is half of saying what it does. A list of names in a row holds many points' words and makes no claim, so
what stands in one can show that a thing was named, never that it was explained.
"""

import re
from collections.abc import Iterator

from evaluator.domain.answers import Span

SHORT = 3
"""Most words between two breaks of a list: a name, not a statement."""

ENTRIES = 5
"""Fewest such entries in a row: people who tell a story name two or three things in passing."""

_BREAK = re.compile(r"[,;:/|•·.!?()\n]+|\s[-–—]\s")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

_Places = list[tuple[int, int]]


def enumerations(text: str, within: Span) -> tuple[Span, ...]:
    """The lists in one stretch of a text, each with the nearest words of what stands before and after it."""
    entries = list(_entries(text, within))
    found = []
    first = 0
    while first < len(entries):
        end = first
        while end < len(entries) and len(entries[end]) <= SHORT:
            end += 1
        if end - first >= ENTRIES:
            found.append(_with_neighbours(entries, first, end))
        first = end + 1
    return tuple(found)


def _entries(text: str, within: Span) -> Iterator[_Places]:
    """Where the words between two breaks stand, never none."""
    start = within.start
    for end, beyond in (
        *(found.span() for found in _BREAK.finditer(text, within.start, within.end)),
        (within.end,) * 2,
    ):
        places = [found.span() for found in _WORD.finditer(text, start, end)]
        if places:
            yield places
        start = beyond


def _with_neighbours(entries: list[_Places], first: int, end: int) -> Span:
    """A list has its first and its last name often in the sentence around it: "I know about Redis, Memcached, ..."."""
    before = entries[first - 1][-SHORT:] if first else []
    after = entries[end][:SHORT] if end < len(entries) else []
    places = [*before, *entries[first], *entries[end - 1], *after]
    return Span(places[0][0], places[-1][1])
