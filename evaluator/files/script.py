"""A conversation as it was read from a file: the text to store, and who says which stretch of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluator.domain.answers import Span


class Form(StrEnum):
    """What a text was recognised as."""

    TYPED = "typed"
    DIALOGUE = "dialogue"
    MEETING = "meeting"
    VTT = "vtt"
    SRT = "srt"


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one speaker as a file gives them. `speaker` is None where the file does not say."""

    speaker: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of `Script.text` with its speaker: the words alone, without the name. Empty where nothing was said."""

    speaker: str | None
    span: Span

    @property
    def is_empty(self) -> bool:
        """Whether a name stands there without words."""
        return self.span.start == self.span.end


@dataclass(frozen=True, slots=True)
class Script:
    """The text to store and its passages in order."""

    form: Form
    text: str
    passages: tuple[Passage, ...]

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names, each once, in order of appearance."""
        return tuple(dict.fromkeys(passage.speaker for passage in self.passages if passage.speaker is not None))


def whole(text: str) -> Script:
    """A text that is nobody's in particular: one passage without a speaker."""
    return Script(Form.TYPED, text, (Passage(None, Span(0, len(text))),))


def lay_out(form: Form, utterances: Iterable[Utterance]) -> Script:
    """Utterances as paragraphs `Name: words`, those that follow one another from one speaker joined to one."""
    pieces: list[str] = []
    passages: list[Passage] = []
    position = 0
    for utterance in _joined(utterances):
        label = "" if utterance.speaker is None else f"{utterance.speaker}: "
        gap = "\n\n" if pieces else ""
        start = position + len(gap) + len(label)
        end = start + len(utterance.words)
        pieces.append(gap + label + utterance.words)
        passages.append(Passage(utterance.speaker, Span(start, end)))
        position = end
    return Script(form, "".join(pieces), tuple(passages))


def _joined(utterances: Iterable[Utterance]) -> Sequence[Utterance]:
    runs: list[tuple[str | None, list[str]]] = []
    for utterance in utterances:
        if not utterance.words:
            continue
        if runs and runs[-1][0] == utterance.speaker:
            runs[-1][1].append(utterance.words)
        else:
            runs.append((utterance.speaker, [utterance.words]))
    return [Utterance(speaker, " ".join(words)) for speaker, words in runs]
