"""Workbooks of results: texts that stay texts, sheets that go on, and nothing left on disk."""

import re
import tempfile
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.files.results import Cell, Workbook, workbook
from evaluator.files.sheets import read_sheet

FOOTER = "Second opinion, not a decision."


def written(rows: list[list[Cell]], columns: tuple[str, ...] = ("a", "b", "c"), name: str = "answers") -> BytesIO:
    stream = BytesIO()
    with Workbook(stream, FOOTER) as book:
        tab = book.tab(name, columns, wide=("b",))
        for row in rows:
            tab.add(row)
        book.finish()
    return stream


def part(stream: BytesIO, name: str) -> str:
    with zipfile.ZipFile(stream) as archive:
        return archive.read(name).decode()


def read(stream: BytesIO, tab: str | None = None) -> list[list[object]]:
    return [list(row.cells.values()) for row in read_sheet(stream, "a.xlsx", tab=tab).rows()]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_texts_numbers_and_truth_values_keep_their_kind() -> None:
    sheet = part(written([["A-1", 0.25, True], [None, 7, False], ["1042", None, None]]), "xl/worksheets/sheet1.xml")
    cells = re.findall(r'<c r="([A-C][2-4])"([^>]*)>(.*?)</c>', sheet)
    assert [(place, "inlineStr" in kind, 't="b"' in kind) for place, kind, _ in cells] == [
        ("A2", True, False),
        ("B2", False, False),
        ("C2", False, True),
        ("B3", False, False),
        ("C3", False, True),
        ("A4", True, False),
    ]


@pytest.mark.parametrize("text", ["=1+1", "@x", "-1", "https://example.org", "mailto:x@example.org", "{=1}", "1042"])
def test_a_text_stays_a_text_whatever_it_looks_like(text: str) -> None:
    stream = written([[text, "x", "y"]], columns=(text, "b", "c"))
    sheet = part(stream, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert read_sheet(stream, "a.xlsx").columns[0] == text
    assert read(stream)[0][0] == text


def test_what_looks_like_a_formula_stays_harmless_when_somebody_edits_the_cell() -> None:
    stream = written([["=1+1", "x", "y"]])
    style = re.search(r'<c r="A2" s="(\d+)"', part(stream, "xl/worksheets/sheet1.xml"))
    assert style is not None
    formats = re.findall(r"<xf .*?>", part(stream, "xl/styles.xml").split("<cellXfs", 1)[1])
    assert 'quotePrefix="1"' in formats[int(style[1])]
    assert '<c r="B2" t=' in part(stream, "xl/worksheets/sheet1.xml")


def test_the_row_of_names_stays_in_sight_and_the_foot_says_what_this_is() -> None:
    sheet = part(written([]), "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert FOOTER in sheet


def test_rows_of_two_tabs_may_come_in_turns() -> None:
    stream = BytesIO()
    with Workbook(stream, FOOTER) as book:
        one, two = book.tab("answers", ("a",)), book.tab("evidence", ("b",))
        for number in range(5):
            one.add([f"one {number}"])
            two.add([f"two {number}"])
            two.add([f"two {number}, more"])
        book.finish()
    assert read(stream, "answers") == [[f"one {number}"] for number in range(5)]
    assert read(stream, "evidence")[:3] == [["two 0"], ["two 0, more"], ["two 1"]]


def test_a_tab_goes_on_in_another_sheet_where_one_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    stream = written([[str(number), None, None] for number in range(5)], name="evidence")
    assert [read(stream, name) for name in ("evidence", "evidence 2", "evidence 3")] == [
        [["0"], ["1"]],
        [["2"], ["3"]],
        [["4"]],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("🙂" * 16_384, "🙂" * 16_383 + "…"),
        ("a\ud800b", "a?b"),
    ],
    ids=["full", "one more", "pairs", "half a character"],
)
def test_a_text_is_cut_to_what_a_cell_holds(text: str, expected: str) -> None:
    assert read(written([[text, None, None]])) == [[expected]]


def interrupted() -> None:
    with Workbook(BytesIO(), FOOTER) as book:
        book.tab("answers", ("a",)).add(["words"])
        raise RuntimeError("stop")


def test_nothing_is_left_on_disk(temporary: Path) -> None:
    written([["x", "y", "z"]])
    with pytest.raises(RuntimeError, match="stop"):
        interrupted()
    assert list(temporary.iterdir()) == []


def test_rows_are_not_held_in_memory() -> None:
    tracemalloc.start()
    stream = BytesIO()
    with Workbook(stream, FOOTER) as book:
        tab = book.tab("answers", ("a",))
        for number in range(3_000):
            tab.add([f"{number} " + "words " * 200])
        book.finish()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20).filter(str.strip)


@settings(max_examples=30)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=4))
def test_every_text_is_read_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    assert read(written([list(row) for row in rows], columns=("a", "b"))) == [list(row) for row in rows]
