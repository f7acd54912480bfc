"""Which encoding a text file is in, found by reading all of it once: UTF-8, UTF-16 that says so, or Windows-1252."""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from evaluator.errors import SheetUnreadable

CHUNK = 1 << 18

_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(rb"[A-Za-z]")
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that mean nothing in Windows-1252."""

_FOREIGN = 0.3
"""Share of letters beyond ASCII above which a text is in no language that Windows-1252 is for."""

_ZEROS = 0.1
"""Share of zero bytes above which a file is no text in any encoding known here."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as people know it, `codec` as Python does; `step` decodes bytes that may end inside a character."""

    name: str
    codec: str
    step: Callable[[bytes, str, bool], tuple[str, int]]


UTF8 = Encoding("UTF-8", "utf-8-sig", codecs.utf_8_decode)
WINDOWS_1252 = Encoding("Windows-1252", "cp1252", lambda data, errors, _: codecs.lookup("cp1252").decode(data, errors))
_UTF16 = {
    codecs.BOM_UTF16_LE: Encoding("UTF-16", "utf-16", codecs.utf_16_le_decode),
    codecs.BOM_UTF16_BE: Encoding("UTF-16", "utf-16", codecs.utf_16_be_decode),
}


def detect(stream: BinaryIO) -> Encoding:
    """The encoding of all that the stream holds. Raises SheetUnreadable where it is none of those known."""
    head = stream.read(4096)
    if head.startswith(_UTF32_MARKS):
        raise SheetUnreadable("The file is UTF-32 text. Save it as UTF-8.")
    encoding = _UTF16.get(head[:2], UTF8)
    if encoding is UTF8 and head.count(0) > _ZEROS * len(head):
        raise SheetUnreadable("The file is not text in an encoding that can be told. Save it as UTF-8.")
    stream.seek(0)
    damage = _first_damage(stream, encoding)
    if damage is None:
        return encoding
    if encoding is not UTF8:
        raise SheetUnreadable(f"The file is damaged UTF-16 text at byte {damage:,}. Save it as UTF-8.")
    stream.seek(0)
    return _windows_1252(stream, damage)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _first_damage(stream: BinaryIO, encoding: Encoding) -> int | None:
    """The position in bytes, from 0, where the text stops being in that encoding; None if it never does."""
    kept, done = b"", 0
    try:
        for chunk in _chunks(stream):
            kept += chunk
            used = encoding.step(kept, "strict", False)[1]
            kept, done = kept[used:], done + used
        encoding.step(kept, "strict", True)
    except UnicodeDecodeError as error:
        return done + error.start
    return None


def _windows_1252(stream: BinaryIO, damage: int) -> Encoding:
    high = multibyte = letters = undefined = lines = done = 0
    for chunk in _chunks(stream):
        high += len(_HIGH.findall(chunk))
        letters += len(_LETTER.findall(chunk))
        multibyte += sum(map(len, _MULTIBYTE.findall(chunk)))
        undefined += len(_UNDEFINED.findall(chunk))
        lines += chunk.count(b"\n", 0, max(0, damage - done))
        done += len(chunk)
    if 2 * multibyte > high:
        raise SheetUnreadable(
            f"The file is UTF-8 with damage at byte {damage:,} (line {lines + 1:,}). Save it as UTF-8 again."
        )
    if undefined or high > _FOREIGN * (high + letters):
        raise SheetUnreadable(
            f"The file is neither UTF-8 nor Windows-1252: line {lines + 1:,} has the first character that cannot be "
            "told. Save it as UTF-8."
        )
    return WINDOWS_1252
