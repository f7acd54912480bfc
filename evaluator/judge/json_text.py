"""Finding JSON in what a model wrote: alone, in a code fence, after its thoughts, or amid prose. Bounded work."""

import json
import re
from collections import Counter

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]

THOUGHTS_END = "</think>"
"""Reasoning models may write their thoughts first, not always with an opening mark; drafts in them are no reply."""

OPENING = re.compile(r'\{\s*"|\[\s*\{')
"""Where an object with a key, or a list of objects, may begin."""

MOST_OPENINGS = 32
"""How many places are tried. Each may cost a walk to the end of the text, so their number has to be small."""


class DuplicateKey(Exception):
    """One object has the same key twice, so what it says of it is unclear."""

    def __init__(self, key: str) -> None:
        super().__init__("duplicate key")
        self.key = key


def json_values(text: str) -> list[Value]:
    """Every object or list of objects that stands in the text by itself, in order; raises DuplicateKey."""
    start = 0
    if text.lstrip()[:1] not in ("{", "["):
        start = max(0, text.find(THOUGHTS_END))
    values: list[Value] = []
    for _ in range(MOST_OPENINGS):
        opening = OPENING.search(text, start)
        if opening is None:
            break
        try:
            value, start = DECODER.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            start = opening.start() + 1
        else:
            values.append(value)
    return values


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    built = dict(pairs)
    if len(built) != len(pairs):
        [(key, _count)] = Counter(key for key, _ in pairs).most_common(1)
        raise DuplicateKey(key)
    return built


DECODER = json.JSONDecoder(object_pairs_hook=_object, strict=False)
"""`strict=False` lets line breaks stand in strings, as models write them."""
