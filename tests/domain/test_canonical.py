"""The domain's values as canonical JSON: the bytes that every digest of the record stands on."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evaluator.digests import Json, canonical_json
from evaluator.domain.canonical import canonical, plain_number
from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.ledger import moment_text
from tests.records import NOON, WHOLE, judgements

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e22, 1e22) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def plain(value: Any) -> Json:
    """One of the domain's values as JSON, the long way round."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {name: plain(held) for name, held in fields.items() if held != default_of(value, name)}
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    held: Json = value
    return held


def default_of(value: Any, name: str) -> object:
    """What a field holds where nothing is given; MISSING where something has to be."""
    field = next(field for field in dataclasses.fields(value) if field.name == name)
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


@given(judgements)
@example(WHOLE)
def test_a_judgement_is_written_as_json_of_the_fields_that_do_not_hold_their_default(kept: Judgement) -> None:
    assert canonical(kept) == canonical_json(plain(kept))


@given(values)
@example([1e-4, 9e-5, 1e15, 1e16, 1e21, 2.0**53, 2.0**53 - 1, 5e-324, -0.0, 0.1, -1.5])
@example({"\U0001f600": 1, "\ufb33": 2, "a": True})
def test_any_json_is_written_as_the_standard_says(value: Json) -> None:
    assert canonical(value) == canonical_json(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Verdict.COVERED, b'"covered"'),
        ({Verdict.MISSED: (1, 2)}, b'{"missed":[1,2]}'),
        (NOON, b'"2026-11-22T12:00:00.000000Z"'),
        (1.0, b"1"),
        (-0.0, b"0"),
        (0.1, b"0.1"),
        (1e-7, b"1e-7"),
        (1e16, b"10000000000000000"),
        (1e21, b"1e+21"),
        ("so \ud83d", b'"so ?"'),
        ({"so \ud83d": None}, b'{"so ?":null}'),
    ],
    ids=str,
)
def test_a_value_is_written_as_it_is_digested_ever_since(value: object, expected: bytes) -> None:
    assert canonical(value) == expected


def test_a_field_that_is_added_with_a_default_leaves_older_digests_alone() -> None:
    @dataclass(frozen=True)
    class Before:
        name: str
        note: str | None = None

    @dataclass(frozen=True)
    class After(Before):
        votes: tuple[int, ...] = dataclasses.field(default_factory=tuple)

    assert canonical(After("anna")) == canonical(Before("anna")) == b'{"name":"anna"}'
    assert canonical(After("anna", votes=(1,))) == b'{"name":"anna","votes":[1]}'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**53, -(2**53)], ids=str)
def test_a_number_that_json_cannot_say_is_refused(number: float) -> None:
    with pytest.raises(ValueError):
        canonical({"number": number})


@pytest.mark.parametrize(("number", "expected"), [(1.0, "1"), (0, "0"), (0.5, "0.5"), (1e300, "1e+300")])
def test_a_whole_number_is_an_integer_in_json(number: float, expected: str) -> None:
    assert str(plain_number(number)) == expected


def test_a_value_that_is_none_of_the_domains_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        canonical(object())
