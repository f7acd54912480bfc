"""Bytes to text: UTF-8, or UTF-16 that says so; anything else gets one clear error."""

from evaluator.errors import AnswerNotText

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OTHER_FORMATS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel or other zipped document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"RIFF", "a sound or video recording"),
    (b"ID3", "a sound recording"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 that begins with a byte-order mark; the mark itself is dropped.

    Raises AnswerNotText naming the position (in bytes, from 0) and line of the first byte that is not text.
    """
    for start, what in _OTHER_FORMATS:
        if data.startswith(start):
            raise AnswerNotText(f"The file is {what}, not text. Copy the words out of it, or save it as plain text.")
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8"
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise AnswerNotText(_complaint(data, encoding, error.start)) from None


def _complaint(data: bytes, encoding: str, position: int) -> str:
    if encoding == "utf-16":
        return f"The file is damaged UTF-16 text at byte {position:,}. Save it as plain UTF-8 text."
    line = data.count(b"\n", 0, position) + 1
    return (
        f"The file is not UTF-8 text: byte 0x{data[position]:02X} at position {position:,} (line {line:,}). "
        "Save it as plain UTF-8 text."
    )
