"""A short way of looking at what an answer was read as."""

from evaluator.domain.answers import Answer, AnswerKind
from evaluator.files.answers import read_answer

Said = list[tuple[str | None, bool, str]]


def said(answer: Answer) -> Said:
    """Speaker, whether it is the candidate, and the words, turn by turn."""
    return [(turn.speaker, turn.by_candidate, answer.words_of(turn)) for turn in answer.turns]


def read(
    text: str, *, candidate_speaker: str | None = None, filename: str | None = None, kind: AnswerKind | None = None
) -> Said:
    """What is said in a text, turn by turn."""
    return said(read_answer(text, candidate_speaker=candidate_speaker, filename=filename, kind=kind))
