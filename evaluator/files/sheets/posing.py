"""Which question a row answers: one of the bank's, or one that the row brings with it."""

import json
from dataclasses import dataclass

from evaluator.digests import Digest, digest_json, digest_text
from evaluator.domain.inline_questions import Flaws, InlineQuestion, question_of
from evaluator.domain.lookup import QuestionIndex
from evaluator.domain.questions import Question, QuestionBank
from evaluator.errors import QuestionUnknown
from evaluator.files.sheets import findings
from evaluator.files.sheets.cells import Cells
from evaluator.files.sheets.columns import Role
from evaluator.files.sheets.decoys import generic_decoys

_REMEMBERED = 1_000
"""Questions of rows' own that are held at a time; rows about one question mostly stand together."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A question as a row poses it, with the digest of all its words."""

    question: Question
    digest: Digest


class Poser:
    """Finds the question of each row of a file."""

    def __init__(self, bank: QuestionBank, single_question: str | None) -> None:
        """`single_question` names one for all rows; raises QuestionUnknown where the bank does not have it."""
        self._index = QuestionIndex(bank)
        self._posed_before: dict[str, Posed] = {}
        self._inline: dict[Digest, Posed | Flaws] = {}
        self._single = self._known(single_question) if single_question else None

    def pose(self, cells: Cells) -> Posed | None:
        """The question of a row; None where it has none, and that is among the faults of the cells then."""
        if self._single is not None:
            return self._single
        named, told = cells.text(Role.QUESTION_ID), cells.text(Role.QUESTION)
        if named is None or told is None:
            return None
        if cells.value(Role.POINTS) is not None:
            return self._own(cells, named.strip(), told)
        return self._of_bank(cells, named.strip(), told.strip())

    def _known(self, said: str) -> Posed:
        question = self._index.find(said)
        if question is not None:
            return self._posed(question)
        near = self._index.near(said)
        hint = f" Did you mean {' or '.join(near)}?" if near else " `evaluator questions list` names them all."
        raise QuestionUnknown(f"The question named for the whole file is not in the bank.{hint}", near=near)

    def _posed(self, question: Question) -> Posed:
        if question.id not in self._posed_before:
            self._posed_before[question.id] = Posed(question, _digest_of(question))
        return self._posed_before[question.id]

    def _of_bank(self, cells: Cells, named: str, told: str) -> Posed | None:
        role = Role.QUESTION_ID if named or not cells.mapping.column(Role.QUESTION) else Role.QUESTION
        said = named or told
        question = self._index.find(said)
        if question is not None:
            return self._posed(question)
        if said:
            fault = findings.question_unknown(cells.number, cells.column(role), self._index.near(said))
        else:
            fault = findings.question_missing(cells.number, cells.column(role))
        cells.faults.append(fault)
        return None

    def _own(self, cells: Cells, named: str, told: str) -> Posed | None:
        title, kind = cells.text(Role.TITLE), cells.text(Role.KIND)
        if title is None or kind is None:
            return None
        given = InlineQuestion(
            told, cells.value(Role.POINTS), named or None, title.strip() or None, kind.strip() or None
        )
        posed = self._remembered(given)
        column = cells.column(Role.POINTS)
        if isinstance(posed, Flaws):
            cells.faults.append(findings.question_invalid(cells.number, column, posed.flaws))
            return None
        if self._index.has_id(posed.question.id):
            cells.faults.append(findings.id_of_another(cells.number, cells.column(Role.QUESTION_ID), None))
            return None
        return posed

    def _remembered(self, given: InlineQuestion) -> Posed | Flaws:
        key = digest_text(json.dumps([given.text, given.points, given.id, given.title, given.kind]))
        if key not in self._inline:
            if len(self._inline) >= _REMEMBERED:
                self._inline.clear()
            question = question_of(given, generic_decoys())
            self._inline[key] = question if isinstance(question, Flaws) else Posed(question, _digest_of(question))
        return self._inline[key]


def _digest_of(question: Question) -> Digest:
    return digest_json(
        [
            question.id,
            question.title,
            question.text,
            question.kind.value,
            [[point.id, point.text, point.weight] for point in question.points],
            [[canary.id, canary.text] for canary in question.canaries],
        ]
    )
