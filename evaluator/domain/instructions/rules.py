"""How a rule about words addressed to a grader is written, and when it holds.

A rule is a pattern over the line of a sentence (see `sentences`), written with a few short forms: a space stands
for whatever parts two words, `<3>` for up to three words in between, `<name>` for a list of words (see `lists`), `<,>`
for a colon or other punctuation, `<->` for nothing or punctuation, `<end>` for the end of the line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from evaluator.domain.instructions.keywords import may_hold, one_line
from evaluator.domain.instructions.lists import LISTS

_GAP = "[ ,¶]+"
_FORMS = re.compile(r" ?<(\d+)> ?|<(\w+|[-,])>| ")
_SIGNS = {"-": "[ ,¶]*", ",": "[ ¶]*,", "end": "[ ,]*(?:$|¶)"}


class Stance(StrEnum):
    """Where in its sentence a pattern has to begin.

    `anywhere`; as an `order`, so that "we ignored" or "to ignore" is no match; or `opening` a clause or a line.
    """

    ANYWHERE = "anywhere"
    ORDER = "order"
    OPENING = "opening"


_DEED = """
i we they he she it who that which to not never don't didn't doesn't won't can't cannot can could would might may
will must should shall i'd we'd they'd i'll we'll i've we've users people developers engineers attackers teachers
often always usually sometimes let let's us them help helps helped
ich wir je nous on eu yo nosotros io noi ik wij мы я
"""
_REPORTED = frozenset(_DEED.split())
"""Words before a verb that make it somebody's deed or wish instead of an order."""

_MODAL = frozenset(("to", "can", "could", "may", "will", "must", "should", "shall", "would"))
_PLEASE = "please kindly now so then also just simply hey ok okay important and instead"
_INVITING = frozenset(_PLEASE.split())
"""Words after which a clause goes on as if it began there."""

NEAR = 160
"""How far, in characters of a line, the words stand that a rule looks at beside its match."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, where it may begin, and what in the same sentence shows that it is no address to a grader."""

    pattern: str
    stance: Stance
    unless: str | None

    def may_hold(self, said: frozenset[str]) -> bool:
        """Whether it may hold in a line with these runs. Costs next to nothing beside `hits`."""
        return may_hold(self.pattern, said)

    def hits(self, line: str) -> Iterator[tuple[int, int]]:
        """Where in a line the rule holds: start and end."""
        for match in compiled(self.pattern).finditer(line):
            start, end = match.span()
            if self._stands(line[max(0, start - NEAR) : start]):
                near = line[max(0, start - NEAR) : end + NEAR]
                if self.unless is None or not compiled(self.unless).search(near):
                    yield start, end

    def _stands(self, before: str) -> bool:
        if self.stance is Stance.ANYWHERE:
            return True
        words = before.split()
        if self.stance is Stance.OPENING:
            return not words or words[-1] in (",", "¶") or words[-1] in _INVITING
        return _is_order(words)


def _is_order(words: list[str]) -> bool:
    """Whether a verb after these words is an order: nobody does it or wants to, unless it is "you" who should."""
    if not words or words[-1] not in _REPORTED:
        return True
    return words[-1] in _MODAL and "you" in words[-4:]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A rule's pattern as a regular expression of whole words; every repetition in it is bounded.

    Made at first use: there are many, and most answers need none of them.
    """
    return re.compile(rf"(?<!\w)(?:{_expanded(pattern)})(?!\w)")


def _expanded(pattern: str) -> str:
    def form(found: re.Match[str]) -> str:
        if found[1]:
            return rf"{_GAP}(?:[^ ,¶]+{_GAP}){{0,{found[1]}}}?"
        if not found[2]:
            return _GAP
        return _SIGNS.get(found[2]) or f"(?:{_expanded(LISTS[found[2]])})"

    return _FORMS.sub(form, one_line(pattern))
