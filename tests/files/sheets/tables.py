"""Tables to read: CSV as other programs write it, and workbooks put together part by part."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from evaluator.files.sheets import Sheet, read_sheet

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_of(data: bytes | str, filename: str = "answers.csv", tab: str | None = None) -> Sheet:
    """The sheet read from those bytes, text being UTF-8."""
    return read_sheet(BytesIO(data.encode() if isinstance(data, str) else data), filename, tab=tab)


def cells_of(sheet: Sheet) -> list[tuple[int, dict[str, object]]]:
    """The rows as numbers and cells."""
    return [(row.number, dict(row.cells)) for row in sheet.rows()]


def relations(**targets: tuple[str, str]) -> str:
    """A part that names others: kind and target by id."""
    inside = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def grid(rows: str, merged: str = "") -> str:
    """A sheet's part with those rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def inline(reference: str, text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, **cells: str) -> str:
    """A row of cells that hold their texts themselves, by the letters of their columns."""
    inside = "".join(inline(f"{column}{number}", text) for column, text in cells.items())
    return f"<row r='{number}'>{inside}</row>"


def parts_of(rows: str, merged: str = "", **more: str) -> dict[str, str]:
    """The parts of a workbook of one sheet; `shared` and `styles` give what cells refer to, `workbook` its settings."""
    parts = {
        "_rels/.rels": relations(r1=("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{more.get("workbook", "")}'
        '<sheets><sheet name="Answers" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            rId1=("worksheet", "worksheets/sheet1.xml"),
            rId2=("sharedStrings", "sharedStrings.xml"),
            rId3=("styles", "/xl/styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": grid(rows, merged),
    }
    if "shared" in more:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{more["shared"]}</sst>'
    if "styles" in more:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{more["styles"]}</styleSheet>'
    return parts


def zipped(parts: Mapping[str, str | bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Those parts as an archive."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", packed) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def workbook(rows: str, merged: str = "", **more: str) -> bytes:
    """A workbook of one sheet with those rows."""
    return zipped(parts_of(rows, merged, **more))


def bomb(megabytes: int) -> bytes:
    """A small workbook that unpacks to so much."""
    return zipped({**parts_of("<row/>"), "xl/worksheets/sheet2.xml": b" " * (megabytes * 1_000_000)})


def two_sheets(first: tuple[str, str], second: tuple[str, str]) -> bytes:
    """A workbook of two sheets: the name and the rows of each."""
    parts = parts_of("")
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="{first[0]}" sheetId="1" r:id="a"/>'
        f'<sheet name="{second[0]}" sheetId="2" r:id="b"/></sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relations(
        a=("worksheet", "worksheets/one.xml"), b=("worksheet", "worksheets/two.xml")
    )
    parts["xl/worksheets/one.xml"] = grid(first[1])
    parts["xl/worksheets/two.xml"] = grid(second[1])
    return zipped(parts)


ONE_ANSWER = row(1, A="answer") + row(2, A="words")


def behind_a_cover(rows: str = ONE_ANSWER) -> bytes:
    """A workbook whose first sheet, Cover, is empty, and whose second, Answers, holds those rows."""
    return two_sheets(("Cover", ""), ("Answers", rows))


def two_tables(answers: str) -> bytes:
    """A workbook whose first sheet, Notes, holds a table of something else, and whose second, Answers, those rows."""
    return two_sheets(("Notes", row(1, A="when", B="who") + row(2, A="today", B="ada")), ("Answers", answers))
