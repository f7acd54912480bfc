"""An export is read line by line, and every line has to be as it was written."""

from pathlib import Path

import pytest

from evaluator.digests import canonical_json
from evaluator.domain.audit import Witnesses
from evaluator.domain.ledger import ZERO, Broken, Verified
from evaluator.errors import RequestInvalid
from evaluator.files.ledger import audit_export
from tests.ledgers import Book, Signer, two_keys
from tests.tools.standalone import verify_ledger

BOOK = two_keys()
LINES = BOOK.exported().splitlines(keepends=True)


def checked(path: Path, content: bytes) -> Verified | Broken:
    """What the package finds; the auditor's file finds the same at the same entry."""
    path.write_bytes(content)
    found = audit_export(path)
    if isinstance(found, Verified):
        verify_ledger.verify(path)
        return found
    with pytest.raises(verify_ledger.Broken) as caught:
        verify_ledger.verify(path)
    assert (caught.value.at, caught.value.why) == (found.at, found.why)
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.jsonl"


def test_an_export_is_intact_with_its_own_checkpoints(path: Path) -> None:
    assert checked(path, BOOK.exported()) == Verified(12, BOOK.head.digest, signed=12, signed_at="2026-11-22 12:12 UTC")


def test_an_export_of_an_empty_ledger_is_intact(path: Path) -> None:
    assert checked(path, Book().exported()) == Verified(0, ZERO)


def test_its_lines_are_canonical_json_the_head_first_and_the_entries_last() -> None:
    assert (
        LINES[0]
        == canonical_json({"ledger": {"format": "evaluator-ledger/1", "entries": 12, "head": BOOK.head.digest}}) + b"\n"
    )
    kinds = [line[2 : line.index(b'"', 2)] for line in LINES]
    assert kinds == [b"ledger", *[b"key"] * 2, *[b"checkpoint"] * 3, *[b"entry"] * 12]


def number_of(line: int) -> str:
    return f"line {line} of the file is not as it was written"


ODD: dict[str, tuple[list[bytes], int, str]] = {
    "nothing": ([], 1, number_of(1)),
    "no first line": (LINES[1:], 1, number_of(1)),
    "the first line twice": ([LINES[0], *LINES], 1, number_of(2)),
    "another format": ([LINES[0].replace(b"ledger/1", b"ledger/2"), *LINES[1:]], 1, number_of(1)),
    "entries that are no number": (
        [LINES[0].replace(b'"entries":12', b'"entries":true'), *LINES[1:]],
        1,
        number_of(1),
    ),
    "a first line that is a text": ([b'{"ledger":"x"}\n', *LINES[1:]], 1, number_of(1)),
    "a key after a checkpoint": ([LINES[0], LINES[3], *LINES[1:3], *LINES[4:]], 1, number_of(3)),
    "a checkpoint that is none": ([*LINES[:3], b'{"checkpoint":{}}\n', *LINES[4:]], 1, number_of(4)),
    "a line of another kind": ([LINES[0], b'{"other":1}\n', *LINES[1:]], 1, number_of(2)),
    "two fields in a line": ([LINES[0], b'{"a":1,"b":2}\n', *LINES[1:]], 1, number_of(2)),
    "an empty line": ([LINES[0], b"\n", *LINES[1:]], 1, number_of(2)),
    "a line that is no JSON": ([*LINES[:8], b"{\n", *LINES[9:]], 3, number_of(9)),
    "a line that is no UTF-8": ([*LINES[:8], b'{"entry":"\xff"}\n', *LINES[9:]], 3, number_of(9)),
    "half a surrogate": ([*LINES[:8], b'{"entry":"\\ud800"}\n', *LINES[9:]], 3, number_of(9)),
    "a line nested too deeply": ([*LINES[:8], b"[" * 10**5 + b"\n", *LINES[9:]], 3, number_of(9)),
    "white space": ([*LINES[:8], LINES[8].replace(b":", b": ", 1), *LINES[9:]], 3, number_of(9)),
    "a field twice": ([*LINES[:8], LINES[8].replace(b'{"at"', b'{"at":"","at"', 1), *LINES[9:]], 3, number_of(9)),
    "a line end less": ([*LINES[:-1], LINES[-1][:-1]], 12, number_of(18)),
    "a line end of another kind": ([*LINES[:-1], LINES[-1][:-1] + b"\r\n"], 12, number_of(18)),
    "a field less": ([*LINES[:8], LINES[8].replace(b',"seq":3', b"", 1), *LINES[9:]], 3, number_of(9)),
    "a number as text": ([*LINES[:8], LINES[8].replace(b'"seq":3', b'"seq":"3"', 1), *LINES[9:]], 3, number_of(9)),
    "a text as number": (
        [*LINES[:8], LINES[8].replace(b'"kind":"checkpoint_key"', b'"kind":1', 1), *LINES[9:]],
        3,
        number_of(9),
    ),
    "a checkpoint among the entries": ([*LINES[:8], LINES[3], *LINES[8:]], 3, number_of(9)),
    "something after the end": ([*LINES, b'{"key":{}}\n'], 13, number_of(19)),
    "the end missing": (LINES[:-3], 10, "the file does not end with the entry that its first line names"),
    "a key missing": (
        [LINES[0], *LINES[2:]],
        1,
        "the keys that the file lists are not those that its entries name",
    ),
    "a key with another name": (
        [LINES[0], LINES[1].replace(b'"id":"sha256:', b'"id":"sha257:'), *LINES[2:]],
        1,
        "the keys that the file lists are not those that its entries name",
    ),
}


@pytest.mark.parametrize(("lines", "at", "why"), ODD.values(), ids=ODD.keys())
def test_a_file_that_is_not_as_it_was_written_is_broken_there(
    path: Path, lines: list[bytes], at: int, why: str
) -> None:
    assert checked(path, b"".join(lines)) == Broken(at, why)


def test_what_was_kept_elsewhere_is_asked_as_well(path: Path) -> None:
    path.write_bytes(Book(BOOK.entries[:6], BOOK.keys[:1]).exported())
    assert isinstance(audit_export(path), Verified)
    assert audit_export(path, Witnesses((BOOK.checkpoints[2],))) == Broken(
        7, "the entry is missing (the checkpoint of 2026-11-22 12:12 UTC signed #12)"
    )
    assert isinstance(audit_export(path, Witnesses(key=Signer(2).id)), Broken)


def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(RequestInvalid, match=r"none\.jsonl cannot be read"):
        audit_export(tmp_path / "none.jsonl")
