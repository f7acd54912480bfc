"""Bytes become text, or one clear complaint."""

import pytest

from evaluator.errors import AnswerNotText
from evaluator.files.answers import decode


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("Größe\n".encode(), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + "Größe\n".encode(), id="with a byte-order mark"),
        pytest.param("\ufeffGröße\n".encode("utf-16-le"), id="UTF-16, little end first"),
        pytest.param("\ufeffGröße\n".encode("utf-16-be"), id="UTF-16, big end first"),
    ],
)
def test_text_in_unicode_is_read_without_its_byte_order_mark(data: bytes) -> None:
    assert decode(data) == "Größe\n"


def test_a_byte_that_is_not_text_is_named_with_its_place() -> None:
    with pytest.raises(AnswerNotText) as caught:
        decode(b"one\ntwo\nGr\xf6\xdfe")

    assert caught.value.message == (
        "The file is not UTF-8 text: byte 0xF6 at position 10 (line 3). Save it as plain UTF-8 text."
    )


def test_damaged_utf_16_is_refused() -> None:
    with pytest.raises(AnswerNotText, match=r"damaged UTF-16 text at byte 4\."):
        decode(b"\xff\xfea\x00\x00\xd8b\x00")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04rest", "a Word, Excel or other zipped document"),
        (b"{\\rtf1", "a rich text document"),
        (b"\x1f\x8brest", "a gzip archive"),
        (b"RIFFrest", "a sound or video recording"),
        (b"\x89PNGrest", "a picture"),
    ],
)
def test_a_file_that_holds_no_text_is_called_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(AnswerNotText, match=f"The file is {what}, not text"):
        decode(data)


def test_what_cannot_be_decoded_is_not_repeated_in_the_complaint() -> None:
    with pytest.raises(AnswerNotText) as caught:
        decode(b"my secret words \xff")

    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
