"""Canonical JSON and digests."""

import json

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from evaluator.digests import Json, canonical_json, digest_bytes, digest_json, digest_text, seed_of

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
json_values = st.recursive(
    scalars | st.floats(-1e15, 1e15),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _shuffled(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _shuffled(value[key]) for key in reversed(list(value))}
    if isinstance(value, list):
        return [_shuffled(item) for item in value]
    return value


@given(json_values)
def test_the_order_in_which_keys_were_added_does_not_change_the_bytes(value: Json) -> None:
    assert canonical_json(value) == canonical_json(_shuffled(value))


@given(json_values)
def test_canonical_bytes_read_back_as_the_same_value(value: Json) -> None:
    assert json.loads(canonical_json(value)) == value


@given(json_values | st.floats(allow_nan=False, allow_infinity=False))
@example({"\U0001f600": 1, "\ufb33": 2})
@example([1e-4, 9e-5, 1e15, 1e16, 1e21, 2.0**53, 5e-324, -0.0, 0.1, -1.5])
@example(['\x00\x1f\x7f\u2028"\\/\b\f\n\r\t', {"": [{}, []]}, ()])
def test_the_bytes_are_those_of_the_standards_own_implementation(value: Json) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


def test_keys_are_sorted_by_utf16_code_units_and_nothing_is_padded() -> None:
    assert canonical_json({"\U0001f600": 1, "\ufb33": 2, "a": [1.0, "é"]}) == (
        '{"a":[1,"é"],"\U0001f600":1,"\ufb33":2}'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53 + 1, -(2**53), "\ud800", b"bytes"],
    ids=["nan", "infinity", "big integer", "small integer", "half a character", "bytes"],
)
def test_what_json_cannot_say_is_refused(value: Json) -> None:
    with pytest.raises(ValueError):
        canonical_json({"value": value})


def test_a_digest_is_tagged_with_its_algorithm() -> None:
    assert digest_text("") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_text_and_json_digests_are_those_of_their_bytes() -> None:
    assert digest_text("é") == digest_bytes("é".encode())
    assert digest_json({"b": 1, "a": None}) == digest_bytes(b'{"a":null,"b":1}')


def test_a_seed_follows_from_what_it_is_drawn_for() -> None:
    assert seed_of([]) == int(digest_json([])[-12:], 16) < 2**48
    assert seed_of(["caching", 0]) == seed_of(["caching", 0]) != seed_of(["caching", 1])
