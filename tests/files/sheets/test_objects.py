"""JSON Lines as they come."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import SheetTooLarge, SheetUnreadable
from evaluator.files.sheets import SheetFormat
from tests.files.sheets.tables import cells_of, sheet_of


def test_each_line_is_a_row_with_the_columns_of_all() -> None:
    sheet = sheet_of('{"id": 1, "answer": "one"}\n\n{"answer": "two", "points": ["a", "b"]}\n', "a.jsonl")
    assert sheet.format is SheetFormat.JSONL
    assert sheet.columns == ("id", "answer", "points")
    assert sheet.notes == ("Read as UTF-8, one JSON object a line.",)
    assert cells_of(sheet) == [(1, {"id": 1, "answer": "one"}), (3, {"answer": "two", "points": ["a", "b"]})]


@pytest.mark.parametrize("filename", ["answers", "answers.txt", "answers.csv", "answers.NDJSON"])
def test_the_content_says_that_it_is_json_whatever_the_name(filename: str) -> None:
    assert sheet_of('\ufeff {"answer": "x"}\n', filename).format is SheetFormat.JSONL


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"answer": "x"', "The line is not JSON from character 16 on."),
        ("answer: x", "The line is not JSON from character 1 on."),
        ('["x"]', "The line is not an object."),
        ("7", "The line is not an object."),
        ('{"answer": "x", "answer": "y"}', "The line gives one key twice."),
        ('{"answer": NaN}', "The line holds NaN or Infinity"),
        ('{"answer": ' + "9" * 5000 + "}", "The line holds a number or a nesting beyond"),
        ('{"answer": ' + "[" * 100_000 + "]" * 100_000 + "}", "The line holds a number or a nesting beyond"),
        ('{"' + "k" * 81 + '": 1}', "The line has a key that is no name."),
        ('{"a\\u0000": 1}', "The line has a key that is no name."),
    ],
    ids=["cut", "words", "list", "number", "twice", "NaN", "digits", "nesting", "long key", "odd key"],
)
def test_a_line_that_is_no_object_is_the_rows_fault_alone(line: str, problem: str) -> None:
    sheet = sheet_of(f'{{"answer": "first"}}\n{line}\n{{"answer": "last"}}\n', "a.jsonl")
    first, bad, last = sheet.rows()
    assert bad.number == 2
    assert bad.problem is not None
    assert bad.problem.startswith(problem)
    assert not bad.cells
    assert (first.cells["answer"], last.cells["answer"]) == ("first", "last")


@pytest.mark.parametrize(
    ("text", "filename", "message"),
    [
        ('[{"answer": "x"}]', "a.json", "one JSON array"),
        ("words\nmore words\n", "a.jsonl", "No line of the file is a JSON object"),
        ("\n\n", "a.jsonl", "No line of the file is a JSON object"),
    ],
)
def test_a_file_without_objects_is_refused(text: str, filename: str, message: str) -> None:
    with pytest.raises(SheetUnreadable, match=message):
        sheet_of(text, filename)


def test_very_many_keys_are_refused() -> None:
    with pytest.raises(SheetTooLarge, match="more than 500 different keys"):
        sheet_of("".join(f'{{"k{number}": 1}}\n' for number in range(501)), "a.jsonl")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("text"), inner, max_size=1),
    max_leaves=6,
)
objects = st.dictionaries(st.from_regex("[a-z]{1,6}", fullmatch=True), values, min_size=1, max_size=4)


@given(st.lists(objects, min_size=1, max_size=5), st.booleans(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_was_written_as_json_is_read_back(rows: list[dict[str, object]], plain: bool, codec: str) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=plain) + "\n" for row in rows)
    data = lines.encode(codec, "backslashreplace" if codec != "utf-16" else "replace")
    assert [cells for _, cells in cells_of(sheet_of(data, "a.jsonl"))] == rows
