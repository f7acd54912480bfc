"""What one entry alone cannot tell: ids and terms given twice, and questions left without a canary.

These look at the plain tree, so that they are found together with the faults of form, however broken the rest is.
"""

from collections.abc import Iterable, Iterator, Mapping

from evaluator.bank.faults import Fault, Place
from evaluator.bank.source import Plain, Source

_Placed = tuple[Place, Plain]


def cross_faults(source: Source) -> Iterator[Fault]:
    """Every fault that takes two entries to see; the same fault may come more than once."""
    questions = _items(((), source.tree), "questions")
    spare = _items(((), source.tree), "canaries")
    yield from _repeated(_ids(questions), source.lines)
    yield from _repeated(_ids(spare), source.lines)
    for question in questions:
        points, own = _items(question, "points"), _items(question, "canaries")
        yield from _repeated(_ids([*points, *(own or spare)]), source.lines)
        for point in points:
            yield from _repeated(_items(point, "terms"), source.lines)
        if isinstance(question[1], dict) and not own and not spare:
            yield Fault((*question[0], "canaries"), "is missing; list decoys here, or for all at the end of the file")


def _items(parent: _Placed, key: str) -> list[_Placed]:
    place, value = parent
    found = value.get(key) if isinstance(value, dict) else None
    return [((*place, key, index), item) for index, item in enumerate(found)] if isinstance(found, list) else []


def _ids(entries: Iterable[_Placed]) -> list[_Placed]:
    return [((*place, "id"), value["id"]) for place, value in entries if isinstance(value, dict) and "id" in value]


def _repeated(named: Iterable[_Placed], lines: Mapping[Place, int]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for place, value in named:
        if not isinstance(value, str):
            continue
        name = value.strip()  # as the form reads it
        if name in first:
            yield Fault(place, f"is the same as in line {lines[first[name]]}; change or remove one of them")
        first.setdefault(name, place)
