"""JSON Lines: one object a line, whatever a reader takes for the end of a line."""

import json
from collections.abc import Mapping

from evaluator.digests import Json

_LINE_ENDS = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"})
"""Characters that JSON allows as they are, and that many readers end a line at."""


def json_line(value: Mapping[str, Json]) -> bytes:
    """One object with its line end, in UTF-8. Raises ValueError for what JSON cannot say."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_LINE_ENDS).encode("utf-8", "backslashreplace") + b"\n"
