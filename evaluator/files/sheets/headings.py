"""The row of names on top of a table."""

import re
from collections import Counter
from collections.abc import Sequence

from evaluator.errors import SheetTooLarge, SheetUnreadable
from evaluator.files.sheets.tables import MAX_COLUMNS

LONGEST_NAME = 80
"""Code points of a column's name; what is longer is taken for an answer."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """A name for each column, different ones: `answer`, `answer (column 4)`, `(column 5)`.

    Raises SheetUnreadable where the first row holds no names, or holds what cannot be one.
    """
    if len(cells) > MAX_COLUMNS:
        raise SheetTooLarge(f"The first row has {len(cells):,} columns; the most that is read is {MAX_COLUMNS}.")
    names = [" ".join(_UNPRINTABLE.sub(" ", cell).split()) for cell in cells]
    long = next((number for number, name in enumerate(names, 1) if len(name) > LONGEST_NAME), None)
    if long is not None:
        raise SheetUnreadable(
            f"The first row is no row of names: column {long} of it has {len(names[long - 1]):,} characters. "
            "Put names such as question_id, answer and candidate on top."
        )
    if not any(names):
        raise SheetUnreadable("The first row is empty. Put names such as question_id, answer and candidate on top.")
    seen = Counter[str]()
    different = []
    for number, name in enumerate(names, 1):
        seen[name] += 1
        different.append(name if name and seen[name] == 1 else f"{name} (column {number})".strip())
    return tuple(different)


def plain_name(column: str) -> str:
    """A column's name as it stands in the file, without the number that tells it from its namesakes."""
    return re.sub(r" ?\(column \d+\)$", "", column)
