"""How an answer is told, whatever it is about: as sentences or bare words, of oneself, of the past, dismissively."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from evaluator.domain.passages import Passage
from evaluator.domain.questions import QuestionKind
from evaluator.judge.sighting import Hit

_PER_WORDS = 20
"""Dismissals are counted for so many words of the answer."""

_ONESELF = frozenset(("i", "we", "my", "our", "me", "us", "i'd", "we'd", "i've", "we've", "myself", "ourselves"))
_PAST = """
was were had did went took made found wrote told got gave built kept ran came began left led met sent spent brought
chose decided said saw thought knew cut put set split sat drew read broke held felt learnt fell stood paid taught
caught won lost meant dealt threw grew
"""
_PAST_FORMS = frozenset(_PAST.split())

_DISMISSALS = """
avoid banned bother bothered bothering bureaucracy contrary deleted discouraged excuse forbidden gimmick guaranteed
harmful hinder hinders hopeless hype ignore ignored ignores ignoring illegal impossible instead irrelevant meaningless
myth needless needlessly nonsense obsolete outdated overkill overrated paranoid pointless prohibited rejected removed
reversed rubbish skip skipped skipping slowed slows superfluous superstition unimportant unlike unnecessary unneeded
unprofessional useless waste wasted wasteful wastes wasting weakness worthless
"""
DISMISSALS = frozenset(_DISMISSALS.split())
"""Words that wave something away, or put another thing in its place. One is nothing; several are seldom in answers that
make the points they speak of."""


@dataclass(frozen=True, slots=True)
class Manner:
    """`past` is the share of passages in the past, `dismissals` how many words of twenty are dismissing ones. Passages
    count as much as they are about the subject."""

    past: float
    dismissals: float


def manner_of(passages: Sequence[Passage], bearings: Sequence[float]) -> Manner:
    """The manner of an answer of these passages. `bearings` say of each, from 0 to 1, how far it is about the subject:
    what is said besides tells nothing of how the subject is spoken of."""
    weighed = list(zip(passages, bearings, strict=True))
    said = fsum(bearing * len(passage.words) for passage, bearing in weighed)
    dismissed = fsum(bearing * sum(word.plain in DISMISSALS for word in passage.words) for passage, bearing in weighed)
    return Manner(
        past=fsum(bearing for passage, bearing in weighed if is_past(passage)) / (fsum(bearings) or 1),
        dismissals=_PER_WORDS * dismissed / (said or 1),
    )


@dataclass(frozen=True, slots=True)
class Telling:
    """What matters where a question asks what the candidate did: whether the words found stand in a telling of it,
    and whether the answer has such a telling at all. A question that asks what a thing is needs none and has none.
    """

    here: bool
    elsewhere: bool


def telling_of(kind: QuestionKind, passages: Sequence[Passage], hits: Iterable[Hit]) -> Telling:
    """How the words found are told, in an answer of these passages."""
    if kind is QuestionKind.KNOWLEDGE:
        return Telling(here=True, elsewhere=False)
    told = any(is_first_person(passage) and is_past(passage) for passage in passages)
    return Telling(here=told and any(is_past(passages[hit.place.passage]) for hit in hits), elsewhere=told)


def is_first_person(passage: Passage) -> bool:
    """Whether a passage speaks of its speaker, alone or with others."""
    return any(word.plain in _ONESELF for word in passage.words)


def is_past(passage: Passage) -> bool:
    """Whether a passage has a verb that looks like the past."""
    return any(word.plain in _PAST_FORMS or (word.stem and word.plain.endswith("ed")) for word in passage.words)
