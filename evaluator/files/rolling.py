"""Captions that repeat themselves: live captions show the last line again above the new one, or let a line grow.

People repeat themselves too ("Yes." "Yes."), and that is to stay. So repetition is taken for the tool's only where
a good part of the whole file does it, and only between cues that touch in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_TOUCH_S = 0.2
"""Longest pause, in seconds, between cues of which one shows the other's words again."""

_SHARE = 0.3
_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """Lines shown from `start` to `end`, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


def without_repeats(cues: Sequence[Cue]) -> list[Cue]:
    """The cues with each line said once: exact double entries dropped, rolling and growing lines reduced."""
    single = [cue for number, cue in enumerate(cues) if cue.lines and (number == 0 or cue != cues[number - 1])]
    repeats = sum(1 for one, other in pairwise(single) if _fresh(one, other) != other.lines)
    if repeats < max(_AT_LEAST, _SHARE * len(single)):
        return single
    kept = single[:1]
    for one, other in pairwise(single):
        if _grown(one, other):
            kept[-1] = replace(other, lines=_fresh_after(kept[-1], one, other))
        else:
            kept.append(replace(other, lines=_fresh(one, other)))
    return kept


def _touch(one: Cue, other: Cue) -> bool:
    return one.start <= other.start <= one.end + _TOUCH_S


def _grown(one: Cue, other: Cue) -> bool:
    """Whether the later cue shows the earlier one's line again with more words after it."""
    old, new = " ".join(one.lines), " ".join(other.lines)
    return _touch(one, other) and new.startswith(old + " ") and other.lines[0] != one.lines[-1]


def _fresh(one: Cue, other: Cue) -> tuple[str, ...]:
    """The later cue's lines without those it shows again from the end of the earlier one."""
    if not _touch(one, other):
        return other.lines
    if _grown(one, other):
        return ()
    for size in range(min(len(one.lines), len(other.lines)), 0, -1):
        if one.lines[-size:] == other.lines[:size]:
            return other.lines[size:]
    return other.lines


def _fresh_after(kept: Cue, one: Cue, other: Cue) -> tuple[str, ...]:
    """A grown line in place of its beginning: what was kept of the earlier cue, then the words added."""
    added = " ".join(other.lines)[len(" ".join(one.lines)) :].strip()
    return (*kept.lines, added)
