"""An answer out of whatever was pasted or dropped: plain text, a conversation, captions, a meeting tool's transcript.

The text itself says what it is; a file's name is only a hint. Nothing that was said is changed: fillers, false
starts and "[inaudible]" stay.
"""

from collections import Counter
from dataclasses import dataclass

from evaluator.domain.answers import (
    Answer,
    AnswerKind,
    Turn,
    compose,
    plain_newlines,
    refuse_unreadable,
)
from evaluator.domain.hidden import hidden_spans
from evaluator.domain.speakers import Identification, Why, guess, identify, name_key
from evaluator.errors import AnswerEmpty, AnswerTooLong, SpeakerUnclear
from evaluator.files.captions import looks_like_captions, read_captions
from evaluator.files.decoding import decode
from evaluator.files.dialogue import Wanted, read_dialogue
from evaluator.files.script import Form, Script, whole

__all__ = ["Form", "Outline", "SpeakerShare", "decode", "describe", "read_answer"]

MAX_FILE_CHARACTERS = 500_000
"""Longest text read, in code points: captions are mostly times. The words in them obey the limit of answers."""


@dataclass(frozen=True, slots=True)
class SpeakerShare:
    """One speaker with what they say: turns and words, counted."""

    name: str
    turns: int
    words: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What a text was recognised as, for a person to check before anything is judged.

    `candidate` is the speaker taken for the candidate, None for a typed answer and where nobody can be named; `why`
    gives the grounds. `certain` says whether it would be judged so; otherwise somebody has to choose. `characters` is
    the length of the stored text, `hidden` how many of its characters cannot be seen.
    """

    form: Form
    kind: AnswerKind
    turns: int
    words: int
    characters: int
    speakers: tuple[SpeakerShare, ...]
    candidate: str | None
    why: Why | None
    certain: bool
    hidden: int


def read_answer(
    text: str, *, candidate_speaker: str | None = None, filename: str | None = None, kind: AnswerKind | None = None
) -> Answer:
    """The Answer in a text. `candidate_speaker` names the candidate among its speakers, in any case.

    `kind` overrules what the text looks like: `typed` takes every word for the candidate's, `transcript` needs less
    to see speakers in it. Raises SpeakerUnclear where it is not certain who the candidate is, or where the one named
    does not speak; AnswerEmpty, AnswerTooLong and AnswerNotText as `domain.answers` does.
    """
    script = _read(text, candidate_speaker, filename, kind)
    names = script.speakers
    found = _identify(names, candidate_speaker)
    if found is None and names:
        raise SpeakerUnclear(_who(len(names)), speakers=names)
    own = found.name if found else None
    spoken = [passage for passage in script.passages if not passage.is_empty]
    turns = [Turn(passage.span, passage.speaker, passage.speaker == own) for passage in spoken]
    return compose(script.text, turns, kind or _kind(script))


def describe(
    text: str, *, candidate_speaker: str | None = None, filename: str | None = None, kind: AnswerKind | None = None
) -> Outline:
    """What `read_answer` would make of a text, without insisting on who the candidate is.

    Raises what `read_answer` raises but SpeakerUnclear.
    """
    script = _read(text, candidate_speaker, filename, kind)
    names = script.speakers
    turns = Counter(passage.speaker for passage in script.passages if not passage.is_empty)
    words = Counter[str | None]()
    for passage in script.passages:
        words[passage.speaker] += len(script.text[passage.span.start : passage.span.end].split())
    try:
        found = _identify(names, candidate_speaker)
    except SpeakerUnclear:
        found = None
    found = found or guess((name, words[name]) for name in names)
    return Outline(
        form=script.form,
        kind=kind or _kind(script),
        turns=turns.total(),
        words=words.total(),
        characters=len(script.text),
        speakers=tuple(SpeakerShare(name, turns[name], words[name]) for name in names),
        candidate=found.name if found else None,
        why=found.why if found else None,
        certain=found.certain if found else not names,
        hidden=sum(span.end - span.start for span in hidden_spans(script.text)),
    )


def _kind(script: Script) -> AnswerKind:
    return AnswerKind.TYPED if script.form is Form.TYPED else AnswerKind.TRANSCRIPT


def _read(text: str, candidate_speaker: str | None, filename: str | None, kind: AnswerKind | None) -> Script:
    clean = plain_newlines(text)
    if not clean.strip():
        refuse_unreadable(clean)
    if len(clean) > MAX_FILE_CHARACTERS:
        raise AnswerTooLong(
            f"The text has {len(clean):,} characters; the most that is read is {MAX_FILE_CHARACTERS:,}."
        )
    script = _recognise(clean, candidate_speaker, filename, kind)
    if not script.text:
        raise AnswerEmpty("The captions hold no words. Check that the file is the whole transcript.")
    refuse_unreadable(script.text)
    return script


def _recognise(text: str, candidate_speaker: str | None, filename: str | None, kind: AnswerKind | None) -> Script:
    if kind is AnswerKind.TYPED:
        return whole(text)
    if looks_like_captions(text, filename):
        return read_captions(text)
    wanted = Wanted(
        candidate=None if candidate_speaker is None else name_key(candidate_speaker),
        conversation=kind is AnswerKind.TRANSCRIPT,
    )
    return read_dialogue(text, wanted) or whole(text)


def _identify(names: tuple[str, ...], candidate_speaker: str | None) -> Identification | None:
    if candidate_speaker is None:
        return identify(names)
    key = name_key(candidate_speaker)
    for name in names:
        if name_key(name) == key:
            return Identification(name, Why.SAID)
    if not names:
        raise SpeakerUnclear(
            "A candidate is named, but no speakers were found in the text. Leave the name out, "
            "or write each turn as 'Name: words'.",
            speakers=(),
        )
    raise SpeakerUnclear(f"The candidate named is not among the speakers. {_who(len(names))}", speakers=names)


def _who(count: int) -> str:
    return f"Say who the candidate is: there {'is 1 speaker' if count == 1 else f'are {count} speakers'}."
