"""Rows that cannot be judged, as files to be mended: every word kept, and nothing that runs."""

import csv
from io import BytesIO

import pytest

from evaluator.domain.intake import FaultCode
from evaluator.files.sheets import Checked, check_sheet
from evaluator.services.bad_rows import WRONG, BadRowsFormat, write_bad_rows
from tests.files.sheets.tables import sheet_of
from tests.web.service import BANK

BAD = (
    "question_id,answer,candidate\n"
    "locking,Zinnober guards what two writers share.,C-1\n"
    'lockings,"=HYPERLINK(""x""), he wrote",C-2\n'
    "locking,,mail me: a b c d e f g h i j k l m n o p q r s t u v w x y z and so on and so on and so on and so on\n"
)


def checked(content: str, name: str = "answers.csv") -> Checked:
    return check_sheet(sheet_of(content, name), BANK)


def written(content: str, written_as: BadRowsFormat, name: str = "answers.csv") -> BytesIO:
    stream = BytesIO()
    file = checked(content, name)
    assert write_bad_rows(file, written_as, stream) == len(file.intake.bad)
    return stream


def test_each_bad_row_stands_as_it_was_behind_all_that_is_wrong_with_it() -> None:
    names, first, second = csv.reader(written(BAD, BadRowsFormat.CSV).getvalue().decode("utf-8-sig").splitlines())
    assert names == [WRONG, "question_id", "answer", "candidate"]
    assert "row 3, column question_id: There is no such question in the bank. Did you mean locking?" in first[0]
    assert first[1:] == ["lockings", '\'=HYPERLINK("x"), he wrote', "C-2"]
    assert "row 4, column answer: The answer is empty." in second[0]
    assert "row 4, column candidate:" in second[0]


def test_a_workbook_keeps_every_word_and_runs_nothing() -> None:
    rows = list(sheet_of(written(BAD, BadRowsFormat.XLSX).getvalue(), "bad.xlsx").rows())
    assert [row.cells.get("answer") for row in rows] == ['=HYPERLINK("x"), he wrote', None]


@pytest.mark.parametrize("written_as", list(BadRowsFormat))
def test_mended_and_sent_again_what_is_wrong_is_no_column_of_the_answers(written_as: BadRowsFormat) -> None:
    again = check_sheet(sheet_of(written(BAD, written_as).getvalue(), f"bad.{written_as}"), BANK)
    assert WRONG not in again.mapping.columns
    assert {fault.code for fault in again.intake.faults} >= {FaultCode.QUESTION_UNKNOWN, FaultCode.ANSWER_EMPTY}
    stream = BytesIO()
    write_bad_rows(again, BadRowsFormat.CSV, stream)
    assert stream.getvalue().count(WRONG.encode()) == 1


def test_what_is_no_text_in_json_lines_is_written_as_json() -> None:
    lines = '{"question_id": "locking", "answer": ["a", "b"], "id": 7}\n'
    _, row = csv.reader(written(lines, BadRowsFormat.CSV, "a.jsonl").getvalue().decode("utf-8-sig").splitlines())
    assert row[1:] == ["locking", '["a", "b"]', "7"]


def test_a_row_that_is_none_has_only_what_is_wrong_with_it() -> None:
    lines = '{"question_id": "locking", "answer": "Ocker."}\n{"question_id": \n'
    _, row = csv.reader(written(lines, BadRowsFormat.CSV, "a.jsonl").getvalue().decode("utf-8-sig").splitlines())
    assert row[0].startswith("row 2: ")
    assert row[1:] == ["", ""]
