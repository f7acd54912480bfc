"""Files of answers checked whole before anything is paid."""

import json
from pathlib import Path

import pytest

from evaluator.digests import digest_text
from evaluator.domain.answers import AnswerKind
from evaluator.domain.intake import FaultCode, Intake, RowFault, Severity
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionBank, QuestionId, QuestionKind
from evaluator.errors import ColumnsUnclear, QuestionUnknown, SheetUnreadable
from evaluator.files.sheets import Checked, ColumnMapping, check_sheet, checking, read_sheet
from tests.files.sheets.tables import sheet_of


def question(name: str, title: str) -> Question:
    point = ExpectedPoint(PointId("p"), "A claim about it")
    return Question(QuestionId(name), title, f"What is {title} for?", QuestionKind.KNOWLEDGE, (point,))


BANK = QuestionBank(
    "1", "en", (question("caching", "Caching"), question("rest-apis", "REST APIs")), digest_text("bank")
)
WORDS = "It keeps what is often needed close at hand."
TALK = "Interviewer: Why?\nAda: Because it is quick.\nBrian: And cheap.\nAda: Yes.\nBrian: Right."


def checked(text: str, filename: str = "a.csv", **by_hand: str) -> Checked:
    return check_sheet(sheet_of(text, filename), BANK, ColumnMapping(**by_hand))


def rows(*lines: str) -> Checked:
    return checked("id,question_id,candidate,answer\n" + "".join(f"{line}\n" for line in lines))


def objects(*values: object) -> Checked:
    return checked("".join(json.dumps(value) + "\n" for value in values), "a.jsonl")


def only_fault(intake: Intake) -> RowFault:
    (fault,) = intake.faults
    return fault


def test_a_good_file_has_nothing_but_rows_ready_to_be_judged() -> None:
    done = rows(f"A-1,caching,C-1,{WORDS}", f'A-2,REST APIs,,"{WORDS} Always."')
    assert (done.intake.rows, done.intake.ready, done.intake.faults) == (2, 2, ())
    assert done.intake.notes == (
        "Read as UTF-8, with a comma between the cells.",
        "Columns: answer is “answer”, question_id is “question_id”, candidate is “candidate”, id is “id”.",
    )
    first, second = done.rows()
    assert (first.row, first.item_id, first.question, first.candidate) == (2, "A-1", BANK.questions[0], "C-1")
    assert (first.answer.text, first.answer.kind) == (WORDS, AnswerKind.TYPED)
    assert (second.row, second.question, second.candidate) == (3, BANK.questions[1], None)


def test_rows_can_be_had_as_often_as_wanted() -> None:
    done = rows(f"A-1,caching,C-1,{WORDS}")
    assert list(done.rows()) == list(done.rows())


UNKNOWN = "There is no such question in the bank."
EMPTY = RowFault(3, "answer", FaultCode.ANSWER_EMPTY, "The answer is empty.", "Fill it in, or leave the row out.")
NO_CODE = RowFault(
    3,
    "candidate",
    FaultCode.CANDIDATE_INVALID,
    "The candidate's code must be 1 to 80 printable characters.",
    "Use a code such as C-1042.",
)
BAD = {
    "near question": (
        f"1,cachin,C-1,{WORDS}",
        RowFault(3, "question_id", FaultCode.QUESTION_UNKNOWN, UNKNOWN, "Did you mean caching?", ("caching",)),
    ),
    "unknown question": (
        f"1,xyzzy,C-1,{WORDS}",
        RowFault(
            3,
            "question_id",
            FaultCode.QUESTION_UNKNOWN,
            UNKNOWN,
            "Use an id, a title or a text of the question bank.",
        ),
    ),
    "no question": (
        f"1, ,C-1,{WORDS}",
        RowFault(3, "question_id", FaultCode.QUESTION_MISSING, "No question is named.", "Name the question's id."),
    ),
    "empty": ("1,caching,C-1,", EMPTY),
    "no cell": ("1,caching,C-1", EMPTY),
    "nothing but signs": ("1,caching,C-1, … ", EMPTY),
    "too long": (
        f"1,caching,C-1,{'x ' * 25_001}",
        RowFault(
            3,
            "answer",
            FaultCode.ANSWER_TOO_LONG,
            "The answer has 50,002 characters; the most that is judged is 50,000.",
            "Shorten it, or divide it by question.",
        ),
    ),
    "control character": (
        "1,caching,C-1,bell\x07",
        RowFault(
            3,
            "answer",
            FaultCode.ANSWER_NOT_TEXT,
            "The answer holds the control character U+0007 at position 4. "
            "Remove it, or save the file as plain UTF-8 text.",
        ),
    ),
    "spreadsheet's error": (
        "1,caching,C-1,#NAME?",
        RowFault(
            3,
            "answer",
            FaultCode.ANSWER_NOT_TEXT,
            "The cell holds the spreadsheet's error #NAME? instead of an answer.",
            "Format the cell as text and paste the answer again.",
        ),
    ),
    "speakers": (
        f'1,caching,C-1,"{TALK}"',
        RowFault(
            3,
            "answer",
            FaultCode.SPEAKER_UNCLEAR,
            "Who the candidate is does not show. Speakers: Interviewer, Ada, Brian.",
            "Name the candidate in a column “speaker”.",
        ),
    ),
    "code with a bell": (f"1,caching,C\x07,{WORDS}", NO_CODE),
    "long code": (f"1,caching,{'C' * 81},{WORDS}", NO_CODE),
    "long id": (
        f"{'1' * 121},caching,C-1,{WORDS}",
        RowFault(
            3, "id", FaultCode.ID_INVALID, "An id must be 1 to 120 printable characters.", "Give the row another id."
        ),
    ),
    "surplus cell": (
        f"1,caching,C-1,{WORDS},more",
        RowFault(
            3,
            None,
            FaultCode.ROW_MALFORMED,
            "The row has 5 cells, but there are 4 columns. Put quotation marks around cells that hold the delimiter.",
        ),
    ),
}


@pytest.mark.parametrize(("line", "expected"), BAD.values(), ids=BAD)
def test_a_bad_row_is_told_by_row_and_column_with_what_to_do(line: str, expected: RowFault) -> None:
    done = rows(f"0,caching,C-0,{WORDS} Really.", line)
    assert done.intake.faults == (expected,)
    assert done.intake.bad == {3}
    assert [row.item_id for row in done.rows()] == ["0"]


ODD = {
    "name": (f"1,caching,Ada Berg,{WORDS}", "candidate", "The code of the candidate reads like a name."),
    "address": (
        f"1,caching,ada@example.org,{WORDS}",
        "candidate",
        "The code of the candidate holds an e-mail address.",
    ),
    "candidate": (
        f"1,caching,C-0,{WORDS}",
        "candidate",
        "The same candidate has another answer to this question in row 2.",
    ),
    "answer": (
        f"1,caching,C-1,{WORDS} Really.",
        "answer",
        "The same answer to the same question stands in row 2: it is judged once, for both.",
    ),
    "cut": (
        f"1,caching,C-1,{'x' * 32_767}",
        "answer",
        "The answer has 32,767 characters, the most that a spreadsheet's cell holds: it may be cut off.",
    ),
}


@pytest.mark.parametrize(("line", "column", "message"), ODD.values(), ids=ODD)
def test_what_is_only_odd_is_said_and_judged(line: str, column: str, message: str) -> None:
    done = rows(f"0,caching,C-0,{WORDS} Really.", line)
    fault = only_fault(done.intake)
    assert (fault.row, fault.column, fault.message) == (3, column, message)
    assert fault.severity is not Severity.ERROR
    assert len(list(done.rows())) == done.intake.ready == 2


@pytest.mark.parametrize(
    ("words", "is_cut"),
    [
        ("x" * 32_766, False),
        ("x" * 32_767, True),
        ("x" * 32_768, False),
        ("é" * 32_767, True),
        ("x" + "🙂" * 16_383, True),
        ("🙂x" * 10_922, False),
        ("🙂x" * 21_845, False),
    ],
    ids=["one less", "full", "one more", "full of accents", "full of pairs", "pairs, one less", "pairs"],
)
def test_only_an_answer_as_long_as_a_cell_can_be_may_be_cut_off(words: str, is_cut: bool) -> None:
    assert bool(rows(f"1,caching,C-1,{words}").intake.faults) is is_cut


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    done = rows(f"{'x' * 121},nothing like it,\x07,")
    assert [fault.code for fault in done.intake.faults] == [
        FaultCode.ID_INVALID,
        FaultCode.QUESTION_UNKNOWN,
        FaultCode.CANDIDATE_INVALID,
        FaultCode.ANSWER_EMPTY,
    ]


def test_the_same_id_twice_is_the_later_rows_fault_even_where_the_first_is_bad() -> None:
    done = rows("A-1,caching,C-1,", f"A-1,caching,C-2,{WORDS}")
    assert [(fault.row, fault.code) for fault in done.intake.faults] == [
        (2, FaultCode.ANSWER_EMPTY),
        (3, FaultCode.ID_REPEATED),
    ]
    assert done.intake.faults[1].message == "Row 2 has the same id."
    assert done.intake.ready == 0


def test_a_row_without_an_id_is_called_by_its_number() -> None:
    done = rows(f",caching,C-1,{WORDS}", f"2,caching,C-2,{WORDS} Really.", f" B ,caching,C-3,{WORDS} Truly.")
    assert [row.item_id for row in done.rows()] == ["2", "B"]
    assert [(fault.row, fault.code) for fault in done.intake.faults] == [(3, FaultCode.ID_REPEATED)]


def test_answers_and_candidates_of_different_questions_do_not_repeat_each_other() -> None:
    assert rows(f"1,caching,C-1,{WORDS}", f"2,rest-apis,C-1,{WORDS}").intake.faults == ()


def test_a_bad_row_is_not_remembered_as_anybodys_answer() -> None:
    done = rows(f"1,caching,,{WORDS}", f"1,caching,C-1,{WORDS} Really.", f"2,caching,C-1,{WORDS} Truly.")
    assert [fault.code for fault in done.intake.faults] == [FaultCode.ID_REPEATED]


def test_a_question_is_found_by_its_text_where_there_is_no_id() -> None:
    done = checked(f"question,response\nWhat is caching for?,{WORDS}\nWhat is it for?,{WORDS}\n,{WORDS}\n")
    assert [row.question.id for row in done.rows()] == ["caching"]
    assert [(fault.column, fault.code) for fault in done.intake.faults] == [
        ("question", FaultCode.QUESTION_UNKNOWN),
        ("question", FaultCode.QUESTION_MISSING),
    ]


def test_an_id_goes_before_the_text_beside_it() -> None:
    text = f"question_id,question,answer\nrest-apis,What is caching for?,{WORDS}\n,What is caching for?,{WORDS}\n"
    assert [row.question.id for row in checked(text).rows()] == ["rest-apis", "caching"]


def test_one_question_may_stand_for_the_whole_file() -> None:
    done = checked(f"question,answer\nsomething else,{WORDS}\n", single_question="REST APIs")
    assert [row.question.id for row in done.rows()] == ["rest-apis"]


def test_one_question_that_is_not_in_the_bank_is_refused_before_any_row() -> None:
    with pytest.raises(QuestionUnknown) as refused:
        checked("answer\n\n", single_question="cachin")
    assert refused.value.near == ("caching",)
    assert refused.value.message.endswith("Did you mean caching?")
    with pytest.raises(QuestionUnknown, match="names them all"):
        checked("answer\nx\n", single_question="xyzzy")


def test_missing_columns_are_refused_before_any_row() -> None:
    with pytest.raises(ColumnsUnclear):
        checked("words,question\nx,caching\n")


def test_a_column_may_name_the_candidate_among_the_speakers() -> None:
    lines = "".join(f'caching,"{TALK}",{speaker}\n' for speaker in ("ada", "Carl", ""))
    done = checked(f"question_id,answer,speaker\n{lines}")
    (row,) = done.rows()
    assert row.answer.kind is AnswerKind.TRANSCRIPT
    assert [row.answer.words_of(turn) for turn in row.answer.own_turns] == ["Because it is quick.", "Yes."]
    assert [(fault.row, fault.code) for fault in done.intake.faults] == [
        (3, FaultCode.SPEAKER_UNCLEAR),
        (4, FaultCode.SPEAKER_UNCLEAR),
    ]


def test_a_speaker_named_for_an_answer_without_any_is_the_rows_fault() -> None:
    done = checked(f"question_id,answer,speaker\ncaching,{WORDS},Ada\n")
    fault = only_fault(done.intake)
    assert fault.code is FaultCode.SPEAKER_UNCLEAR
    assert "no speakers were found" in fault.message


def test_of_very_many_speakers_some_are_named() -> None:
    cues = (f"00:0{number}:10.000 --> 00:0{number}:12.000\n<v Person {number}>Well, yes.\n\n" for number in range(9))
    talk = "WEBVTT\n\n" + "".join(cues)
    fault = only_fault(checked(f'question_id,answer\ncaching,"{talk}"\n').intake)
    assert fault.message.endswith("Speakers: Person 0, Person 1, Person 2, Person 3, Person 4, Person 5, ….")


POINTS = ["Measures before changing anything", {"id": "index", "text": "Looks for missing indexes", "weight": 2}]
OWN = {"question": "Why is a page slow?", "points": POINTS, "answer": WORDS}


def test_a_row_may_bring_its_own_question_without_any_bank() -> None:
    empty = QuestionBank("1", "en", (), digest_text("none"))
    text = json.dumps({**OWN, "title": "Slow pages", "kind": "experience", "question_id": "slow-page"})
    done = check_sheet(sheet_of(text, "a.jsonl"), empty)
    (row,) = done.rows()
    assert (row.question.id, row.question.title, row.question.kind) == (
        "slow-page",
        "Slow pages",
        QuestionKind.EXPERIENCE,
    )
    assert [(point.id, point.weight) for point in row.question.points] == [("p1", 1.0), ("index", 2.0)]
    assert len(row.question.canaries) == 2


def test_rows_with_the_same_question_of_their_own_share_it() -> None:
    done = objects({**OWN, "answer": "One answer."}, {**OWN, "answer": "Another answer."})
    first, second = done.rows()
    assert first.question is second.question
    assert done.intake.workload.questions == 1


def test_very_many_questions_of_their_own_are_not_all_remembered() -> None:
    values = [{**OWN, "question": f"Why {number}?"} for number in range(1_200)]
    done = objects(*values, *values[:2])
    assert done.intake.workload.questions == 1_200
    assert [fault.code for fault in done.intake.faults] == [FaultCode.ANSWER_REPEATED] * 2


@pytest.mark.parametrize(
    ("fields", "column", "message"),
    [
        ({"points": []}, "points", "its points must be a list of texts, or of objects with id, text and weight."),
        ({"points": ["", {}]}, "points", "point 1 has no text; point 2 has no text."),
        ({"question": None}, "points", "it has points, but no text."),
        ({"question_id": "caching"}, "question_id", "its id is that of a question of the bank."),
        ({"question_id": "own"}, "question_id", "its id is that of another question in row 1."),
        ({"kind": "opinion"}, "points", "its kind must be knowledge or experience."),
    ],
)  # fmt: skip
def test_a_question_of_a_row_that_cannot_be_asked_is_that_rows_fault(
    fields: dict[str, object], column: str, message: str
) -> None:
    done = objects({**OWN, "question": "Why?", "question_id": "own"}, {**OWN, "answer": "Other words.", **fields})
    fault = only_fault(done.intake)
    assert (fault.row, fault.column, fault.code) == (2, column, FaultCode.QUESTION_INVALID)
    assert fault.message == f"The question of this row cannot be asked: {message}"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"answer": ["a", "b"]}, FaultCode.ANSWER_NOT_TEXT),
        ({"answer": True}, FaultCode.ANSWER_NOT_TEXT),
        ({"candidate": {"name": "x"}}, FaultCode.CANDIDATE_INVALID),
        ({"id": []}, FaultCode.ID_INVALID),
        ({"speaker": []}, FaultCode.SPEAKER_UNCLEAR),
        ({"question_id": {}}, FaultCode.QUESTION_INVALID),
        ({"question": {}}, FaultCode.QUESTION_INVALID),
        ({"title": []}, FaultCode.QUESTION_INVALID),
        ({"kind": []}, FaultCode.QUESTION_INVALID),
    ],
)  # fmt: skip
def test_what_is_no_text_in_json_is_told_where_it_stands(fields: dict[str, object], code: FaultCode) -> None:
    fault = only_fault(objects({**OWN, **fields}).intake)
    assert (fault.column, fault.code, fault.message) == (next(iter(fields)), code, "This is no text.")


def test_numbers_in_json_are_text_where_text_is_wanted() -> None:
    done = objects({"id": 7, "candidate": 1042, "question_id": "caching", "answer": 42.5})
    (row,) = done.rows()
    assert (row.item_id, row.candidate, row.answer.text) == ("7", "1042", "42.5")


def test_a_line_that_is_no_object_is_told_beside_the_others() -> None:
    done = checked(f'{json.dumps(OWN)}\n{{"answer":\n', "a.jsonl")
    assert [(fault.row, fault.column, fault.code) for fault in done.intake.faults] == [
        (2, None, FaultCode.ROW_MALFORMED)
    ]
    assert (done.intake.rows, done.intake.ready) == (2, 1)


def test_no_fault_quotes_the_row() -> None:
    secret = "zebra zebra"
    done = rows(
        f"1,{secret},C-1,{WORDS}",
        f"2,caching,{secret * 20},{WORDS}",
        f"{secret * 20},caching,C-1,{WORDS}",
        f"4,caching,C-1,{secret}\x07",
        f"5,caching,C-1,{secret} {'x' * 50_000}",
        f"6,caching,C-1,{secret},{secret}",
    )
    assert len(done.intake.faults) == 6
    assert "zebra" not in repr(done.intake)


def test_no_value_of_a_check_shows_words_when_it_is_printed() -> None:
    done = rows(f"1,caching,C-1,{WORDS}")
    assert "often" not in repr(done)
    assert "often" not in repr(next(done.sheet.rows()))


def test_the_digest_is_that_of_the_rows_however_they_are_written() -> None:
    plain = rows(f"A-1,caching,C-1,{WORDS}", f"A-2,caching,C-2,{WORDS} Really.")
    other = objects(
        {"id": "A-1", "question": "What is caching for?", "candidate": "C-1", "answer": WORDS},
        {"id": "A-2", "question_id": "Caching", "candidate": "C-2", "answer": f"{WORDS} Really."},
    )
    assert plain.intake.digest == other.intake.digest


@pytest.mark.parametrize(
    "line",
    [f"A-2,caching,C-1,{WORDS}", f"A-1,rest-apis,C-1,{WORDS}", f"A-1,caching,C-2,{WORDS}", f"A-1,caching,C-1,{WORDS}!"],
    ids=["id", "question", "candidate", "answer"],
)
def test_the_digest_changes_with_anything_that_is_judged_or_kept(line: str) -> None:
    assert rows(f"A-1,caching,C-1,{WORDS}").intake.digest != rows(line).intake.digest


def test_the_workload_that_is_left_counts_no_answer_that_was_scored_or_stands_twice() -> None:
    done = rows(f"1,caching,,{WORDS}", "2,caching,,Other words.", f"3,caching,,{WORDS}", "4,caching,,Other words.")
    only_other = rows("1,caching,,Other words.").intake.workload
    assert done.workload_left(waiting={1, 2, 3}, scored={0}) == only_other
    assert done.workload_left(waiting={1, 3}, scored=()) == only_other
    assert done.workload_left(waiting={0, 1, 2, 3}, scored=()) == done.intake.workload


def test_the_workload_counts_each_different_answer_once() -> None:
    done = rows(
        f"1,caching,C-1,{WORDS}", f"2,caching,C-2,{WORDS}", "3,caching,C-3,Für später.", "4,rest-apis,C-4,Yes.", "5,x,,"
    )
    load = done.intake.workload
    assert (load.answers, load.questions, load.points) == (3, 2, 3)
    assert load.answer_bytes == len(WORDS) + len("Für später.".encode()) + len("Yes.")
    assert load.repeated_bytes == len("What is Caching for?") + len("pA claim about it") + 3


@pytest.mark.parametrize("extra", [0, 1])
def test_a_small_file_is_judged_as_it_was_checked_and_a_larger_one_that_changed_is_not_half_read(
    extra: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_KEPT", 2 * (len(WORDS) + 6 + checking.ROW) - extra)
    path = tmp_path / "a.csv"
    path.write_text(f"question_id,answer\ncaching,{WORDS} Once.\ncaching,\ncaching,{WORDS} Twice\n", encoding="utf-8")
    done = check_sheet(read_sheet(path), BANK)
    path.write_text("question_id,answer\ncaching,\n", encoding="utf-8")
    if extra:
        with pytest.raises(SheetUnreadable, match="changed since it was checked"):
            list(done.rows())
    else:
        assert [row.answer.text for row in done.rows()] == [f"{WORDS} Once.", f"{WORDS} Twice"]
