"""Rules for the wording of a question bank: a judge can only be as clear as the points it is given.

The rules find what can be told from the words alone. They are for the authors of a bank: a bank with findings still
works. Rules about English words are left out for banks in other languages.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rapidfuzz import fuzz

from evaluator.domain.questions import Anchors, Canary, ExpectedPoint, Question, QuestionBank
from evaluator.domain.words import stems

LONGEST_POINT = 160
"""Code points of a point's text; a longer one makes more than one claim, or explains itself."""

SAME_WORDS = 0.75
"""Share of the shorter point's stems found in the other, the question's own set apart: two such points are one."""

SAME_SPELLING = 85.0
"""Similarity of spelling, 0 to 100, at which two points are taken for one."""

CANARY_WORDS = 0.5
"""Share of a canary's stems found in a point, the question's own set apart: an honest answer may meet such a canary."""

CANARY_LENGTHS = (0.6, 1.5)
"""How short and how long a canary may be, as multiples of the question's shortest and longest point."""

_VAGUE_WORDS = """
adequate adequately appropriate appropriately best better correct correctly decent effective effectively efficient
efficiently etc good important nice optimal proper properly reasonable relevant robust solid suitable suitably
understand understanding understands various
"""

VAGUE = frozenset(_VAGUE_WORDS.split())
"""Words that two readers fill differently."""

FIXED_PAIRS = (
    "before and after",
    "client and server",
    "clients and servers",
    "expand and contract",
    "front end and back end",
    "frontend and backend",
    "input and output",
    "pros and cons",
    "publish and subscribe",
    "read and write",
    "reads and writes",
    "request and response",
    "rows and columns",
    "trial and error",
)
"""Pairs that name one thing. Articles and hyphens do not matter."""

_ARTICLES = re.compile(r"\b(?:the|a|an|its|their)\s+", re.IGNORECASE)
_PAIRED = re.compile("|".join(FIXED_PAIRS), re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween(?: \S+){1,4} and\b", re.IGNORECASE)
_JOINT = re.compile(r";|&|\b(?:as well as|along with|and|plus)\b", re.IGNORECASE)
_VAGUE = re.compile(rf"\b(?:{'|'.join(VAGUE)})\b", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*\w[^"]*"|“[^”]*\w[^”]*”')


class Rule(StrEnum):
    """What a finding is about; stable, for people who filter by it."""

    ANCHOR_WITHOUT_EXAMPLE = "anchor_without_example"
    CANARY_LIKE_POINT = "canary_like_point"
    CANARY_STANDS_OUT = "canary_stands_out"
    COMPOUND_POINT = "compound_point"
    DUPLICATE_POINT = "duplicate_point"
    EQUAL_WEIGHTS = "equal_weights"
    LONG_POINT = "long_point"
    MISSING_ANCHORS = "missing_anchors"
    VAGUE_WORD = "vague_word"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `point_id` is a point's or a canary's; `field` is where below it, `anchors.partial` say."""

    question_id: str
    point_id: str | None
    field: str
    rule: Rule
    message: str


def lint(bank: QuestionBank) -> tuple[Finding, ...]:
    """Every finding in a bank, in its order; none for a bank that is worded well."""
    english = bank.language.split("-")[0] == "en"
    return tuple(finding for question in bank.questions for finding in _in_question(question, english))


def _in_question(question: Question, english: bool) -> Iterator[Finding]:
    yield from _equal_weights(question)
    for point in question.points:
        yield from _long(question, point)
        yield from _missing_anchors(question, point)
        yield from _examples(question, point)
        if english:
            yield from _compound(question, point)
            yield from _vague(question, point)
    yield from _duplicates(question)
    for canary in question.canaries:
        yield from _examples(question, canary)
        yield from _nearness(question, canary)
        yield from _looks(question, canary)


def _equal_weights(question: Question) -> Iterator[Finding]:
    weights = {point.weight for point in question.points}
    if len(question.points) > 2 and len(weights) == 1:
        message = "all points weigh the same; give the core of the answer 3, what belongs to it 2, extras 1"
        yield Finding(question.id, None, "points", Rule.EQUAL_WEIGHTS, message)


def _long(question: Question, point: ExpectedPoint) -> Iterator[Finding]:
    if len(point.text) > LONGEST_POINT:
        message = f"has {len(point.text)} characters; keep a point to {LONGEST_POINT}, move the rest to its anchors"
        yield Finding(question.id, point.id, "text", Rule.LONG_POINT, message)


def _missing_anchors(question: Question, point: ExpectedPoint) -> Iterator[Finding]:
    if point.anchors is None:
        message = "are missing; say what counts as covered, partial and missed, each with an example in quotes"
        yield Finding(question.id, point.id, "anchors", Rule.MISSING_ANCHORS, message)


def _examples(question: Question, entry: ExpectedPoint | Canary) -> Iterator[Finding]:
    for name, text in _named(entry.anchors):
        if not _QUOTED.search(text):
            message = 'has no example; add one in double quotes, such as "We put Redis in front of it."'
            yield Finding(question.id, entry.id, name, Rule.ANCHOR_WITHOUT_EXAMPLE, message)


def _compound(question: Question, point: ExpectedPoint) -> Iterator[Finding]:
    plain = _BETWEEN.sub("", _PAIRED.sub("", _ARTICLES.sub("", point.text.replace("-", " "))))
    joint = _JOINT.search(plain)
    if joint:
        message = f'makes two claims, joined by "{joint[0]}"; make two points of it, or name one thing'
        yield Finding(question.id, point.id, "text", Rule.COMPOUND_POINT, message)


def _vague(question: Question, point: ExpectedPoint) -> Iterator[Finding]:
    # What is partial or missed often is vague talk, and its anchors may say so.
    covered = point.anchors.covered if point.anchors else ""
    for name, text in (("text", point.text), ("anchors.covered", covered)):
        for word in sorted({found.lower() for found in _VAGUE.findall(_QUOTED.sub("", text))}):
            message = f'says "{word}", which two readers judge differently; say what is said or done'
            yield Finding(question.id, point.id, name, Rule.VAGUE_WORD, message)


def _duplicates(question: Question) -> Iterator[Finding]:
    subject = _subject(question)
    for first, second in combinations(question.points, 2):
        one, other = sorted((_own(first.text, subject), _own(second.text, subject)), key=len)
        alike = fuzz.ratio(first.text.casefold(), second.text.casefold()) >= SAME_SPELLING
        if alike or _share(one, other) >= SAME_WORDS:
            message = f"says nearly the same as {first.id}; drop one, or say what sets them apart"
            yield Finding(question.id, second.id, "text", Rule.DUPLICATE_POINT, message)


def _nearness(question: Question, canary: Canary) -> Iterator[Finding]:
    subject = _subject(question)
    words = _own(canary.text, subject)
    near = [point for point in question.points if _share(words, _own(point.text, subject)) >= CANARY_WORDS]
    if near:
        message = f"comes near the point {near[0].id}, so that an honest answer may meet it; write another"
        yield Finding(question.id, canary.id, "text", Rule.CANARY_LIKE_POINT, message)


def _looks(question: Question, canary: Canary) -> Iterator[Finding]:
    shortest = CANARY_LENGTHS[0] * min(len(point.text) for point in question.points)
    longest = CANARY_LENGTHS[1] * max(len(point.text) for point in question.points)
    if not shortest <= len(canary.text) <= longest:
        message = f"stands out by its length; the points here suggest {shortest:.0f} to {longest:.0f} characters"
        yield Finding(question.id, canary.id, "text", Rule.CANARY_STANDS_OUT, message)
    anchored = {point.anchors is not None for point in question.points}
    if anchored == {canary.anchors is None}:
        message = "stand out; a canary has anchors exactly where the question's points have them"
        yield Finding(question.id, canary.id, "anchors", Rule.CANARY_STANDS_OUT, message)


def _named(anchors: Anchors | None) -> Iterable[tuple[str, str]]:
    if anchors is None:
        return ()
    return (
        ("anchors.covered", anchors.covered),
        ("anchors.partial", anchors.partial),
        ("anchors.missed", anchors.missed),
    )


def _subject(question: Question) -> frozenset[str]:
    """The stems of the question itself: every point may repeat them, so they tell none apart."""
    return frozenset(stems(f"{question.title} {question.text}"))


def _own(text: str, subject: frozenset[str]) -> frozenset[str]:
    return frozenset(stems(text)) - subject


def _share(words: frozenset[str], other: frozenset[str]) -> float:
    """The share of the words that the other text holds, 0 to 1; 0 for fewer than two, which agree by chance."""
    return len(words & other) / len(words) if len(words) > 1 else 0.0
