"""A quick look says yes to what was written, and to nothing else."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.commitments import commit, facts_of, judgement_payload, words_of, written
from evaluator.domain.judgements import Judgement, Usage
from evaluator.domain.ledger import Entry, EntryKind, Head, follow
from evaluator.store.glance import is_plainly_the_same
from evaluator.store.rows import JudgementRows, answer_row, rows_of, words_row
from tests.records import NOON, WHOLE, judgements, unscored

SALT = b"s" * 32


def kept(judgement: Judgement, *, erased: bool = False) -> tuple[Entry, JudgementRows]:
    """The entry of a judgement and its rows."""
    words, facts, placed = written(words_of(judgement)), facts_of(judgement), replace(judgement, ledger_seq=1)
    payload = judgement_payload(judgement, facts.digest, commit(SALT, words))
    entry = follow(Head(), EntryKind.JUDGEMENT, judgement.id, payload, NOON)
    if erased:
        return entry, rows_of(placed, facts, None, None)
    answer = answer_row(judgement.id, judgement.candidate, judgement.answer)
    return entry, rows_of(placed, facts, words_row(judgement, SALT, words), answer)


@pytest.mark.parametrize("erased", [False, True], ids=["whole", "erased"])
@pytest.mark.parametrize(
    "judgement",
    [
        WHOLE,
        unscored(),
        replace(WHOLE, candidate=None, shared_from=None),
        replace(WHOLE, latency_ms=6.1e-05, usage=Usage(1, 0, 1, 4.1e-06)),
    ],
    ids=["all fields", "unscored", "few fields", "numbers with an exponent"],
)
def test_what_was_written_is_plainly_the_same(judgement: Judgement, erased: bool) -> None:
    assert is_plainly_the_same(*kept(judgement, erased=erased))


@given(judgement=judgements)
def test_whatever_was_written_is_plainly_the_same(judgement: Judgement) -> None:
    provenance = replace(judgement.provenance, answer_digest=judgement.answer.digest)
    assert is_plainly_the_same(*kept(replace(judgement, provenance=provenance)))


def changed(value: object) -> object:
    """Something else of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, datetime):
        return value.replace(year=2020)
    return "x" if value is None else f"{value} "


ENTRY, ROWS = kept(WHOLE)
PARTS: dict[str, list[dict[str, Any]]] = {
    "judgement": [dict(ROWS.judgement)],
    "points": [dict(row) for row in ROWS.points],
    "flags": [dict(row) for row in ROWS.flags],
    "words": [dict(ROWS.words or {})],
    "answer": [dict(ROWS.answer or {})],
}
COLUMNS = [
    (part, number, column)
    for part, rows in PARTS.items()
    for number, row in enumerate(rows)
    for column in row
    # By these the rows are found, and so they are what they are.
    if column != "judgement_id"
]


@pytest.mark.parametrize(("part", "number", "column"), COLUMNS)
def test_a_change_to_any_column_is_not_plainly_the_same(part: str, number: int, column: str) -> None:
    row = PARTS[part][number]
    other = {**row, column: changed(row[column])}
    if part in ("points", "flags"):
        value: object = [*PARTS[part][:number], other, *PARTS[part][number + 1 :]]
    else:
        value = other
    assert not is_plainly_the_same(ENTRY, replace(ROWS, **{part: value}))


@given(
    column=st.sampled_from(["attempts", "provenance"]),
    space=st.sampled_from([" ", "\n"]),
    front=st.booleans(),
)
def test_json_written_in_another_way_is_not_plainly_the_same(column: str, space: str, front: bool) -> None:
    text = ROWS.judgement[column]
    row = {**ROWS.judgement, column: space + text if front else text + space}
    assert not is_plainly_the_same(ENTRY, replace(ROWS, judgement=row))


STRUCTURE: dict[str, dict[str, Any]] = {
    "a point gone": {"points": ROWS.points[:-1]},
    "a point twice": {"points": [*ROWS.points, ROWS.points[0]]},
    "points in another order": {"points": [*reversed(ROWS.points)]},
    "a flag gone": {"flags": ROWS.flags[:-1]},
    "two flags in one row": {
        "flags": [{**ROWS.flags[0], "details": f"{ROWS.flags[0]['details']},{ROWS.flags[1]['details']}"}]
    },
    "words gone": {"words": None},
    "answer gone": {"answer": None},
    "a salt that has taken a byte of the words": {
        "words": {**(ROWS.words or {}), "salt": (SALT + b"{").hex(), "words": (ROWS.words or {})["words"][1:]}
    },
    "a salt in capitals": {"words": {**(ROWS.words or {}), "salt": b"\xab".hex().upper() + SALT[1:].hex()}},
    "a reason on what was scored": {"judgement": {**ROWS.judgement, "reason": "cancelled"}},
    "attempts that hold another field": {
        "judgement": {**ROWS.judgement, "attempts": f'{ROWS.judgement["attempts"]},"candidate":null'}
    },
    "a latency without end": {"judgement": {**ROWS.judgement, "latency_ms": float("inf")}},
    "a latency that is no number": {"judgement": {**ROWS.judgement, "latency_ms": float("nan")}},
    "attempts gone": {"judgement": {name: value for name, value in ROWS.judgement.items() if name != "attempts"}},
    "turns that are a number": {"answer": {**(ROWS.answer or {}), "turns": "1"}},
}


@pytest.mark.parametrize("changes", STRUCTURE.values(), ids=STRUCTURE.keys())
def test_rows_of_another_shape_are_not_plainly_the_same(changes: dict[str, Any]) -> None:
    assert not is_plainly_the_same(ENTRY, replace(ROWS, **changes))


def test_an_entry_that_tells_of_something_else_is_not_plainly_the_same() -> None:
    other, _ = kept(replace(WHOLE, created_by="boris"))
    assert not is_plainly_the_same(other, ROWS)
    assert not is_plainly_the_same(replace(ENTRY, seq=2), ROWS)
    assert not is_plainly_the_same(replace(ENTRY, payload="{}"), replace(ROWS, words=None, answer=None))
