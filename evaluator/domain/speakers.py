"""Who is who in a conversation, told from the names alone.

A name can say its bearer's part ("Interviewer", "Candidate 2", "Anna (applicant)"). How much somebody talks says
nothing certain: it is offered as a guess, never acted on.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_NAME = 40
"""Longest speaker's name kept, in code points; the rest is cut."""


class Part(StrEnum):
    """What somebody does in an interview. `voice` is a speaker's label that tells no part ("Speaker 1", "You")."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"
    VOICE = "voice"


_CANDIDATE = """
candidate interviewee applicant respondent a ans answer bewerber bewerberin kandidat kandidatin antwort
candidat candidata candidato entrevistado entrevistada intervistato intervistata sollicitant
кандидат 候选人 应聘者
"""
_INTERVIEWER = """
interviewer interviewerin recruiter recruiterin hr q question questioner moderator fragesteller frage
recruteur recruteuse intervieweur entrevistador entrevistadora reclutador intervistatore intervistatrice
интервьюер рекрутер 面试官
"""
_VOICE = "speaker you me ich unknown-speaker speaker-unknown participant sprecher sprecherin"

_PARTS = {
    **dict.fromkeys(_VOICE.split(), Part.VOICE),
    **dict.fromkeys(_INTERVIEWER.split(), Part.INTERVIEWER),
    **dict.fromkeys(_CANDIDATE.split(), Part.CANDIDATE),
    "hiring-manager": Part.INTERVIEWER,
}
_BRIEF = frozenset(
    ("a", "ans", "answer", "antwort", "q", "question", "frage", "hr", "me", "you", "ich", "moderator", "respondent")
)
"""Words that name a part only beside their counterpart: an "A:" alone may as well be the first item of a list."""

_PIECES = re.compile(r"[()\[\]/|–—,]|\s-\s")
_NUMBER = re.compile(r"[\s#-]*(?:\d{1,3}|\s[a-z])$")


class Why(StrEnum):
    """On what grounds somebody is taken for the candidate, as a person reads it."""

    SAID = "as you said"
    NAME = "from the name"
    ELIMINATION = "the others are interviewers"
    ONLY = "the only speaker"
    MOST = "speaks most; please check"


@dataclass(frozen=True, slots=True)
class Identification:
    """Who is taken for the candidate and why. A guess that is not `certain` must be confirmed by a person."""

    name: str
    why: Why

    @property
    def certain(self) -> bool:
        """Whether the grounds are good enough to judge by."""
        return self.why is not Why.MOST


def name_key(name: str) -> str:
    """What two spellings of one name have in common: compatibility forms, case and white space set aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def clip_name(name: str) -> str:
    """The name as given, white space at its ends removed, cut to MAX_NAME code points."""
    clean = " ".join(name.split())
    return clean if len(clean) <= MAX_NAME else clean[: MAX_NAME - 1] + "…"


def part_of(name: str) -> Part | None:
    """The part that a name states, as a whole or in one of its pieces ("Anna (candidate)"); None for a plain name."""
    key = name_key(name)
    for piece in (key, *_PIECES.split(key)):
        word = piece.strip()
        part = _part(word) or _part(_NUMBER.sub("", word))
        if part:
            return part
    return None


def _part(word: str) -> Part | None:
    return _PARTS.get("-".join(word.split()))


def is_brief(name: str) -> bool:
    """Whether the name states a part by a word that is common in prose as well, and so proves nothing alone."""
    return _NUMBER.sub("", name_key(name)) in _BRIEF


def identify(names: Sequence[str]) -> Identification | None:
    """The candidate among different speakers, where the names leave no doubt; else None."""
    candidates = [name for name in names if part_of(name) is Part.CANDIDATE]
    if len(candidates) == 1:
        return Identification(candidates[0], Why.NAME)
    others = [name for name in names if part_of(name) is not Part.INTERVIEWER]
    if len(others) != 1:
        return None
    return Identification(others[0], Why.ONLY if len(names) == 1 else Why.ELIMINATION)


def guess(words: Iterable[tuple[str, int]]) -> Identification | None:
    """The one who speaks most of those not known to be interviewers: pairs of name and word count."""
    eligible = [(count, name) for name, count in words if part_of(name) is not Part.INTERVIEWER]
    if not eligible:
        return None
    most = max(count for count, _ in eligible)
    leaders = [name for count, name in eligible if count == most]
    return Identification(leaders[0], Why.MOST) if len(leaders) == 1 else None
