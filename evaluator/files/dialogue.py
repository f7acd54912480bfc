"""Pasted conversations: `Name: text` lines, and the ways meeting tools write names and times above the words.

Prose is full of colons, so a text counts as a conversation only on good grounds: names that state a part, or
speakers who alternate and address one another. On anything less it stays what it was, a typed answer.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from evaluator.domain.answers import Span
from evaluator.domain.spans import trimmed
from evaluator.domain.speakers import Part, is_brief, name_key, part_of
from evaluator.files.labels import Label, Place, could_be_a_name, is_bare_time, is_full_name, read_label, read_name
from evaluator.files.script import Form, Passage, Script, Utterance, lay_out

_PREAMBLE_WORDS = 25
"""Most words before the first name: a heading or two. Longer, and the names stand inside somebody's prose."""

_ADDRESS = re.compile(r"\b(?:I|I'm|I'd|I've|you|your|we|me|my|ich|Sie|wir|je|vous|nous|yo|usted|io|lei)\b")
"""Words by which people speak of themselves and to each other; definitions have none."""


_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")

ANSWERER = "Candidate"
"""The name given to whoever answers, where a text names only who asks."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller knows already: the candidate's name as a key, and that the text is a conversation."""

    candidate: str | None = None
    conversation: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label, the line it stands on, and where in the text the line and the words after the label begin."""

    line: int
    label: Label
    at: int
    words_at: int


@dataclass(frozen=True, slots=True)
class _Page:
    """A text cut into lines, and the labels that may be speakers'."""

    text: str
    lines: Sequence[str]
    marks: Sequence[_Mark] = field(default=())

    def words(self, marks: Sequence[_Mark], index: int) -> Span:
        """Where the words under one of the marks stand, white space at the ends left out."""
        end = marks[index + 1].at if index + 1 < len(marks) else len(self.text)
        return trimmed(self.text, marks[index].words_at, end)


def read_dialogue(text: str, wanted: Wanted) -> Script | None:
    """The conversation in a text with plain newlines, or None where it is not clearly one."""
    page = _read_page(text, wanted)
    if not page.marks:
        return None
    for kind in ("alone", "timed", "any"):
        marks = _speakers(_of_kind(page.marks, kind), wanted)
        if marks and _convincing(page, marks, wanted):
            return _script(page, marks)
    return None


def _read_page(text: str, wanted: Wanted) -> _Page:
    lines = text.split("\n")
    marks: list[_Mark] = []
    above_at = position = 0
    fenced = False
    for number, line in enumerate(lines):
        label = None if fenced else read_label(line)
        if _turns_fence(line[label.width :] if label else line):
            fenced = not fenced
        if label and (could_be_a_name(label.name) or label.key == wanted.candidate):
            marks.append(_Mark(number, label, position, position + label.width))
        elif number and is_bare_time(line) and (above := read_name(lines[number - 1])):
            marks.append(_Mark(number - 1, above, above_at, position + len(line)))
        above_at, position = position, position + len(line) + 1
    return _Page(text, lines, marks)


def _turns_fence(words: str) -> bool:
    """Whether a fence of code begins or ends with these words, and does not do both: ```x``` stands for itself."""
    return words.lstrip().startswith("```") and words.count("```") % 2 == 1


def _of_kind(marks: Sequence[_Mark], kind: str) -> list[_Mark]:
    if kind == "alone":
        return [mark for mark in marks if mark.label.place is Place.ALONE]
    inline = [mark for mark in marks if mark.label.place is Place.INLINE]
    return [mark for mark in inline if mark.label.timed] if kind == "timed" else inline


def _speakers(marks: Sequence[_Mark], wanted: Wanted) -> list[_Mark]:
    """Those of the marks that are speakers', so that "Redis: in memory" within an answer does not end a turn."""
    if len(marks) == 2:
        return list(marks)
    counts = Counter(mark.label.key for mark in marks)
    parts = {part_of(mark.label.name) for mark in marks}
    both_named = {Part.CANDIDATE, Part.INTERVIEWER} <= parts

    def speaks(index: int, mark: _Mark) -> bool:
        label = mark.label
        if part_of(label.name) or label.key == wanted.candidate:
            return True
        again = counts[label.key] > 1
        full = is_full_name(label.name)
        return (again and full) if both_named else (again or full or index == 0)

    return [mark for index, mark in enumerate(marks) if speaks(index, mark)]


def _convincing(page: _Page, marks: Sequence[_Mark], wanted: Wanted) -> bool:
    keys = [mark.label.key for mark in marks]
    if wanted.candidate in keys:
        return True
    if len(page.text[: marks[0].at].split()) > _PREAMBLE_WORDS:
        return False
    opens = not page.text[: marks[0].at].strip()
    if wanted.conversation and opens:
        return True
    if marks[0].label.place is Place.ALONE:
        return _stamped(page, marks)
    return _parts_speak(marks, opens=opens) or _alternate(page, marks, opens=opens)


def _stamped(page: _Page, marks: Sequence[_Mark]) -> bool:
    """Names on lines of their own, each with a time: believed when they come again or are plainly people's."""
    spoken = sum(1 for index in range(len(marks)) if _has_words(page, marks, index))
    keys = Counter(mark.label.key for mark in marks)
    known = all(part_of(mark.label.name) or is_full_name(mark.label.name) for mark in marks)
    return len(marks) >= 2 and 2 * spoken >= len(marks) and (known or max(keys.values()) > 1)


def _has_words(page: _Page, marks: Sequence[_Mark], index: int) -> bool:
    span = page.words(marks, index)
    return span.end > span.start


def _parts_speak(marks: Sequence[_Mark], *, opens: bool) -> bool:
    """Names that state a part: one that is clear, at the beginning or twice; or a question with its answer."""
    parts = {part_of(mark.label.name) for mark in marks}
    if {Part.CANDIDATE, Part.INTERVIEWER} <= parts:
        return True
    clear = [mark for mark in marks if part_of(mark.label.name) and not is_brief(mark.label.name)]
    return len(clear) > 1 or (opens and bool(clear) and clear[0] is marks[0])


def _alternate(page: _Page, marks: Sequence[_Mark], *, opens: bool) -> bool:
    """Plain names: two or more that take turns, and words that ask or address somebody."""
    keys = [mark.label.key for mark in marks]
    switches = sum(1 for one, other in pairwise(keys) if one != other)
    turns = [page.text[span.start : span.end] for span in (page.words(marks, i) for i in range(len(marks)))]
    if len(marks) == 2:
        return opens and switches == 1 and turns[0].endswith("?") and bool(turns[1])
    if switches < 2 or len(set(keys)) == len(keys):
        return False
    personal = {key for key, words in zip(keys, turns, strict=True) if _ADDRESS.search(words)}
    return len(personal) > 1 or any(words.endswith("?") for words in turns)


def _script(page: _Page, marks: Sequence[_Mark]) -> Script:
    names: dict[str, str] = {}
    for mark in marks:
        names.setdefault(mark.label.key, mark.label.name)
    alone = marks[0].label.place is Place.ALONE
    if alone or any(is_bare_time(line) for line in page.lines):
        return _laid_out(page, marks, names)
    opening = trimmed(page.text, 0, marks[0].at)
    passages = [Passage(None, opening)] if opening.start < opening.end else []
    alone = all(part_of(name) is Part.INTERVIEWER for name in names.values())
    for index, mark in enumerate(marks):
        said = Passage(names[mark.label.key], page.words(marks, index))
        passages += _answered(page.text, said) if alone else (said,)
    return Script(Form.DIALOGUE, page.text, tuple(passages))


def _answered(text: str, question: Passage) -> Iterator[Passage]:
    """A question and what follows it after an empty line, where nobody but interviewers is named: the answer."""
    asked = _EMPTY_LINE.search(text, question.span.start, question.span.end)
    if asked is None:
        yield question
        return
    yield Passage(question.speaker, trimmed(text, question.span.start, asked.start()))
    yield Passage(ANSWERER, Span(asked.end(), question.span.end))


def _laid_out(page: _Page, marks: Sequence[_Mark], names: dict[str, str]) -> Script:
    utterances = [Utterance(None, _words(page.lines[: marks[0].line], names))]
    for index, mark in enumerate(marks):
        end = marks[index + 1].line if index + 1 < len(marks) else len(page.lines)
        first = page.lines[mark.line][mark.label.width :]
        words = _words([first, *page.lines[mark.line + 1 : end]], names)
        utterances.append(Utterance(names[mark.label.key], words))
    return lay_out(Form.MEETING, utterances)


def _words(lines: Sequence[str], names: dict[str, str]) -> str:
    """The lines that were said: without times standing alone and names repeated by the tool."""
    said = [line.strip() for line in lines if not is_bare_time(line) and name_key(line[:200]) not in names]
    return "\n".join(said).strip()
