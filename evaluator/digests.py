"""Canonical JSON and tagged digests: the same value has the same bytes everywhere, so digests can be compared.

Canonical form is RFC 8785 (JSON Canonicalization Scheme). A digest is written `sha256:` and 64 hexadecimal digits.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NewType

import rfc8785

Digest = NewType("Digest", str)
"""`sha256:` followed by 64 lower-case hexadecimal digits."""

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical_json(value: Json) -> bytes:
    """The RFC 8785 bytes of a JSON value; raises ValueError for what JSON cannot say (NaN, integers over 2**53)."""
    return rfc8785.dumps(value)


def digest_bytes(data: bytes) -> Digest:
    """The tagged SHA-256 of bytes."""
    return Digest("sha256:" + hashlib.sha256(data).hexdigest())


def digest_text(text: str) -> Digest:
    """The tagged SHA-256 of a text's UTF-8 bytes."""
    return digest_bytes(text.encode("utf-8"))


def digest_json(value: Json) -> Digest:
    """The tagged SHA-256 of a JSON value's canonical bytes."""
    return digest_bytes(canonical_json(value))
