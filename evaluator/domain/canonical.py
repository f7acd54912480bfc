"""The domain's values as canonical JSON (RFC 8785), written in one walk: most of recording a judgement is this.

Fields that hold their default are left out, so that a field added later leaves the digests of what was written before
it as they are. A lone surrogate, which no UTF-8 can hold, becomes a question mark.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any, NamedTuple

from evaluator.digests import canonical_json
from evaluator.domain.ledger import moment_text

_MOST = 2**53 - 1
_QUOTED = json.JSONEncoder(ensure_ascii=False).encode


class Field(NamedTuple):
    """A field of a dataclass: its name, how it begins in JSON, and its default; without one MISSING, equal to nothing.

    Its canonical JSON is `begins` with the value's after it.
    """

    name: str
    begins: str
    default: object


Fields = Sequence[Field]
"""In the order in which canonical JSON has them."""


def canonical(value: object) -> bytes:
    """The canonical JSON of one of the domain's values."""
    return canonical_text(value).encode("utf-8")


def canonical_text(value: object) -> str:
    """The same as text. Raises TypeError for what is no type of the domain's, ValueError for what JSON cannot say."""
    return _writers[type(value)](value)


def fields_of(kind: Any, *left_out: str) -> Fields:
    """The fields of a dataclass but those."""
    fields = (Field(field.name, f'"{field.name}":', _default(field)) for field in dataclasses.fields(kind))
    return tuple(sorted(field for field in fields if field.name not in left_out))


def members_of(fields: Fields, value: object) -> dict[str, str]:
    """Those fields that do not hold their default, by name and in order: each as it stands in the object's JSON."""
    return {
        name: begins + _writers[type(held)](held)
        for name, begins, default in fields
        if (held := getattr(value, name)) != default
    }


def braced(members: Iterable[str]) -> str:
    """The object of members that are written already, in order."""
    return "{" + ",".join(members) + "}"


def plain_number(number: float) -> float:
    """The number as RFC 8785 writes it: a whole one is an integer, be it a float."""
    return int(number) if float(number).is_integer() and abs(number) <= _MOST else number


class _Writers(dict[Any, Callable[[Any], str]]):
    """What writes a type's values. Found once for each: there are few types and many values."""

    def __missing__(self, kind: Any) -> Callable[[Any], str]:
        self[kind] = write = _writer(kind)
        return write


_writers = _Writers()


def _writer(kind: Any) -> Callable[[Any], str]:
    if dataclasses.is_dataclass(kind):
        return partial(_object, fields_of(kind))
    for known, write in _WRITERS.items():
        if issubclass(kind, known):
            return write
    raise TypeError(f"{kind.__name__} is no type of the domain's.")


def _object(fields: Fields, value: object) -> str:
    # Not by way of `members_of`: most of what is written are small objects.
    return braced(
        [
            begins + _writers[type(held)](held)
            for name, begins, default in fields
            if (held := getattr(value, name)) != default
        ]
    )


def _text(text: str) -> str:
    return _QUOTED(text if text.isascii() else _whole(text))


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _integer(number: int) -> str:
    return str(number) if -_MOST <= number <= _MOST else canonical_json(number).decode()


def _number(number: float) -> str:
    if number.is_integer() and abs(number) <= _MOST:
        return str(int(number))
    return repr(number) if 1e-4 <= abs(number) < 1e15 else canonical_json(number).decode()


def _mapping(value: Mapping[Any, Any]) -> str:
    named = {key if type(key) is str and key.isascii() else _name(key): item for key, item in value.items()}
    # The standard sorts by UTF-16 code units.
    names = sorted(named) if "".join(named).isascii() else sorted(named, key=lambda name: name.encode("utf-16-be"))
    return braced([f"{_QUOTED(name)}:{_writers[type(named[name])](named[name])}" for name in names])


def _name(key: object) -> str:
    return _whole(str(key.value if isinstance(key, Enum) else key))


def _list(value: Iterable[Any]) -> str:
    return "[" + ",".join([_writers[type(item)](item) for item in value]) + "]"


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    Enum: lambda value: _text(str(value.value)),
    str: _text,
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: _integer,
    float: _number,
    datetime: lambda value: f'"{moment_text(value)}"',
    Mapping: _mapping,
    tuple: _list,
    list: _list,
}


def _default(field: "dataclasses.Field[Any]") -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
