"""Captions: WebVTT and SRT to who said what. Linear in the text; words are kept as said, markup is not.

Follows https://www.w3.org/TR/webvtt1/ as far as files met in practice do: cue ids, settings, NOTE, STYLE and REGION
blocks, voice tags, timestamps inside cues and HTML entities.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluator.domain.speakers import clip_name, name_key, part_of
from evaluator.files.labels import Label, Place, could_be_a_name, is_full_name, read_label
from evaluator.files.rolling import Cue, without_repeats
from evaluator.files.script import Form, Script, Utterance, lay_out

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\s{{0,8}}{_CLOCK}[ \t]{{0,8}}-->[ \t]{{0,8}}{_CLOCK}(?=\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,80})?[ \t]{1,8}([^<>\n]{1,200})>")
_MARKUP = re.compile(
    r"</v>|</?(?:c|i|b|u|ruby|rt|lang|font)(?:[.\s][^<>\n]{0,200})?>"
    r"|<(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{3}>|\{\\an\d\}"
)
_SPACE = re.compile(r"[ \t\n\u00a0]+")
_CHANGE = ">>"


def looks_like_captions(text: str, filename: str | None) -> bool:
    """Whether a text is a caption file: it says so, or its first lines hold a cue's times."""
    lines = _first_lines(text)
    if lines and lines[0].split(maxsplit=1)[0] == "WEBVTT":
        return "-->" in text
    hinted = filename is not None and filename.lower().endswith((".vtt", ".srt"))
    return any(_TIMING.match(line) for line in (lines if hinted else lines[:4]))


def _first_lines(text: str) -> list[str]:
    return [line for line in text[:2000].split("\n") if line.strip()]


def read_captions(text: str) -> Script:
    """The conversation in a caption file with plain newlines."""
    vtt = text.lstrip().startswith("WEBVTT")
    cues = without_repeats(_cues(text.split("\n"), vtt=vtt))
    named = _named_by_first_line(cues)
    return lay_out(Form.VTT if vtt else Form.SRT, _said(cues, first_line_names=named))


def _cues(lines: Sequence[str], *, vtt: bool) -> list[Cue]:
    timings = [(number, match) for number, line in enumerate(lines) if "-->" in line and (match := _TIMING.match(line))]
    cues = []
    for index, (number, match) in enumerate(timings):
        end = timings[index + 1][0] if index + 1 < len(timings) else len(lines)
        payload = _payload(lines[number + 1 : end], vtt=vtt, last=end == len(lines))
        clock = match.groups()
        cues.append(Cue(_seconds(clock[:4]), _seconds(clock[4:]), payload))
    return cues


def _seconds(clock: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in clock)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _payload(lines: Sequence[str], *, vtt: bool, last: bool) -> tuple[str, ...]:
    """A cue's own lines among those up to the next cue's times: without the next cue's id, comments and styles.

    WebVTT ends a cue at its first empty line; SRT files are met with empty lines inside a cue.
    """
    if vtt:
        blank = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
        own = lines[:blank]
        if blank == len(lines) and not last and own and own[-1].strip().isdigit():
            own = own[:-1]
    else:
        own = lines if last or not lines or not lines[-1].strip().isdigit() else lines[:-1]
    return tuple(words for line in own if (words := _SPACE.sub(" ", _MARKUP.sub("", line)).strip(" ")))


def _named_by_first_line(cues: Sequence[Cue]) -> bool:
    """Whether every cue's first line is its speaker's name, as one meeting tool writes them."""
    firsts = [cue.lines[0] for cue in cues if cue.lines]
    if len(firsts) < 2 or any(len(cue.lines) == 1 for cue in cues):
        return False
    return len(set(firsts)) <= len(firsts) // 2 + 1 and all(
        line[-1].isalnum() and (is_full_name(line) or part_of(line)) and len(line.split()) <= 4 for line in firsts
    )


@dataclass(slots=True)
class _Floor:
    """Who has the floor while captions are read in order; `names` are the keys of those who speak at all."""

    names: frozenset[str]
    speaker: str | None = None
    before: str | None = None
    invented: int = 0

    def give(self, name: str) -> None:
        if self.speaker is None or name_key(name) != name_key(self.speaker):
            self.before, self.speaker = self.speaker, name

    def change(self) -> None:
        """Somebody else speaks, unnamed: whoever spoke before, or a new voice."""
        if self.before is None:
            self.invented += 1
            self.give(f"Speaker {self.invented}")
        else:
            self.before, self.speaker = self.speaker, self.before


def _said(cues: Sequence[Cue], *, first_line_names: bool) -> Iterator[Utterance]:
    floor = _Floor(_names(cues))
    for cue in cues:
        lines = cue.lines
        if first_line_names and lines:
            floor.give(clip_name(html.unescape(lines[0])))
            lines = lines[1:]
        for speaker, line in _voices(lines):
            if speaker:
                floor.give(clip_name(html.unescape(speaker)))
            yield _line(_SPACE.sub(" ", html.unescape(line)).strip(" "), floor, tagged=speaker is not None)


def _names(cues: Sequence[Cue]) -> frozenset[str]:
    """Those of the words before a colon that are speakers: "Redis: in memory" is nobody's turn."""
    labels = [label for cue in cues for line in cue.lines if (label := _inline_label(line.lstrip("> ")))]
    counts = Counter(label.key for label in labels)
    first = labels[0].key if labels else None
    return frozenset(
        label.key
        for label in labels
        if counts[label.key] > 1 or label.key == first or is_full_name(label.name) or part_of(label.name)
    )


def _inline_label(words: str) -> Label | None:
    label = read_label(words)
    return label if label and label.place is Place.INLINE and could_be_a_name(label.name) else None


def _voices(lines: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    """The lines of one cue, cut where a voice tag names who goes on."""
    for line in lines:
        pieces = _VOICE.split(line)
        if pieces[0].strip():
            yield None, pieces[0]
        yield from zip(pieces[1::2], pieces[2::2], strict=True)


def _line(words: str, floor: _Floor, *, tagged: bool) -> Utterance:
    """One line's words under the name it gives, or under that of whoever has the floor."""
    if tagged:
        return Utterance(floor.speaker, words)
    changes = words.startswith(_CHANGE)
    said = words.lstrip("> ") if changes else words
    label = _inline_label(said)
    if label and (changes or label.key in floor.names):
        floor.give(label.name)
        said = said[label.width :].strip()
    elif changes:
        floor.change()
    return Utterance(floor.speaker, said)
