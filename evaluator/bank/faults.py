"""Where a fault of the questions file stands, and how it is told: file, line, question, point, field, what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Place = tuple[str | int, ...]
"""Keys and list positions from the root of the file down to one value."""

_NAMED = {"questions": "question", "points": "point", "canaries": "canary"}
"""Lists whose entries are called by their ids, with the word for an entry that has none."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `message` goes on from the place's name: "is missing; ..."."""

    place: Place
    message: str

    def told(self, path: Path, tree: object, lines: Mapping[Place, int]) -> str:
        """The fault as `file:line: question / point / field: message`."""
        at = line_of(self.place, lines)
        where = f"{path}:{at}" if at else f"{path}"
        return ": ".join(part for part in (where, label(self.place, tree), self.message) if part)


def label(place: Place, tree: object) -> str:
    """A place by ids: `caching / cdn-for-static-assets / anchors.partial`. Empty for the root."""
    steps: list[str] = []
    field: list[str] = []
    for key, value in _descend(place, tree):
        if isinstance(key, str):
            field.append(key)
            continue
        what = field.pop() if field else "item"
        if what in _NAMED:
            steps.append(_id(value) or f"{_NAMED[what]} {key + 1}")
        else:
            field.append(f"{what} {key + 1}")
    return " / ".join([*steps, ".".join(field)] if field else steps)


def line_of(place: Place, lines: Mapping[Place, int]) -> int | None:
    """The line of a place, or of the nearest one around it where it is missing from the file."""
    return next((lines[place[:end]] for end in range(len(place), 0, -1) if place[:end] in lines), None)


def _descend(place: Place, tree: Any) -> Iterator[tuple[str | int, Any]]:
    value = tree
    for key in place:
        value = _part(value, key)
        yield key, value


def _part(value: Any, key: str | int) -> Any:
    try:
        return value[key]
    except (KeyError, IndexError, TypeError):  # what is missing from the file has a place too
        return None


def _id(value: object) -> str | None:
    found = value.get("id") if isinstance(value, dict) else None
    return (found.strip() or None) if isinstance(found, str) else None
