"""The candidate's words: what was said, by whom, and where each word stands.

Offsets everywhere are Unicode code points into `Answer.text`, half open: `text[start:end]`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluator.digests import Digest, digest_json
from evaluator.errors import AnswerEmpty, AnswerNotText, AnswerTooLong

MAX_CHARACTERS = 50_000
"""Longest answer accepted, in code points, the interviewer's words included."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but for tab and newline, and lone surrogates."""


class AnswerKind(StrEnum):
    """Written by the candidate, or spoken and written down."""

    TYPED = "typed"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in code points, half open."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's words without interruption. `span` covers the words alone, not the name before them.

    A typed answer is one turn without a speaker, spoken by the candidate.
    """

    span: Span
    speaker: str | None
    by_candidate: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A text with its turns in order. Only the candidate's turns are judged; the others are shown."""

    text: str
    turns: tuple[Turn, ...]
    kind: AnswerKind
    digest: Digest

    @property
    def own_turns(self) -> tuple[Turn, ...]:
        """The candidate's turns, in order."""
        return tuple(turn for turn in self.turns if turn.by_candidate)

    def words_of(self, turn: Turn) -> str:
        """The text of one turn."""
        return self.text[turn.span.start : turn.span.end]

    @property
    def own_text(self) -> str:
        """All that the candidate said, turns parted by an empty line."""
        return "\n\n".join(self.words_of(turn) for turn in self.own_turns)


def compose(text: str, turns: Sequence[Turn], kind: AnswerKind) -> Answer:
    """An Answer of checked text and turns. Raises AnswerEmpty when the candidate says nothing in it."""
    refuse_unreadable(text)
    answer = Answer(text, tuple(turns), kind, _digest(text, turns, kind))
    if not any(character.isalnum() for character in answer.own_text):
        raise AnswerEmpty("The answer is empty: there are no words of the candidate's to judge.")
    return answer


def typed(text: str) -> Answer:
    """An Answer written by the candidate, all of it their own words. Line ends become plain newlines."""
    clean = plain_newlines(text)
    refuse_unreadable(clean)
    return compose(clean, [Turn(Span(0, len(clean)), None, by_candidate=True)], AnswerKind.TYPED)


def plain_newlines(text: str) -> str:
    """The text without a byte-order mark at its start, with every line end as a single newline."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def refuse_unreadable(text: str) -> None:
    """Raise AnswerEmpty, AnswerTooLong or AnswerNotText where a text cannot be an answer; quotes none of it."""
    if not text.strip():
        raise AnswerEmpty("The answer is empty. Paste what the candidate said.")
    if len(text) > MAX_CHARACTERS:
        raise AnswerTooLong(f"The answer has {len(text):,} characters; the most that is judged is {MAX_CHARACTERS:,}.")
    found = _FORBIDDEN.search(text)
    if found:
        raise AnswerNotText(
            f"The answer holds the control character U+{ord(found[0]):04X} at position {found.start():,}. "
            "Remove it, or save the file as plain UTF-8 text."
        )


def _digest(text: str, turns: Sequence[Turn], kind: AnswerKind) -> Digest:
    return digest_json(
        {
            "text": text,
            "kind": kind.value,
            "turns": [[turn.span.start, turn.span.end, turn.speaker, turn.by_candidate] for turn in turns],
        }
    )
