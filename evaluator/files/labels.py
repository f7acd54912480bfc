"""One line of a conversation: does it begin with somebody's name, with a time beside it, or is it a time alone?

Only the first WINDOW characters of a line are looked at and every repetition is bounded, so a line costs the same
however it is made.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from evaluator.domain.speakers import MAX_NAME, clip_name, name_key, part_of

WINDOW = 100
"""How much of a line is read in search of a label, in code points."""

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_SPELT_TIME = r"(?:\d{1,2} hours? )?(?:\d{1,2} minutes? )?\d{1,2} seconds?"
_STAMP = rf"[\[(]?{_TIME}[\])]?"
_WORD = r"[^\W_][\w.'’\-/]{0,30}"
_NAME = rf"{_WORD}(?:,? (?:{_WORD}|[(][^\W\d_][\w.'’\-/]{{0,30}}[)]?|[\w.'’\-/]{{1,30}}[)])){{0,3}}"
_SHORTEST_NAME = _NAME + "?"
_BOLD = r"(?:\*\*|__)?"

_INLINE = re.compile(
    rf" {{0,3}}(?:(?:-|>+|\*) )?{_BOLD}(?P<before>{_STAMP})?(?: ?[-–])?\s{{0,4}}{_BOLD}"
    rf"(?P<name>{_NAME})(?P<after>\s{{1,4}}{_STAMP}|\s{{0,4}}[\[(]{_TIME}[\])])?\s?{_BOLD}"
    rf"(?::{_BOLD}(?:\s+(?P<late>[\[(]{_TIME}[\])]))?(?=\s|$)|：)"
)
_ALONE = re.compile(
    rf"\s{{0,3}}(?:\[?(?P<name>{_SHORTEST_NAME})\]?[\s·|–-]{{1,8}}(?:{_STAMP}|{_SPELT_TIME})"
    rf"|{_STAMP}[\s·|–-]{{1,8}}\[?(?P<named>{_NAME})\]?)\s*$"
)
_NAME_ALONE = re.compile(rf"\s{{0,3}}({_NAME})\s*$")
_BARE_TIME = re.compile(rf"\s{{0,3}}{_STAMP}\s*$")

_HEADINGS = """
note notes example examples step steps part phase stage option point points item idea tip hint warning error info
debug fatal trace critical exception caveat caution important summary conclusion tldr overview background context
problem solution result results situation task tasks action actions outcome reason reasons pro pros con cons
advantage advantages disadvantage disadvantages benefit benefits drawback drawbacks strengths weaknesses goal goals
challenge challenges approach impact lesson lessons learning learnings takeaway takeaways definition difference
differences first second third fourth fifth finally next then also so because however therefore but and or if else
case when today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday morning afternoon
evening january february march july september october november december week day month year time date frontend
front-end backend back-end database databases db sql nosql cache caching api apis rest http https url uri server
client user users host port system assistant tool tools stack language languages framework frameworks authentication
authorization authorisation encryption security testing tests monitoring logging deployment get post put patch
delete head redis memcached postgres postgresql mysql mongodb sqlite cassandra kafka rabbitmq celery nginx docker
kubernetes python java javascript typescript react node git github jira slack title subject name email phone address
from to cc re ps nb ie eg etc todo fixme see source sources reference references input output request response
status code key keys value type types id version author before after during start end begin now later meanwhile why
what how who where when which yes no ok okay sure lunch meeting standup stand-up planning retro review demo release
incident deploy alert rollback timeline agenda the one two three more less most best worst rule rules fact facts
quote lead team manager developer customer hinweis beispiel schritt problem lösung ergebnis vorteil vorteile
nachteil nachteile fazit aufgabe
"""
_NO_NAMES = frozenset(_HEADINGS.split())
"""First words of lines that end in a colon without being anybody's name."""


class Place(StrEnum):
    """Where a label stands: on the line of the words, or on a line of its own with a time beside it."""

    INLINE = "inline"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Label:
    """A name at the beginning of a line. The words begin `width` code points into the line."""

    name: str
    place: Place
    timed: bool
    width: int

    @property
    def key(self) -> str:
        """What the spellings of one name have in common."""
        return name_key(self.name)


def read_label(line: str) -> Label | None:
    """The label a line begins with, whoever it names, or None. A caller decides whether it is a speaker's."""
    head = line[:WINDOW]
    if ":" not in head and "：" not in head and "second" not in head:
        return None
    if len(line) <= WINDOW:
        alone = _ALONE.match(line)
        if alone:
            return _label(alone["name"] or alone["named"], Place.ALONE, timed=True, width=len(line))
    inline = _INLINE.match(head)
    if not inline:
        return None
    timed = any(inline[group] for group in ("before", "after", "late"))
    return _label(inline["name"], Place.INLINE, timed=timed, width=inline.end())


def _label(name: str, place: Place, *, timed: bool, width: int) -> Label | None:
    if len(name) > MAX_NAME:
        return None
    return Label(clip_name(name), place, timed, width)


def read_name(line: str) -> Label | None:
    """The name a line consists of, as meeting tools put it above a time, or None: only plain names of people."""
    alone = _NAME_ALONE.match(line) if len(line) <= WINDOW else None
    if alone is None or not could_be_a_name(alone[1]) or not (is_full_name(alone[1]) or part_of(alone[1])):
        return None
    return _label(alone[1], Place.ALONE, timed=True, width=len(line))


def is_bare_time(line: str) -> bool:
    """Whether a line holds a time and nothing else, as meeting tools put between paragraphs."""
    return len(line) <= WINDOW and _BARE_TIME.match(line) is not None


def could_be_a_name(name: str) -> bool:
    """Whether the words before a colon may be somebody's name rather than a heading: capitals, and no heading word."""
    if part_of(name):
        return True
    words = name.split()
    if not all(word[0].isupper() or word[0] in "(" or not word[0].isascii() for word in words):
        return False
    return words[0].casefold().rstrip(".,") not in _NO_NAMES and name.casefold() not in _NO_NAMES


def is_full_name(name: str) -> bool:
    """Whether a name has a first and a last word, both with a capital ("Anna Berg"): hardly ever a heading."""
    words = [word for word in name.split() if word[0].isalpha()]
    return len(words) >= 2 and all(word[0].isupper() and not word.isupper() for word in words)
