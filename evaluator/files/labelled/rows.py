"""One row of a labelled file: a question, an answer and what people said of it; or all that is wrong with it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.digests import Digest, Json, digest_text
from evaluator.domain.answers import Answer, AnswerKind, typed
from evaluator.domain.inline_questions import Flaws, InlineQuestion, question_of
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.lookup import QuestionIndex
from evaluator.domain.questions import Question, QuestionBank
from evaluator.errors import AnswerEmpty, InputError
from evaluator.files.answers import read_answer
from evaluator.files.labelled.labels import labels_of
from evaluator.files.sheets.decoys import generic_decoys
from evaluator.files.sheets.rows import LONGEST_ID
from evaluator.files.sheets.tables import Row

POINT_CHARACTERS = 5_000
"""Longest point of a labelled file: a whole reference answer may stand as the one point."""

REFERENCE = "reference"
"""The id of the one point that a reference answer is taken for."""

_REMEMBERED = 1_000
_ID = re.compile(rf"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{{1,{LONGEST_ID}}}")


@dataclass(frozen=True, slots=True)
class RowReading:
    """What a row came to. Where nothing is wrong and `labelled` is None, the row holds no words to judge."""

    row: int
    labelled: LabelledAnswer | None
    answer_id: str | None = None
    part: str | None = None
    flaws: tuple[str, ...] = ()


class LabelledRowReader:
    """Reads rows one by one; of others it knows nothing but the questions."""

    def __init__(self, bank: QuestionBank | None) -> None:
        self._index = QuestionIndex(bank) if bank else None
        self._own: dict[Digest, Question | Flaws] = {}

    def read(self, row: Row) -> RowReading:
        """The row, or what is wrong with it, all of it at once."""
        if row.problem is not None:
            return RowReading(row.number, None, flaws=(_lower(row.problem),))
        flaws: list[str] = []
        answer_id = _answer_id(row, flaws)
        part = _text(row.cells, "part", flaws)
        band = _text(row.cells, "band", flaws) or _word(row.cells.get("label"))
        question = self._question(row.cells, flaws)
        answer = _answer(row.cells, flaws)
        labels = labels_of(row.cells, [point.id for point in question.points]) if question else None
        flaws += labels.flaws if labels else ()
        if flaws or question is None or labels is None or answer is None or answer_id is None:
            return RowReading(row.number, None, answer_id, part, tuple(flaws))
        labelled = LabelledAnswer(row.number, answer_id, question, answer, labels.verdicts, labels.score, band, part)
        return RowReading(row.number, labelled, answer_id, part)

    def _question(self, cells: Mapping[str, Json], flaws: list[str]) -> Question | None:
        """The bank's question of that id, or the one that the row brings."""
        named, told = _text(cells, "question_id", flaws), _text(cells, "question", flaws)
        points, reference = cells.get("points"), _text(cells, "reference", flaws)
        known = self._index.find(named) if self._index and named else None
        if points is None and known is not None:
            return known
        if points is None and reference:
            points = [{"id": REFERENCE, "text": reference}]
        if points is None:
            flaws.append(self._unknown(named))
            return None
        own = self._own_question(InlineQuestion(told or "", points, named))
        if isinstance(own, Flaws):
            flaws += [f"question: {flaw}" for flaw in own.flaws]
            return None
        if known is not None and known.id == own.id:
            if _asked(known) == _asked(own):
                return known
            flaws.append("question_id: the bank has a question of that id with other points; give this one another id")
        return own

    def _unknown(self, named: str | None) -> str:
        if not named:
            return "question_id: no question is named; give a question_id of the bank, or question and points"
        near = self._index.near(named) if self._index else ()
        hint = f"did you mean {' or '.join(near)}?" if near else "or give the row question and points of its own"
        return f"question_id: there is no such question in the bank; {hint}"

    def _own_question(self, given: InlineQuestion) -> Question | Flaws:
        key = digest_text(json.dumps([given.text, given.points, given.id]))
        if key not in self._own:
            if len(self._own) >= _REMEMBERED:
                self._own.clear()
            self._own[key] = question_of(given, generic_decoys(), POINT_CHARACTERS)
        return self._own[key]


def _asked(question: Question) -> list[tuple[str, str]]:
    return [(point.id, point.text) for point in question.points]


def _answer_id(row: Row, flaws: list[str]) -> str | None:
    said = row.cells.get("answer_id")
    name = str(said) if isinstance(said, int) and not isinstance(said, bool) else said
    if name is None:
        return str(row.number)
    if isinstance(name, str) and _ID.fullmatch(name.strip()):
        return name.strip()
    flaws.append(f"answer_id: must be 1 to {LONGEST_ID} printable characters")
    return None


def _answer(cells: Mapping[str, Json], flaws: list[str]) -> Answer | None:
    """The answer; None where it has no words, which is no flaw, or cannot be read, which is one."""
    text, kind = cells.get("answer"), cells.get("kind") or AnswerKind.TYPED.value
    if not isinstance(text, str):
        flaws.append("answer: must be a text")
        return None
    if kind not in set(AnswerKind):
        flaws.append("kind: must be typed or transcript")
        return None
    try:
        if kind == AnswerKind.TYPED:
            return typed(text)
        return read_answer(text, candidate_speaker=_text(cells, "speaker", flaws), kind=AnswerKind.TRANSCRIPT)
    except AnswerEmpty:
        return None
    except InputError as error:
        flaws.append(f"answer: {_lower(error.message)}")
        return None


def _text(cells: Mapping[str, Json], name: str, flaws: list[str]) -> str | None:
    value = cells.get(name)
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    flaws.append(f"{name}: must be a text")
    return None


def _word(label: Json) -> str | None:
    return label.strip().lower() or None if isinstance(label, str) else None


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
