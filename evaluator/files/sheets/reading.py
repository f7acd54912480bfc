"""One way in: a file of answers, whatever kind of table it is."""

from pathlib import Path
from typing import BinaryIO

from evaluator.errors import SheetUnreadable
from evaluator.files.sheets.delimited import read_delimited
from evaluator.files.sheets.encodings import detect
from evaluator.files.sheets.objects import read_objects
from evaluator.files.sheets.origins import Origin
from evaluator.files.sheets.tables import Sheet

_ZIP = b"PK\x03\x04"
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Excel file. Save it as .xlsx without a password"),
    (b"\x1f\x8b", "a gzip archive. Unpack it first"),
    (b"PK\x05\x06", "an empty zip archive. Name the file of answers itself"),
    (b"%PDF", "a PDF. Save the table as CSV or XLSX"),
    (b"{\\rtf", "a rich text document. Save the table as CSV or XLSX"),
)
_LINES = (".jsonl", ".ndjson", ".json")


def read_sheet(source: Path | BinaryIO, filename: str | None = None, *, tab: str | None = None) -> Sheet:
    """The table in a file, or in a binary stream that can be read more than once; `tab` names one of a workbook's.

    What kind of file it is shows in its first bytes; `filename` is a hint where they leave it open. A stream has to
    stay open as long as the Sheet is read. Raises SheetTooLarge by size before anything is read, and SheetUnreadable
    where there is no table of named columns.
    """
    name = filename or (source.name if isinstance(source, Path) else "")
    origin = Origin(source, Path(name).name)
    origin.refuse_by_size()
    with origin.opened() as stream:
        head = stream.read(512)
    for mark, what in _OTHERS:
        if head.startswith(mark):
            raise SheetUnreadable(f"The file is {what}.")
    if head.startswith(_ZIP):
        # Workbooks take as many modules as all other tables together.
        from evaluator.files.sheets.workbook import read_workbook

        return read_workbook(origin, tab)
    if tab is not None:
        raise SheetUnreadable("A sheet is named, but the file is not a workbook. Leave the sheet out.")
    with origin.opened() as stream:
        encoding = detect(stream)
    start = head.decode(encoding.codec, errors="replace").lstrip()[:1]
    if start == "[" and name.lower().endswith(_LINES):
        raise SheetUnreadable("The file is one JSON array. Write one object a line instead (JSON Lines).")
    is_lines = start == "{" or name.lower().endswith(_LINES)
    return read_objects(origin, encoding) if is_lines else read_delimited(origin, encoding)
