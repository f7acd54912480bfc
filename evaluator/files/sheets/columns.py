"""Which column is what: told by its name, or said by hand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from evaluator.domain.lookup import key_of
from evaluator.errors import ColumnsUnclear
from evaluator.files.sheets.headings import plain_name
from evaluator.files.sheets.tables import Sheet, SheetFormat


class Role(StrEnum):
    """What a column can hold."""

    ANSWER = "answer"
    QUESTION_ID = "question_id"
    QUESTION = "question"
    CANDIDATE = "candidate"
    ID = "id"
    SPEAKER = "speaker"
    POINTS = "points"
    TITLE = "title"
    KIND = "kind"


_OWN = (Role.POINTS, Role.TITLE, Role.KIND)
"""What only JSONL rows have: a question of their own."""

_NAMES: Mapping[Role, str] = {
    Role.ANSWER: "answer answertext response responsetext reply transcript candidateanswer antwort",
    Role.QUESTION_ID: "questionid qid questioncode questionkey",
    Role.QUESTION: "question questiontext questiontitle q prompt frage",
    Role.CANDIDATE: "candidate candidateid candidatecode candidateno candidatenumber applicant applicantid"
    " applicantcode applicantno applicantnumber participant participantid respondent respondentid interviewee"
    " intervieweeid bewerber kandidat",
    Role.ID: "id itemid answerid responseid rowid submissionid",
    Role.SPEAKER: "speaker candidatespeaker speakername",
    Role.POINTS: "points expectedpoints",
    Role.TITLE: "title",
    Role.KIND: "kind questionkind",
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split()}

_SHOWN = 40
"""Columns named in a message."""

QUOTED_CHARACTERS, QUOTED_WORDS = 40, 3
"""How long a column's name may be for a message to repeat it: without a row of names, a candidate's words stand there.
"""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The column for each role, by its name in the file. None leaves it to be told by its name, "" says there is none.

    `single_question` is the id, title or text of one question for the whole file, whatever its columns say.
    """

    answer: str | None = None
    question_id: str | None = None
    question: str | None = None
    candidate: str | None = None
    id: str | None = None
    speaker: str | None = None
    points: str | None = None
    title: str | None = None
    kind: str | None = None
    single_question: str | None = None

    def column(self, role: Role) -> str | None:
        """The column of that role, None where there is none."""
        return getattr(self, role.value) or None

    def named(self, role: Role) -> str:
        """The name of the role's column, for a fault found in it."""
        return self.column(role) or role.value

    @property
    def columns(self) -> Mapping[str, Role]:
        """The columns that are used, with what as."""
        return {column: role for role in Role if (column := self.column(role))}


def recognised(sheet: Sheet) -> ColumnMapping:
    """What can be told from the names alone. Roles that two columns might have are left open."""
    found = _by_name(sheet, sheet.columns)
    return ColumnMapping(**{role.value: columns[0] for role, columns in found.items() if len(columns) == 1})


def completed(sheet: Sheet, by_hand: ColumnMapping) -> ColumnMapping:
    """The columns said by hand, with the others told by their names.

    Raises ColumnsUnclear with all that is unclear: a column that is not there or is used twice, a role that two
    columns might have, no answer, no question.
    """
    said = {role: column for role in Role if (column := getattr(by_hand, role.value)) is not None}
    exact = {role: _exact(sheet, column) for role, column in said.items()}
    faults = [*_strangers(sheet, said, exact), *_used_twice(exact)]
    rest = [column for column in sheet.columns if column not in exact.values()]
    found = {role: columns for role, columns in _by_name(sheet, rest).items() if role not in said}
    if by_hand.single_question:
        found = {role: columns for role, columns in found.items() if role not in (Role.QUESTION_ID, Role.QUESTION)}
    faults += _ambiguous(found)
    chosen = {role: columns[0] for role, columns in found.items()} | {
        role: column for role, column in exact.items() if column
    }
    faults += _missing(chosen, by_hand)
    if faults:
        known = {*chosen.values()} & {*sheet.columns}
        raise ColumnsUnclear(_told(sheet, faults, any_known=bool(known)), columns=sheet.columns, faults=faults)
    return replace(by_hand, **{role.value: chosen.get(role) for role in Role})


def told_as_note(sheet: Sheet, mapping: ColumnMapping) -> str:
    """One sentence on what each column is used as."""
    used = ", ".join(f"{role.value} is “{column}”" for column, role in mapping.columns.items())
    left = [column for column in sheet.columns if column not in mapping.columns]
    return f"Columns: {used}; left out: {_listed(left)}." if left else f"Columns: {used}."


def _by_name(sheet: Sheet, columns: Iterable[str]) -> dict[Role, list[str]]:
    found: dict[Role, list[str]] = {}
    for column in columns:
        role = _ROLES.get(key_of(plain_name(column)))
        if role is not None and (role not in _OWN or sheet.format is SheetFormat.JSONL):
            found.setdefault(role, []).append(column)
    return found


def _exact(sheet: Sheet, said: str) -> str:
    """The column's name as the file has it; what was said, where there is none or more than one."""
    if said in sheet.columns or not said:
        return said
    alike = [column for column in sheet.columns if key_of(column) == key_of(said)]
    return alike[0] if len(alike) == 1 else said


def _strangers(sheet: Sheet, said: Mapping[Role, str], exact: Mapping[Role, str]) -> Iterator[str]:
    for role, column in exact.items():
        if column and column not in sheet.columns:
            yield f"There is no column “{said[role]}” for the {role.value}."


def _used_twice(exact: Mapping[Role, str]) -> Iterator[str]:
    users: dict[str, list[Role]] = {}
    for role, column in exact.items():
        if column:
            users.setdefault(column, []).append(role)
    for column, roles in users.items():
        if len(roles) > 1:
            yield f"The column “{column}” is used as {' and as '.join(roles)}. Choose one."


def _ambiguous(found: Mapping[Role, Sequence[str]]) -> Iterator[str]:
    for role, columns in found.items():
        if len(columns) > 1:
            yield f"More than one column may be the {role.value}: {_listed(columns)}. Say which."


def _missing(chosen: Mapping[Role, str], by_hand: ColumnMapping) -> Iterator[str]:
    if Role.ANSWER not in chosen:
        yield "No column is known to hold the answers. Call one answer, or say which it is."
    if not by_hand.single_question and Role.QUESTION_ID not in chosen and Role.QUESTION not in chosen:
        yield "No column is known to hold the questions. Call one question_id, say which it is, or name one for all."


def _told(sheet: Sheet, faults: Sequence[str], *, any_known: bool) -> str:
    reminder = "" if any_known or sheet.format is SheetFormat.JSONL else " The first line must hold the columns' names."
    return f"{faults[0]} {_headings(sheet.columns)}{reminder}"


def _headings(columns: Sequence[str]) -> str:
    """The columns by their names, and by number those too long to be certain that they are names."""
    short = [column for column in columns if _is_short(column)]
    named = f"The columns are {_listed(short)}" if short else "No column is named here"
    long = [f"{number}" for number, column in enumerate(columns, 1) if not _is_short(column)]
    if not long:
        return f"{named}."
    if len(long) == 1:
        return f"{named}; what heads column {long[0]} is too long to be repeated."
    return f"{named}; what heads columns {_cut(long)} is too long to be repeated."


def _is_short(column: str) -> bool:
    name = plain_name(column)
    return len(name) <= QUOTED_CHARACTERS and len(name.split()) <= QUOTED_WORDS


def _listed(columns: Sequence[str]) -> str:
    return _cut([f"“{column}”" for column in columns])


def _cut(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
