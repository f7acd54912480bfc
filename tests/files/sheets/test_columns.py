"""Which column is what, by name and by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import ColumnsUnclear
from evaluator.files.sheets import ColumnMapping, Role, Sheet, completed, recognised
from evaluator.files.sheets.columns import told_as_note
from tests.files.sheets.tables import sheet_of


def with_columns(*columns: str, filename: str = "a.csv") -> Sheet:
    if filename == "a.csv":
        return sheet_of(",".join(columns) + "\n" + ",".join("x" * len(columns)) + "\n")
    return sheet_of("{" + ", ".join(f'"{column}": "x"' for column in columns) + "}\n", filename)


def refusal(sheet: Sheet, by_hand: ColumnMapping) -> ColumnsUnclear:
    with pytest.raises(ColumnsUnclear) as refused:
        completed(sheet, by_hand)
    return refused.value


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("question_id", "answer", "candidate", "id"), ("answer", "question_id", None, "candidate", "id")),
        (("Question ID", "ANSWER", "Candidate", "ID"), ("ANSWER", "Question ID", None, "Candidate", "ID")),
        (("Question", "Response", "applicant_no"), ("Response", None, "Question", "applicant_no", None)),
        (("Frage", "Antwort", "Bewerber"), ("Antwort", None, "Frage", "Bewerber", None)),
        (("q", "transcript", "submitted"), ("transcript", None, "q", None, None)),
    ],
)
def test_columns_are_told_by_their_names_in_any_spelling(
    columns: tuple[str, ...], expected: tuple[str | None, ...]
) -> None:
    found = recognised(with_columns(*columns))
    assert (found.answer, found.question_id, found.question, found.candidate, found.id) == expected


def test_a_name_that_two_columns_might_have_is_left_open() -> None:
    sheet = with_columns("answer", "response", "question")
    assert recognised(sheet) == ColumnMapping(question="question")
    error = refusal(sheet, ColumnMapping())
    assert error.faults == ("More than one column may be the answer: “answer”, “response”. Say which.",)
    assert error.columns == ("answer", "response", "question")


def test_a_name_given_twice_is_two_columns() -> None:
    error = refusal(with_columns("answer", "Answer", "answer", "question"), ColumnMapping())
    assert error.faults[0].startswith(
        "More than one column may be the answer: “answer”, “Answer”, “answer (column 3)”."
    )


@pytest.mark.parametrize("column", ["points", "title", "kind"])
def test_only_rows_of_json_bring_questions_of_their_own(column: str) -> None:
    assert recognised(with_columns("answer", column)).columns == {"answer": Role.ANSWER}
    assert recognised(with_columns("answer", column, filename="a.jsonl")).column(Role(column)) == column


def test_what_is_said_by_hand_goes_before_names() -> None:
    sheet = with_columns("answer", "Final text", "question", "Who", "candidate")
    mapping = completed(sheet, ColumnMapping(answer="final_TEXT", candidate="Who"))
    assert mapping == ColumnMapping(answer="Final text", question="question", candidate="Who")


def test_a_column_can_be_left_out_by_hand() -> None:
    sheet = with_columns("answer", "question", "candidate", "id")
    assert completed(sheet, ColumnMapping(candidate="")).columns == {
        "answer": Role.ANSWER,
        "question": Role.QUESTION,
        "id": Role.ID,
    }


def test_one_question_for_the_whole_file_needs_no_column_and_heeds_none() -> None:
    sheet = with_columns("answer", "question", "questionid", "prompt")
    mapping = completed(sheet, ColumnMapping(single_question="caching"))
    assert mapping == ColumnMapping(answer="answer", single_question="caching")


def test_everything_unclear_is_told_at_once_with_the_columns_there_are() -> None:
    sheet = with_columns("a", "b", "id", "rowid")
    error = refusal(sheet, ColumnMapping(answer="Response", candidate="b", speaker="b"))
    assert error.code == "columns_unclear"
    assert error.message == ("There is no column “Response” for the answer. The columns are “a”, “b”, “id”, “rowid”.")
    assert error.faults == (
        "There is no column “Response” for the answer.",
        "The column “b” is used as candidate and as speaker. Choose one.",
        "More than one column may be the id: “id”, “rowid”. Say which.",
        "No column is known to hold the questions. Call one question_id, say which it is, or name one for all.",
    )


def test_a_name_by_hand_that_two_columns_are_near_to_is_not_guessed() -> None:
    error = refusal(with_columns("Final text", "final-text", "question"), ColumnMapping(answer="FINAL TEXT"))
    assert error.faults[0] == "There is no column “FINAL TEXT” for the answer."


def test_very_many_columns_are_named_in_part() -> None:
    error = refusal(with_columns(*(f"c{number}" for number in range(60))), ColumnMapping())
    assert "“c39” and 20 more." in error.message


def test_a_first_line_that_may_be_an_answer_is_not_repeated() -> None:
    words = "First I would measure where the time goes", "and only then look for an index"
    error = refusal(with_columns(*words), ColumnMapping())
    assert "measure" not in error.message
    assert "index" not in error.message
    assert error.message.endswith(
        "No column is named here; what heads columns 1, 2 is too long to be repeated. "
        "The first line must hold the columns' names."
    )


def test_a_long_heading_among_others_is_told_by_its_number_and_can_be_said_by_hand() -> None:
    long = "In your own words: what would you do first?"
    sheet = with_columns("candidate", long, "question")
    assert refusal(sheet, ColumnMapping()).message.endswith(
        "The columns are “candidate”, “question”; what heads column 2 is too long to be repeated."
    )
    assert completed(sheet, ColumnMapping(answer=long)).answer == long


def test_what_is_used_and_what_is_left_out_is_said() -> None:
    sheet = with_columns("Response", "q", "submitted")
    mapping = completed(sheet, ColumnMapping())
    assert told_as_note(sheet, mapping) == "Columns: answer is “Response”, question is “q”; left out: “submitted”."
    sheet = with_columns("answer")
    mapping = completed(sheet, ColumnMapping(single_question="caching"))
    assert told_as_note(sheet, mapping) == "Columns: answer is “answer”."


columns = st.lists(
    st.sampled_from(["answer", "Response", "question", "id", "x", "candidate", ""]), min_size=1, max_size=6
)


@given(columns, st.data())
def test_a_completed_mapping_names_columns_that_are_there_each_once(names: list[str], data: st.DataObject) -> None:
    sheet = with_columns(*names) if any(names) else with_columns("x")
    by_hand = ColumnMapping(**{role.value: data.draw(st.none() | st.sampled_from(sheet.columns)) for role in Role})
    try:
        mapping = completed(sheet, by_hand)
    except ColumnsUnclear:
        return
    used = [column for role in Role if (column := mapping.column(role))]
    assert set(used) <= set(sheet.columns)
    assert len(set(used)) == len(used)
    assert mapping.column(Role.ANSWER)
