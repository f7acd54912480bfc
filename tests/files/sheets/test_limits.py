"""What is refused before it can do harm: by size, by what it declares, by what it turns out to hold."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluator.errors import SheetTooLarge, SheetUnreadable
from evaluator.files.sheets import archive, read_sheet, shared_texts, tables
from evaluator.files.sheets.origins import MAX_BYTES
from tests.files.sheets.tables import bomb, grid, inline, parts_of, sheet_of, workbook, zipped


class Untouched(io.RawIOBase):
    """A stream that has a size and cannot be read."""

    def __init__(self, size: int) -> None:
        self._size = size

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        assert (offset, whence) == (0, io.SEEK_END)
        return self._size

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("it was read")


@pytest.mark.parametrize("size", [MAX_BYTES, 200 * 1024 * 1024, 10**15])
def test_a_file_of_200_mb_is_refused_unread(size: int) -> None:
    with pytest.raises(SheetTooLarge, match=r"files under 200 MB are read. Divide it"):
        read_sheet(Untouched(size), "a.csv")


def test_a_file_on_disk_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as sparse:
        sparse.truncate(MAX_BYTES)
    with pytest.raises(SheetTooLarge):
        read_sheet(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetUnreadable, match="a folder, not a file"):
        read_sheet(tmp_path)
    with pytest.raises(SheetUnreadable, match="No such file"):
        read_sheet(tmp_path / "none.csv")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(SheetUnreadable, match="The file is empty"):
        read_sheet(tmp_path / "empty.csv")


def test_a_file_that_went_away_is_said_to_be_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("answer\nwords\n", encoding="utf-8")
    sheet = read_sheet(path)
    path.unlink()
    with pytest.raises(SheetUnreadable, match="No such file"):
        list(sheet.rows())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x1f\x8b\x08\x00rest", "a gzip archive. Unpack it first"),
        (b"%PDF-1.7 and so on", "a PDF"),
        (b"{\\rtf1 words}", "a rich text document"),
    ],
)
def test_other_kinds_of_file_are_named(data: bytes, message: str) -> None:
    with pytest.raises(SheetUnreadable, match=message):
        sheet_of(data, "a.csv")


def test_a_file_and_a_stream_are_read_alike_and_as_often_as_wanted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,answer\n1,words\n")
    from_file, from_stream = read_sheet(path), sheet_of(path.read_bytes(), "somewhere/a.csv")
    assert from_file.filename == from_stream.filename == "a.csv"
    assert list(from_file.rows()) == list(from_file.rows()) == list(from_stream.rows()) == list(from_stream.rows())


def test_rows_beyond_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert len(list(sheet_of("answer\na\nb\n\nc\n").rows())) == 3
    with pytest.raises(SheetTooLarge, match="more than 3 rows"):
        list(sheet_of("answer\na\nb\nc\nd\n").rows())


def test_an_archive_that_unpacks_to_hundreds_of_times_its_size_is_refused_before_it_is_unpacked() -> None:
    data = bomb(30)
    tracemalloc.start()
    with pytest.raises(SheetTooLarge, match="times its size, as no table of answers does"):
        sheet_of(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_small_workbook_may_be_packed_as_well_as_it_can() -> None:
    rows = f"<row>{inline('A1', 'answer')}</row>" + "<row/>" * 1_000_000
    assert sheet_of(workbook(rows)).columns == ("answer",)


def test_an_archive_that_declares_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 5_000)
    with pytest.raises(SheetTooLarge, match="unpacks to 0 MB; the most that is read is 0 MB"):
        sheet_of(workbook("<row/>" * 1_000))


def test_no_part_gives_more_than_it_declares() -> None:
    data = zipped(parts_of(f"<row>{inline('A1', 'answer')}</row>" + "<row/>" * 100_000))
    lying = bytearray(data)
    place = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    lying[place + 24 : place + 28] = struct.pack("<I", 200)
    with pytest.raises(SheetUnreadable, match="damaged or protected"):
        sheet_of(bytes(lying))


def test_a_list_of_very_many_parts_is_not_even_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for number in range(15_000):
            made.writestr(f"xl/media/a-picture-with-quite-a-long-name-{number}.png", b"")
    with pytest.raises(SheetUnreadable, match="lists too many parts"):
        sheet_of(stream.getvalue())


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack_are_refused(packed: int) -> None:
    with pytest.raises(SheetUnreadable, match="packed in a way that no spreadsheet packs"):
        sheet_of(zipped(parts_of("<row/>"), packed))


def test_a_protected_archive_is_said_to_be_protected() -> None:
    data = bytearray(zipped(parts_of("<row/>")))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(mark, place + 4)
    with pytest.raises(SheetUnreadable, match="without a password"):
        sheet_of(bytes(data))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (f"<row>{inline('A1', 'x' * 2_000_001)}</row>", "A cell has more than 2,000,000 characters"),
        ("<row r='7'>" + inline("A7", "x" * 1_500_000) + inline("B7", "x" * 1_500_000) + "</row>", "Row 7 has more"),
    ],
    ids=["cell", "row"],
)
def test_a_row_beyond_what_can_be_held_is_refused(rows: str, message: str) -> None:
    with pytest.raises(SheetTooLarge, match=message):
        sheet_of(zipped(parts_of(rows), zipfile.ZIP_STORED))


def test_very_many_texts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_texts, "MOST_TEXTS", 3)
    rows = f"<row>{inline('A1', 'answer')}</row>"
    assert sheet_of(workbook(rows, shared="<si/>" * 3)).columns == ("answer",)
    with pytest.raises(SheetTooLarge, match="more than 3 texts"):
        sheet_of(workbook(rows, shared="<si/>" * 4))


def test_very_many_merged_areas_are_refused() -> None:
    areas = "".join(f'<mergeCell ref="A{number}:B{number}"/>' for number in range(1, 100_100))
    with pytest.raises(SheetTooLarge, match="more than 100,000 merged areas"):
        sheet_of(zipped({**parts_of(""), "xl/worksheets/sheet1.xml": grid("", areas)}, zipfile.ZIP_STORED))


def rows_of_words() -> Iterator[str]:
    return (f"A-{number},{'words of an answer ' * 50}{number}\n" for number in range(4_000))


def peak_of_reading(data: bytes) -> int:
    stream = io.BytesIO(data)
    tracemalloc.start()
    rows = sum(1 for _ in read_sheet(stream, "a").rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 4_000
    return peak


def test_rows_of_csv_are_read_without_holding_them() -> None:
    data = ("id,answer\n" + "".join(rows_of_words())).encode()
    assert peak_of_reading(data) < len(data) / 3


def test_rows_of_a_workbook_are_read_without_holding_them() -> None:
    cells = (row.rstrip().split(",") for row in rows_of_words())
    rows = "".join(
        f"<row>{inline(f'A{at}', name)}{inline(f'B{at}', words)}</row>" for at, (name, words) in enumerate(cells, 2)
    )
    data = workbook(f"<row>{inline('A1', 'id')}{inline('B1', 'answer')}</row>{rows}")
    assert peak_of_reading(data) < 2_000_000
