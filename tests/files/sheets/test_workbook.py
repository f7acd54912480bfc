"""Workbooks: texts kept apart or in their cells, merged areas, sheets by name, and what is no workbook."""

from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import SheetTooLarge, SheetUnreadable
from evaluator.files.sheets import SheetFormat
from tests.files.sheets.tables import (
    MAIN,
    RELATIONS,
    behind_a_cover,
    cells_of,
    grid,
    inline,
    parts_of,
    relations,
    row,
    sheet_of,
    workbook,
    zipped,
)

NAMES = f"<row r='1'>{inline('A1', 'id')}{inline('B1', 'question')}{inline('C1', 'answer')}</row>"


def merged(*areas: str) -> str:
    return f"<mergeCells>{''.join(f'<mergeCell ref={area!r}/>' for area in areas)}</mergeCells>".replace("'", '"')


def test_cells_are_found_by_their_place_and_empty_rows_left_out() -> None:
    sheet = sheet_of(workbook(NAMES + row(3, C="words", A="A-1") + "<row r='4'/>" + row(9, A="A-2", B="q")), "a.xlsx")
    assert (sheet.format, sheet.tab) == (SheetFormat.XLSX, "Answers")
    assert sheet.columns == ("id", "question", "answer")
    assert sheet.notes == ("Read the sheet “Answers”.",)
    assert cells_of(sheet) == [(3, {"id": "A-1", "answer": "words"}), (9, {"id": "A-2", "question": "q"})]


def test_texts_kept_apart_are_put_together_from_their_pieces() -> None:
    shared = (
        "<si><t>id</t></si><si><t>answer</t></si><si><r><t xml:space='preserve'>first </t></r><r><t>second</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><t>one_x000D__x0041_two &amp; _x00</t></si>"
    )
    rows = "<row>" + "".join(f"<c t='s'><v>{number}</v></c>" for number in (0, 1)) + "</row>"
    rows += "".join(f"<row><c t='s'><v>{number}</v></c><c t='s'><v>{number}</v></c></row>" for number in (2, 3, 4))
    assert [cells["answer"] for _, cells in cells_of(sheet_of(workbook(rows, shared=shared)))] == [
        "first second",
        "東京",
        "one\rAtwo & _x00",
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c r='C2'><v>1042</v></c>", "1042"),
        ("<c r='C2'><v>1042.0</v></c>", "1042"),
        ("<c r='C2'><v>0.1</v></c>", "0.1"),
        ("<c r='C2'><v>1.5E+3</v></c>", "1500"),
        ("<c r='C2' t='b'><v>1</v></c>", "TRUE"),
        ("<c r='C2' t='b'><v>0</v></c>", "FALSE"),
        ("<c r='C2' t='e'><v>#NAME?</v></c>", "#NAME?"),
        ("<c r='C2' t='str'><f>A1</f><v>calculated</v></c>", "calculated"),
        ("<c r='C2' t='d'><v>2026-11-22</v></c>", "2026-11-22"),
        ("<c r='C2' s='1'><v>46348</v></c>", "2026-11-22"),
        ("<c r='C2' s='2'><v>46348.5</v></c>", "2026-11-22 12:00:00"),
        ("<c r='C2' s='3'><v>42</v></c>", "00042"),
        ("<c r='C2' s='99'><v>42</v></c>", "42"),
    ],
)
def test_whatever_a_cell_holds_is_text(cell: str, text: str) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy h:mm"/>'
        '<numFmt numFmtId="165" formatCode="00000"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
    )
    sheet = sheet_of(workbook(f"{NAMES}<row r='2'>{cell}</row>", styles=styles))
    assert cells_of(sheet) == [(2, {"answer": text})]


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    rows = f"{NAMES}<row r='2'><c r='C2' s='0'><v>44886</v></c></row>"
    sheet = sheet_of(workbook(rows, styles=styles, workbook="<workbookPr date1904='1'/>"))
    assert cells_of(sheet) == [(2, {"answer": "2026-11-22"})]


def test_a_formula_without_a_calculated_value_and_blank_text_are_empty() -> None:
    sheet = sheet_of(workbook(NAMES + "<row r='2'><c r='C2'><f>A1</f></c></row>" + row(3, A="A-1", C="  ")))
    assert cells_of(sheet) == [(3, {"id": "A-1"})]


def test_what_is_merged_over_rows_stands_in_each_that_has_something_of_its_own() -> None:
    rows = (
        NAMES
        + row(2, A="A-1", B="q", C="one")
        + row(3, C="two")
        + "<row r='4'/>"
        + row(5, C="three")
        + row(6, C="four")
    )
    assert cells_of(sheet_of(workbook(rows, merged("A2:A5", "B2:B3")))) == [
        (2, {"id": "A-1", "question": "q", "answer": "one"}),
        (3, {"id": "A-1", "question": "q", "answer": "two"}),
        (5, {"id": "A-1", "answer": "three"}),
        (6, {"answer": "four"}),
    ]


@pytest.mark.parametrize("rows", [1, 3_000], ids=["one", "many"])
def test_rows_that_a_filter_hides_are_read_and_counted(rows: int) -> None:
    shown = NAMES + row(2, C="words hidden='1' and row")
    hidden = "".join(row(number, C="words").replace("<row ", "<row hidden='1' ", 1) for number in range(3, 3 + rows))
    sheet = sheet_of(workbook(shown + hidden + "<row r='20000' hidden='1'/>"), "a.xlsx")
    assert len(cells_of(sheet)) == 1 + rows
    told = "1 row of it is" if rows == 1 else "3,000 rows of it are"
    assert sheet.notes[1:] == (f"{told} hidden, by a filter or by hand; hidden rows are judged like the others.",)


def test_a_row_covered_whole_by_merged_areas_is_no_row_of_its_own() -> None:
    rows = NAMES + row(2, A="A-1", C="one") + "<row r='3'><c r='A3'/><c r='C3'/></row>"
    assert [number for number, _ in cells_of(sheet_of(workbook(rows, merged("A2:A3", "C2:C3"))))] == [2]


def test_a_merged_area_with_nothing_in_it_fills_nothing() -> None:
    rows = NAMES + row(2, C="one") + row(3, C="two") + row(6, C="three")
    cells = [cells for _, cells in cells_of(sheet_of(workbook(rows, merged("A2:A3", "A5:A6"))))]
    assert cells == [{"answer": "one"}, {"answer": "two"}, {"answer": "three"}]


def test_titles_merged_above_the_names_are_left_out() -> None:
    rows = row(1, A="Take-home, November") + row(3, A="id", B="answer") + row(4, A="A-1", B="words")
    assert cells_of(sheet_of(workbook(rows, merged("A1:B1")))) == [(4, {"id": "A-1", "answer": "words"})]


def test_a_single_name_on_top_is_no_title() -> None:
    assert sheet_of(workbook(row(1, A="answer") + row(2, A="words", B="a remark"))).columns == ("answer",)


def test_a_table_may_begin_further_in() -> None:
    sheet = sheet_of(workbook(row(4, C="id", E="answer") + row(5, C="A-1", E="words", G="beside the table")))
    assert sheet.columns == ("(column 1)", "(column 2)", "id", "(column 4)", "answer")
    assert cells_of(sheet) == [(5, {"id": "A-1", "answer": "words"})]


def three_sheets() -> bytes:
    parts = parts_of("")
    parts["xl/workbook.xml"] = (
        f'<x:workbook xmlns:x="{MAIN}" xmlns:rel="{RELATIONS}"><x:sheets>'
        '<x:sheet name="Chart" sheetId="9" rel:id="c"/><x:sheet name="Old" sheetId="1" state="hidden" rel:id="a"/>'
        '<x:sheet name="Round 2" sheetId="2" rel:id="b"/></x:sheets></x:workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relations(
        a=("worksheet", "worksheets/one.xml"), b=("worksheet", "/xl/Worksheets/Two.xml"), c=("chartsheet", "c.xml")
    )
    parts["xl/worksheets/one.xml"] = grid(row(1, A="answer") + row(2, A="old"))
    parts["xl/worksheets/two.xml"] = (
        grid(row(1, A="answer") + row(2, A="new"))
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("xmlns=", "xmlns:x=")
    )
    return zipped(parts)


def test_the_first_sheet_that_is_not_hidden_is_read_and_the_others_are_named() -> None:
    sheet = sheet_of(three_sheets())
    assert sheet.notes == (
        "Read the sheet “Round 2”, the first that shows and is not empty. The workbook has 2: “Old”, “Round 2”.",
    )
    assert sheet.tabs == ("Old", "Round 2")
    assert cells_of(sheet) == [(2, {"answer": "new"})]


def test_an_empty_sheet_in_front_is_passed_over() -> None:
    assert cells_of(sheet_of(behind_a_cover())) == [(2, {"answer": "words"})]
    assert sheet_of(behind_a_cover()).tab == "Answers"
    with pytest.raises(SheetUnreadable, match=r"The sheet “Cover” is empty\."):
        sheet_of(behind_a_cover(), tab="cover")


def test_a_workbook_of_empty_sheets_is_told_as_one() -> None:
    with pytest.raises(SheetUnreadable, match=r"All sheets are empty\. Put names of columns on top"):
        sheet_of(behind_a_cover(row(1)))


def test_a_sheet_is_found_by_name_in_any_case_hidden_or_not() -> None:
    assert cells_of(sheet_of(three_sheets(), tab=" OLD ")) == [(2, {"answer": "old"})]
    with pytest.raises(SheetUnreadable, match=r"no sheet of that name\. It has “Old”, “Round 2”"):
        sheet_of(three_sheets(), tab="Chart")


def without(name: str) -> bytes:
    return zipped({part: text for part, text in parts_of(NAMES).items() if part != name})


def with_part(name: str, text: str | bytes) -> bytes:
    return zipped({**parts_of(NAMES, shared="<si><t>x</t></si>"), name: text})


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (zipped({"word/document.xml": "<w/>"}), "no XLSX workbook, though it is a zip archive"),
        (with_part("_rels/.rels", relations(r=("officeDocument", "word/document.xml"))), "no XLSX workbook"),
        (with_part("_rels/.rels", relations(r=("officeDocument", "xl/workbook.bin"))), "no XLSX workbook"),
        (without("xl/workbook.xml"), "damaged: it has no part workbook.xml"),
        (without("xl/_rels/workbook.xml.rels"), "damaged: it has no part workbook.xml.rels"),
        (without(SHEET), "damaged: it has no part sheet1.xml"),
        (with_part("xl/_rels/workbook.xml.rels", relations()), "no sheet with cells"),
        (workbook(""), "The sheet “Answers” is empty"),
        (with_part(SHEET, "<worksheet><sheetData>"), "damaged or protected workbook"),
        (with_part(SHEET, grid("<row r='x'/>")), "damaged or protected workbook"),
        (with_part(SHEET, grid("<row><c r='1A'><v>1</v></c></row>")), "damaged or protected workbook"),
        (with_part(SHEET, grid("<row><c t='s'><v>1</v></c></row>")), "damaged or protected workbook"),
        (with_part(SHEET, grid("<row><c t='s'><v>-1</v></c></row>")), "damaged or protected workbook"),
        (with_part(SHEET, grid("<row><c><v>one</v></c></row>")), "damaged or protected workbook"),
        (with_part("xl/styles.xml", "<s><numFmt numFmtId='200'/></s>"), "damaged or protected workbook"),
        (zipped(parts_of(NAMES))[:-30], "damaged or protected workbook"),
        (b"PK\x03\x04" + b"words " * 50, "damaged or protected workbook"),
        (b"PK\x05\x06" + b"\x00" * 18, "an empty zip archive"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "an old or password-protected Excel file"),
    ],
)
def test_what_is_no_whole_workbook_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(SheetUnreadable) as refused:
        list(sheet_of(data, "a.xlsx").rows())
    assert message in refused.value.message


def test_declarations_of_entities_are_refused_before_they_grow() -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>' + grid(row(1, A="&b;"))
    with pytest.raises(SheetUnreadable, match="holds declarations that no spreadsheet writes"):
        sheet_of(with_part(SHEET, bomb))


def test_a_name_in_a_far_column_is_refused_not_made_room_for() -> None:
    with pytest.raises(SheetTooLarge, match="reaches to column 16,384"):
        sheet_of(workbook(row(1, A="answer", XFD="x")))


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    sheet = sheet_of(workbook(row(1, A="answer") + row(2, A="words") + row(1048576, XFD="x")))
    assert cells_of(sheet) == [(2, {"answer": "words"}), (1048576, {})]


def test_a_sheet_is_named_only_where_there_are_sheets() -> None:
    with pytest.raises(SheetUnreadable, match="the file is not a workbook"):
        sheet_of("answer\nwords\n", tab="Answers")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30).filter(str.strip)


@given(st.lists(st.tuples(texts, texts), max_size=5), st.booleans())
def test_what_a_workbooks_writer_wrote_is_read_back(rows: list[tuple[str, str]], kept_apart: bool) -> None:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "constant_memory": not kept_apart}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([("id", "answer"), *rows]):
            for column, text in enumerate(cells):
                sheet.write_string(number, column, text)
    read = cells_of(sheet_of(stream.getvalue()))
    assert [(cells["id"], cells["answer"]) for _, cells in read] == rows
