"""What is said of a row: each fault in one place, in words that quote nothing of the row."""

from collections.abc import Sequence

from evaluator.domain.candidates import Likeness
from evaluator.domain.intake import FaultCode, RowFault
from evaluator.domain.speakers import clip_name
from evaluator.errors import InputError, SpeakerUnclear

_SPEAKERS_NAMED = 6
_MOST_LENGTH = "32,767"

_LIKENESSES = {
    Likeness.EMAIL: "The code of the candidate holds an e-mail address.",
    Likeness.NAME: "The code of the candidate reads like a name.",
}


def malformed(row: int, problem: str) -> RowFault:
    """The row cannot be read as one."""
    return RowFault(row, None, FaultCode.ROW_MALFORMED, problem)


def not_text(row: int, column: str, code: FaultCode) -> RowFault:
    """A list, an object or a truth value stands where a text is expected."""
    return RowFault(row, column, code, "This is no text.", "Write it as a text.")


def question_missing(row: int, column: str | None) -> RowFault:
    """No question is named."""
    return RowFault(row, column, FaultCode.QUESTION_MISSING, "No question is named.", "Name the question's id.")


def question_unknown(row: int, column: str | None, near: Sequence[str]) -> RowFault:
    """The bank has no such question."""
    advice = f"Did you mean {' or '.join(near)}?" if near else "Use an id, a title or a text of the question bank."
    message = "There is no such question in the bank."
    return RowFault(row, column, FaultCode.QUESTION_UNKNOWN, message, advice, tuple(near))


def question_invalid(row: int, column: str | None, flaws: Sequence[str]) -> RowFault:
    """The row's own question cannot be asked."""
    message = f"The question of this row cannot be asked: {'; '.join(flaws)}."
    return RowFault(row, column, FaultCode.QUESTION_INVALID, message)


def answer_refused(row: int, column: str, error: InputError) -> RowFault:
    """What reading the answer came to."""
    if isinstance(error, SpeakerUnclear) and error.speakers:
        names = ", ".join(clip_name(name) for name in error.speakers[:_SPEAKERS_NAMED])
        more = ", …" if len(error.speakers) > _SPEAKERS_NAMED else ""
        message = f"Who the candidate is does not show. Speakers: {names}{more}."
        return RowFault(row, column, FaultCode.SPEAKER_UNCLEAR, message, "Name the candidate in a column “speaker”.")
    code = FaultCode(error.code)
    if code is FaultCode.ANSWER_EMPTY:
        return RowFault(row, column, code, "The answer is empty.", "Fill it in, or leave the row out.")
    advice = "Shorten it, or divide it by question." if code is FaultCode.ANSWER_TOO_LONG else ""
    return RowFault(row, column, code, error.message, advice)


def spreadsheet_error(row: int, column: str, error: str) -> RowFault:
    """The cell holds a spreadsheet's error, as `#NAME?` where an answer begins with an equals sign."""
    message = f"The cell holds the spreadsheet's error {error} instead of an answer."
    return RowFault(
        row, column, FaultCode.ANSWER_NOT_TEXT, message, "Format the cell as text and paste the answer again."
    )


def answer_cut(row: int, column: str) -> RowFault:
    """The answer is as long as a spreadsheet's cell can be."""
    message = f"The answer has {_MOST_LENGTH} characters, the most that a spreadsheet's cell holds: it may be cut off."
    return RowFault(row, column, FaultCode.ANSWER_CUT, message, "Compare its end with the original.")


def candidate_invalid(row: int, column: str) -> RowFault:
    """The code cannot be kept."""
    message = "The candidate's code must be 1 to 80 printable characters."
    return RowFault(row, column, FaultCode.CANDIDATE_INVALID, message, "Use a code such as C-1042.")


def candidate_named(row: int, column: str, likeness: Likeness) -> RowFault:
    """The code tells who the candidate is."""
    return RowFault(row, column, FaultCode.CANDIDATE_NAMED, _LIKENESSES[likeness], "Use a code such as C-1042.")


def candidate_repeated(row: int, column: str, first: int) -> RowFault:
    """The candidate answered the question before, in other words."""
    message = f"The same candidate has another answer to this question in row {first:,}."
    return RowFault(row, column, FaultCode.CANDIDATE_REPEATED, message, "Check that the codes are right.")


def answer_repeated(row: int, column: str, first: int) -> RowFault:
    """The question was answered in these very words before."""
    message = f"The same answer to the same question stands in row {first:,}: it is judged once, for both."
    return RowFault(row, column, FaultCode.ANSWER_REPEATED, message)


def id_invalid(row: int, column: str, most: int) -> RowFault:
    """The row's id cannot be kept."""
    message = f"An id must be 1 to {most} printable characters."
    return RowFault(row, column, FaultCode.ID_INVALID, message, "Give the row another id.")


def id_repeated(row: int, column: str | None, first: int) -> RowFault:
    """Another row has the id already."""
    message = f"Row {first:,} has the same id."
    return RowFault(row, column, FaultCode.ID_REPEATED, message, "Give each row an id of its own.")


def id_of_another(row: int, inline_column: str | None, first: int | None) -> RowFault:
    """The row's own question has the id of another: of the bank's, or of the one in row `first`."""
    owner = "a question of the bank" if first is None else f"another question in row {first:,}"
    return question_invalid(row, inline_column, [f"its id is that of {owner}"])
