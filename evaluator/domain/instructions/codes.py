"""Words in a code: base64, hexadecimal, ROT13, backwards."""

import base64
import re
from collections.abc import Callable, Iterator
from itertools import islice

from evaluator.domain.answers import Span

_SHORTEST_BLOB = 24
_FEWEST_DIGITS = 8
"""Letters in hexadecimal begin with 4 to 7: sixteen of them hold as many digits and more."""

_MOST_BLOBS = 40
"""Most stretches decoded in one text."""

_READABLE = 0.8
"""Least share of letters and spaces in what was decoded: a digest or a picture decodes to noise."""

_BASE64 = re.compile(rf"[A-Za-z0-9+/_-]{{{_SHORTEST_BLOB},}}={{0,2}}")
_HEX = re.compile(r"\b(?:[0-9a-fA-F]{2}[ :]?){16,}(?!\w)")

_BACKWARDS = "derevoc erongi snoitcurtsni tcidrev cirbur skram|lluf stniop|lla tniop|yreve tniop|hcae"
_ROT13 = "vtaber qvfertneq pbirerq vafgehpgvba ehoevp ireqvpg znex|nyy nyy|cbvagf rirel|cbvag shyy|znexf"
_TURNED = tuple(words.replace("|", " ") for words in (*_BACKWARDS.split(), *_ROT13.split()))
"""Telling words backwards and in ROT13; a bar stands for a space."""


def turned_words(folded: str) -> Iterator[tuple[int, int]]:
    """Where in a folded text telling words stand backwards or in ROT13: start and end."""
    for words in filter(folded.__contains__, _TURNED):
        place = folded.find(words)
        while place >= 0:
            yield place, place + len(words)
            place = folded.find(words, place + len(words))


def decoded_blobs(text: str) -> Iterator[tuple[Span, str]]:
    """Stretches of a text that are base64 or hexadecimal for readable words, with the words; at most _MOST_BLOBS."""
    yield from islice(_decoded(text), _MOST_BLOBS)


def _decoded(text: str) -> Iterator[tuple[Span, str]]:
    if max(map(len, text.split()), default=0) >= _SHORTEST_BLOB:
        yield from _read_blobs(_BASE64, _from_base64, text)
    if sum(map(text.count, "0123456789")) >= _FEWEST_DIGITS:
        yield from _read_blobs(_HEX, _from_hex, text)


def _read_blobs(pattern: re.Pattern[str], decode: Callable[[str], str | None], text: str) -> Iterator[tuple[Span, str]]:
    for match in pattern.finditer(text):
        words = decode(match[0])
        if words is not None:
            yield Span(*match.span()), words


def _from_base64(blob: str) -> str | None:
    body = blob.rstrip("=").replace("-", "+").replace("_", "/")
    body = body[: len(body) - (len(body) % 4 == 1)]
    return _readable(base64.b64decode(body + "=" * (-len(body) % 4)))


def _from_hex(blob: str) -> str | None:
    return _readable(bytes.fromhex(blob.replace(":", " ")))


def _readable(data: bytes) -> str | None:
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    plain = sum(1 for character in words if character.isalpha() or character == " ")
    return words if " " in words and plain >= _READABLE * len(words) else None
