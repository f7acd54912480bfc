"""JSON Lines: one object a line, which may hold a question and points of its own."""

import json
from collections.abc import Iterator
from typing import NoReturn

from evaluator.digests import Json
from evaluator.errors import SheetTooLarge, SheetUnreadable
from evaluator.files.sheets.encodings import Encoding
from evaluator.files.sheets.headings import LONGEST_NAME
from evaluator.files.sheets.lines import lines_of
from evaluator.files.sheets.origins import Origin
from evaluator.files.sheets.tables import MAX_COLUMNS, Row, Sheet, SheetFormat


class _Malformed(Exception):
    """A line that is no object; the message goes on from "The line"."""


def read_objects(origin: Origin, encoding: Encoding) -> Sheet:
    """A JSONL file as a Sheet. Its columns are the keys of all its objects, in order of appearance."""

    def rows() -> Iterator[Row]:
        return rows_of(origin, encoding)

    return Sheet(
        filename=origin.filename,
        format=SheetFormat.JSONL,
        columns=_columns(rows()),
        notes=(f"Read as {encoding.name}, one JSON object a line.",),
        source=rows,
    )


def _columns(rows: Iterator[Row]) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for row in rows:
        keys.update(dict.fromkeys(row.cells))
        if len(keys) > MAX_COLUMNS:
            raise SheetTooLarge(f"The objects have more than {MAX_COLUMNS} different keys. Is each line one answer?")
    if not keys:
        raise SheetUnreadable("No line of the file is a JSON object. Write one object a line, such as an answer's.")
    return tuple(keys)


def rows_of(origin: Origin, encoding: Encoding) -> Iterator[Row]:
    """The objects of a file one after another, none held; a line that is none is a row with its problem."""
    for number, line in enumerate(lines_of(origin, encoding), 1):
        if not line.strip():
            continue
        try:
            yield Row(number, _object(line))
        except _Malformed as error:
            yield Row(number, problem=f"The line {error}")


def _object(line: str) -> dict[str, Json]:
    try:
        value = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise _Malformed(f"is not JSON from character {error.pos + 1:,} on. Write one object a line.") from None
    except (ValueError, RecursionError):
        raise _Malformed("holds a number or a nesting beyond what can be read.") from None
    if not isinstance(value, dict):
        raise _Malformed("is not an object. Write one object a line, with keys such as question_id and answer.")
    return value


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Malformed("gives one key twice. Keep one of them.")
    if any(len(key) > LONGEST_NAME or not key.isprintable() for key in found):
        raise _Malformed("has a key that is no name. Keys are names such as question_id and answer.")
    return found


def _refuse_constant(_: str) -> NoReturn:
    raise _Malformed("holds NaN or Infinity, which JSON does not know.")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse_constant)
