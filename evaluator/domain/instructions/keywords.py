"""What a line must hold for a pattern to have any chance in it: told from the pattern itself.

Trying a pattern on a line takes far longer than looking up a few words, and making a regular expression of it longer
still. So each pattern is first asked for its keywords: for every part of it that must be there, the words of which one
must be. They are derived, never written down beside it, so that the two cannot come apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce

from evaluator.domain.instructions.lists import LISTS

_ANY = "…"
"""Stands in a text for whatever a pattern leaves open there, spaces included."""

_NOTHING = frozenset({""})
_ANYTHING = frozenset({_ANY})

_MOST_TEXTS = 256
"""Most texts that two parts together are spelt out to; beyond, the one of more texts is left open."""

_MOST_DEMANDS = 3

_TOKEN = re.compile(r"\(\?[:!=]|[)|]| ?<\d+> ?|<(?:\w+|[-,])>|[?*+]|\{[\d,]+\}|\\.|\[[^]]*\]|\w+(?![?*+{])|.")
_GAP = re.compile(r" ?<\d+> ?| ")
_BREAK = re.compile(r"(?<=[|:])\s*\n\s*|\s*\n\s*(?=\))")
"""A line may end anywhere between two words, after a bar, and inside a bracket's ends."""

_RUN = re.compile(r"\w+")
_WORD = re.compile(rf"[\w{_ANY}]+")

_SIGNS = {"<,>": frozenset({" "}), "<end>": frozenset({" "}), "<->": _ANYTHING}

Texts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Demand:
    """One of these whole words must be there, or one of these parts of a word."""

    words: frozenset[str]
    parts: tuple[str, ...]

    def is_met(self, said: frozenset[str]) -> bool:
        """Whether one of them is among the words that are said."""
        if not self.words.isdisjoint(said):
            return True
        return bool(self.parts) and any(map(" ".join(said).__contains__, self.parts))


def runs(line: str) -> frozenset[str]:
    """The words of a line as patterns see them, parted at apostrophes too."""
    return frozenset(_RUN.findall(line))


def may_hold(pattern: str, said: frozenset[str]) -> bool:
    """Whether a pattern (see `rules`) may hold in a line with these `runs`."""
    return all(demand.is_met(said) for demand in demands(pattern))


def any_may_hold(patterns: Iterable[str]) -> Demand | None:
    """What a line must hold for any of the patterns to have a chance; None when one of them asks nothing."""
    rarest = [demands(pattern)[:1] for pattern in patterns]
    if not all(rarest):
        return None
    words = frozenset(word for (demand,) in rarest for word in demand.words)
    return Demand(words, tuple({part: None for (demand,) in rarest for part in demand.parts}))


@cache
def demands(pattern: str) -> tuple[Demand, ...]:
    """What a pattern asks of a line, the rarest first; nothing where it leaves too much open."""
    alternatives = _read(pattern)
    parts = [_spelt(part) for part in alternatives[0]] if len(alternatives) == 1 else [_texts(alternatives)]
    found = [demand for part in parts if (demand := _demand(part))]
    # Long words are rare ones.
    found.sort(key=lambda demand: -min(map(len, (*demand.words, *demand.parts))))
    return tuple(found[:_MOST_DEMANDS])


Parts = list[list[Texts]]
"""One alternative of a pattern: its parts, which gaps divide, each of pieces that follow one another closely."""


def one_line(pattern: str) -> str:
    """A pattern without the line breaks it was written with."""
    return " ".join(_BREAK.sub("", pattern).split())


def _read(pattern: str) -> list[Parts]:
    return _alternatives(iter(_TOKEN.findall(one_line(pattern))))


def _alternatives(tokens: Iterator[str]) -> list[Parts]:
    """The alternatives up to the end of the group that the tokens are in."""
    found: list[Parts] = [[[]]]
    for sign in tokens:
        pieces = found[-1][-1]
        if sign == ")":
            break
        if sign == "|":
            found.append([[]])
        elif _GAP.fullmatch(sign):
            found[-1].append([])
        elif sign[0] not in "?*+{":
            pieces.append(_piece(sign, tokens))
        elif pieces:
            pieces[-1] = _repeated(sign, pieces[-1])
    return found


def _piece(sign: str, tokens: Iterator[str]) -> Texts:
    if sign == "(?:":
        return _texts(_alternatives(tokens))
    if sign in ("(?!", "(?="):
        _alternatives(tokens)
        return _NOTHING
    if sign[0] == "<":
        return _SIGNS.get(sign) or _listed(sign[1:-1])
    if sign[0] == "[":
        return frozenset(sign[1:-1]) if sign[1:-1].isalpha() else _ANYTHING
    return _ANYTHING if sign[0] == "\\" else frozenset({sign})


@cache
def _listed(name: str) -> Texts:
    return _texts(_read(LISTS[name]))


def _repeated(sign: str, piece: Texts) -> Texts:
    if sign == "?":
        return piece | _NOTHING
    parted = all(text.endswith(" ") for text in piece)
    again = frozenset({f"{_ANY} "}) if parted else _ANYTHING
    return again | _NOTHING if sign == "*" else again


def _texts(alternatives: Iterable[Parts]) -> Texts:
    gap = frozenset({" "})
    spelt = (reduce(lambda one, other: _followed(_followed(one, gap), other), map(_spelt, s)) for s in alternatives)
    return frozenset[str]().union(*spelt)


def _spelt(pieces: list[Texts]) -> Texts:
    return reduce(_followed, pieces, _NOTHING)


def _followed(first: Texts, then: Texts) -> Texts:
    if len(first) * len(then) > _MOST_TEXTS:
        first, then = (first, _ANYTHING) if len(first) < len(then) else (_ANYTHING, then)
    return frozenset(one + other for one in first for other in then)


def _demand(texts: Texts) -> Demand | None:
    """One word of each text, whole where there is one; none when a text says nothing."""
    told = [_telling(text) for text in texts]
    if not all(told):
        return None
    parts = {word.strip(_ANY) for word in told if _ANY in word}
    return Demand(frozenset(word for word in told if _ANY not in word) - parts, tuple(sorted(parts)))


def _telling(text: str) -> str:
    """The longest whole word of a text, else the longest part of one, marked as a part; empty when there is none."""
    if text.isalnum():
        return text
    words = _WORD.findall(text)
    if _ANY not in text:
        return max(words, key=len, default="")
    whole = max((word for word in words if _ANY not in word), key=len, default="")
    part = max((part for word in words for part in word.split(_ANY)), key=len, default="")
    return whole or (f"{part}{_ANY}" if part else "")
