"""Encodings found, and those that are no use guessing."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import SheetUnreadable
from evaluator.files.sheets.encodings import CHUNK
from tests.files.sheets.tables import cells_of, sheet_of

TEXT = "id;Antwort\nA-1;Größe, „naïve“ – 5 €\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found_and_said(codec: str, name: str) -> None:
    sheet = sheet_of(TEXT.encode(codec))
    assert sheet.notes[0] == f"Read as {name}, with a semicolon between the cells."
    assert cells_of(sheet) == [(2, {"id": "A-1", "Antwort": "Größe, „naïve“ – 5 €"})]


def test_big_endian_utf_16_is_read_by_its_mark() -> None:
    sheet = sheet_of(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"))
    assert sheet.columns == ("id", "Antwort")


def test_only_a_guess_asks_for_a_look_at_the_letters() -> None:
    (said,) = sheet_of(TEXT.encode("cp1252")).notes[1:]
    assert "Check that letters" in said
    assert not sheet_of(TEXT).notes[1:]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (TEXT.encode("utf-32"), "The file is UTF-32 text."),
        (TEXT.encode("utf-16-le"), "not text in an encoding that can be told"),
        (b"\x00\x01\x02\x03" * 50, "not text in an encoding that can be told"),
        (TEXT.encode("utf-16") + b"\x00", "damaged UTF-16 text at byte 74"),
        (TEXT.encode("utf-16-le").join([codecs.BOM_UTF16_LE, b"\x00\xd8"]), "damaged UTF-16 text at byte 74"),
        ("id,answer\n1,Größe über Maß\n2,für".encode() + b"\xfc\n", "UTF-8 with damage at byte 37 (line 3)"),
        ("id,answer\n1,Größe".encode("cp1252") + b"\x81\n", "neither UTF-8 nor Windows-1252: line 2"),
        ("id,answer\n1,мы храним ответы рядом\n".encode("cp1251"), "neither UTF-8 nor Windows-1252: line 2"),
    ],
    ids=["UTF-32", "no mark", "binary", "odd UTF-16", "half pair", "damaged", "undefined", "Cyrillic"],
)
def test_what_cannot_be_told_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(SheetUnreadable) as refused:
        sheet_of(data)
    assert message in refused.value.message


@pytest.mark.parametrize("before", range(CHUNK - 13, CHUNK - 8))
def test_a_character_that_two_readings_share_is_no_damage(before: int) -> None:
    data = b"answer\n" + b"x" * before + "😀\n".encode()
    assert sheet_of(data).notes == ("Read as UTF-8, of one column.",)


@pytest.mark.parametrize("before", [0, CHUNK - 8, CHUNK, 3 * CHUNK + 5])
def test_the_place_of_damage_is_right_wherever_it_is(before: int) -> None:
    data = b"answer\n" + b"x" * before + "äöüß".encode() + b"\xff\n"
    with pytest.raises(SheetUnreadable, match=rf"at byte {7 + before + 8:,} \(line 2\)"):
        sheet_of(data)


pieces = st.lists(st.sampled_from(["a", "b", " ", ", ", "éa", "ß.", "ü", "€ ", "– "]), min_size=1, max_size=40)


@given(pieces.map(lambda found: "x".join(found)))
def test_windows_1252_reads_back_what_was_written(words: str) -> None:
    cell = f"In plain words it says: {words}|"
    sheet = sheet_of(f"id;answer\n1;{cell}\n".encode("cp1252"))
    assert cells_of(sheet)[0][1]["answer"] == cell
    assert sheet.notes[0].startswith(("Read as Windows-1252", "Read as UTF-8"))
