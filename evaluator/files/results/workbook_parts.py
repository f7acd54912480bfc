"""The parts of every workbook we write, but for its sheets: what is in it, how it hangs together, how cells look."""

from collections.abc import Sequence

BOLD, QUOTED = 1, 2
"""Styles of cells: names of columns, and texts that look like formulas, which stay texts when somebody edits them."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def content_types(sheets: int) -> str:
    """What kind each part is."""
    parts = {
        "workbook": f"{_TYPE}.sheet.main+xml",
        "styles": f"{_TYPE}.styles+xml",
        **{f"worksheets/sheet{number}": f"{_TYPE}.worksheet+xml" for number in range(1, sheets + 1)},
    }
    overrides = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def package() -> str:
    """Where the workbook is."""
    return _relationships([("officeDocument", "xl/workbook.xml")])


def workbook(names: Sequence[str]) -> str:
    """The sheets by their names, each an attribute's value with its quotation marks."""
    sheets = "".join(
        f'<sheet name={name} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>"
    )


def relations(sheets: int) -> str:
    """Where the sheets and the styles are."""
    parts = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, sheets + 1)]
    return _relationships([*parts, ("styles", "styles.xml")])


def styles() -> str:
    """How cells look: plainly, BOLD or QUOTED."""
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"'
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="3">{plain}/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        f'{plain} quotePrefix="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _relationships(parts: Sequence[tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
