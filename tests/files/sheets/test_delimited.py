"""CSV as it comes: delimiters, quotes, line breaks, and what is broken."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import SheetTooLarge, SheetUnreadable
from evaluator.files.sheets import SheetFormat
from tests.files.sheets.tables import cells_of, sheet_of


@pytest.mark.parametrize(
    ("delimiter", "named"),
    [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")],
    ids=["comma", "semicolon", "tab", "bar"],
)
def test_the_delimiter_is_found_and_said(delimiter: str, named: str) -> None:
    sheet = sheet_of(f"id{delimiter}answer\nA-1{delimiter}Some words.\n")
    assert sheet.format is SheetFormat.CSV
    assert sheet.notes == (f"Read as UTF-8, with a {named} between the cells.",)
    assert cells_of(sheet) == [(2, {"id": "A-1", "answer": "Some words."})]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("id;answer\n1;a, b, c, d\n2;e, f\n", "semicolon"),
        ('id,"question; or task",answer\n1,x,y; z\n', "comma"),
        ("id;points, as a list;answer\n1;x;a, b\n2;y;c\n", "semicolon"),
        ("a|b\tc|d\n1|2\t3|4\n1|2\t3|4\n", "vertical bar"),
        ('"id"\t"answer"\n"1"\t"one\ttwo"\n', "tab"),
        ("sep=;\nid;answer\n1;x,y\n", "semicolon"),
        ("sep=^\nid^answer\n1^x,y\n", "^"),
        ('id;answer\n1;"first\nsecond, third\nfourth, fifth, sixth"\n', "semicolon"),
    ],
    ids=["commas in words", "in quotes", "in a name", "more", "quoted", "declared", "declared odd", "lines in a cell"],
)
def test_what_divides_the_names_and_keeps_the_rows_even_is_the_delimiter(text: str, named: str) -> None:
    assert sheet_of(text).notes == (f"Read as UTF-8, with a {named} between the cells.",)


def test_a_declared_delimiter_does_not_count_as_a_row() -> None:
    assert cells_of(sheet_of("sep=;\nid;answer\n1;x\n")) == [(2, {"id": "1", "answer": "x"})]


def test_a_file_of_one_column_has_no_delimiter() -> None:
    sheet = sheet_of('answer\nOne, two; three\n"Quoted, too"\n')
    assert sheet.notes == ("Read as UTF-8, of one column.",)
    assert [cells["answer"] for _, cells in cells_of(sheet)] == ["One, two; three", "Quoted, too"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_line_breaks_in_quotes_belong_to_the_cell_as_they_are(end: str) -> None:
    text = f'id,answer{end}1,"one{end}{end}two ""three"""{end}{end}2,four{end}'
    assert cells_of(sheet_of(text)) == [
        (2, {"id": "1", "answer": f'one{end}{end}two "three"'}),
        (4, {"id": "2", "answer": "four"}),
    ]


def test_rows_are_numbered_as_a_spreadsheet_does_blank_ones_included() -> None:
    assert [number for number, _ in cells_of(sheet_of("\n\nid,answer\n\n1,x\n , \n2,y\n"))] == [5, 7]


def test_missing_cells_at_the_end_of_a_row_are_empty() -> None:
    assert cells_of(sheet_of("id,question,answer\n1,q\n2\n")) == [(2, {"id": "1", "question": "q"}), (3, {"id": "2"})]


def test_surplus_cells_are_the_rows_fault_unless_they_are_empty() -> None:
    sheet = sheet_of("id,answer\n1,one, two\n2,three,,\n")
    first, second = sheet.rows()
    assert first.problem is not None
    assert first.problem.startswith("The row has 3 cells, but there are 2 columns.")
    assert not first.cells
    assert dict(second.cells) == {"id": "2", "answer": "three"}


def test_names_given_twice_or_not_at_all_are_told_apart() -> None:
    assert sheet_of("answer, answer ,,id,\n1,2,3,4,5\n").columns == (
        "answer",
        "answer (column 2)",
        "(column 3)",
        "id",
        "(column 5)",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('id,answer\n1,x\n\n2,"never\nclosed\n3,y\n', "opened in row 4 (line 4) and never closed"),
        ("\n\n \n", "The file is empty"),
        ("\x07,\x08\n1,2\n", "The first row is empty"),
        ("id,answer," + "x" * 81 + "\n", "column 3 of it has 81 characters"),
        ('id,answer\n1,"' + "x\n" * 1_000_001 + '"\n', "more than 2,000,000 characters in row 2 (line 2)"),
        ("id,answer\n" + "x" * 2_000_001 + "\n", "Line 2 has more than 2,000,000 characters"),
    ],
    ids=["quote", "blank", "blank names", "long name", "long cell", "long line"],
)
def test_what_cannot_be_a_table_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(SheetUnreadable) as refused:
        list(sheet_of(text).rows())
    assert message in refused.value.message


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(SheetTooLarge, match="501 columns"):
        sheet_of(",".join(f"c{number}" for number in range(501)) + "\n")


def test_no_message_about_a_damaged_file_quotes_it() -> None:
    for text in ('id,answer\n1,"secret words\n', "secret " * 20 + ",answer\n1,x\n"):
        with pytest.raises(SheetUnreadable) as refused:
            list(sheet_of(text).rows())
        assert "secret" not in refused.value.message


names = st.lists(st.from_regex(r"[a-z]{1,4}( [a-z_]{1,4}){0,2}", fullmatch=True), min_size=1, max_size=5, unique=True)
words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


@given(st.data(), names, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_wrote_is_read_back(
    data: st.DataObject, columns: list[str], delimiter: str, line_end: str
) -> None:
    row = st.lists(words, min_size=len(columns), max_size=len(columns))
    rows = data.draw(st.lists(row.filter(lambda cells: any(cell.strip() for cell in cells)), max_size=6))
    # Python's writer leaves a lone carriage return unquoted where lines end in a newline alone.
    quoting = csv.QUOTE_MINIMAL if line_end == "\r\n" else csv.QUOTE_ALL
    written = StringIO()
    csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows([columns, *rows])
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    sheet = sheet_of(written.getvalue().encode(encoding))
    assert sheet.columns == tuple(columns)
    assert [list(cells.values()) for _, cells in cells_of(sheet)] == rows
