"""A question that comes with an answer in the same row of a file, so that no bank is needed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluator.digests import Json, digest_json
from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind

QUESTION_CHARACTERS = 2_000
POINT_CHARACTERS = 300
TITLE_CHARACTERS = 60
MOST_POINTS = 40
HEAVIEST = 1_000.0

CANARY_LENGTHS = (0.6, 1.5)
"""How short and how long a decoy should be, as multiples of the shortest and the longest point."""

ENOUGH_CANARIES = 4
"""So many decoys of the right length are enough to leave out the others."""

CANARIES = 2
"""Decoys a question gets: those it is asked with. Were there more to number, `p53` would stand out beside `p6`."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NUMBERED = re.compile(r"(.*?)(\d{1,6})")
_KEYS = frozenset({"id", "text", "weight"})


@dataclass(frozen=True, slots=True)
class Flaws:
    """What is wrong with a question of a row's own, one clause each: "point 2 has no text"."""

    flaws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InlineQuestion:
    """A question as a row gives it. `points` is the list as it was read; `id`, `title` and `kind` may be left out."""

    text: str
    points: Json
    id: str | None = None
    title: str | None = None
    kind: str | None = None


def question_of(
    given: InlineQuestion, decoys: Sequence[Canary], point_characters: int = POINT_CHARACTERS
) -> Question | Flaws:
    """The Question that a row gives, with decoys that suit it; or all that is wrong with it.

    Without an id it gets one made of its words: the same question has the same id in every row and file. Points
    without ids are `p1`, `p2` and so on; none may be longer than `point_characters`.
    """
    points = tuple(_points(given.points, point_characters))
    told = [point.text for point in points if isinstance(point, _Point)]
    flaws = [*_about(given), *(point for point in points if isinstance(point, str)), *_repeated(points)]
    if flaws or not told:
        return Flaws(tuple(flaws))
    expected = tuple(
        ExpectedPoint(PointId(point.id), point.text, point.weight) for point in points if isinstance(point, _Point)
    )
    text = given.text.strip()
    digest = digest_json([text, [[point.id, point.text, point.weight] for point in expected]])
    return Question(
        id=QuestionId(given.id or f"q-{digest.removeprefix('sha256:')[:12]}"),
        title=_clipped(given.title or text),
        text=text,
        kind=QuestionKind(given.kind) if given.kind else QuestionKind.KNOWLEDGE,
        points=expected,
        canaries=suited(decoys, expected),
    )


def suited(decoys: Iterable[Canary], points: Sequence[ExpectedPoint]) -> tuple[Canary, ...]:
    """Decoys that look like those points: of their length, where there are enough, and with ids like theirs.

    Which ones it are goes by the points, so that no two questions need have the same.
    """
    shortest = CANARY_LENGTHS[0] * min(len(point.text) for point in points)
    longest = CANARY_LENGTHS[1] * max(len(point.text) for point in points)
    all_of_them = tuple(decoys)
    alike = [decoy for decoy in all_of_them if shortest <= len(decoy.text) <= longest]
    fitting = alike if len(alike) >= ENOUGH_CANARIES else all_of_them
    asked: list[Json] = [point.text for point in points]
    chosen = sorted(fitting, key=lambda decoy: digest_json([decoy.id, *asked]))[:CANARIES]
    return tuple(Canary(PointId(name), decoy.text) for name, decoy in zip(_names(chosen, points), chosen, strict=True))


def _names(decoys: Sequence[Canary], points: Sequence[ExpectedPoint]) -> Iterator[str]:
    """Ids for decoys: numbers that go on where the points' leave off, or their own where the points are named."""
    numbered = [match for point in points if (match := _NUMBERED.fullmatch(point.id))]
    heads = {match[1] for match in numbered}
    if len(numbered) == len(points) and len(heads) == 1:
        last = max(int(match[2]) for match in numbered)
        width = max(len(match[2]) for match in numbered)
        yield from (f"{numbered[0][1]}{last + place:0{width}}" for place in range(1, len(decoys) + 1))
        return
    taken = {point.id.casefold() for point in points}
    for decoy in decoys:
        name: str = decoy.id
        while name in taken:
            name += "-2"
        yield name


@dataclass(frozen=True, slots=True)
class _Point:
    id: str
    text: str
    weight: float


def _about(given: InlineQuestion) -> Iterator[str]:
    if not given.text.strip():
        yield "it has points, but no text"
    if len(given.text) > QUESTION_CHARACTERS:
        yield f"its text has {len(given.text):,} characters; the most is {QUESTION_CHARACTERS:,}"
    if _UNREADABLE.search(f"{given.text}{given.title or ''}"):
        yield "its text holds control characters"
    if given.id is not None and not _ID.fullmatch(given.id):
        yield "its id must be up to 60 letters, digits, hyphens, dots and underscores"
    if given.kind and given.kind not in set(QuestionKind):
        yield "its kind must be knowledge or experience"


def _points(given: Json, most: int) -> Iterator["_Point | str"]:
    """Each point, or what is wrong with it."""
    if not isinstance(given, list) or not given:
        yield "its points must be a list of texts, or of objects with id, text and weight"
        return
    if len(given) > MOST_POINTS:
        yield f"it has {len(given):,} points; the most is {MOST_POINTS}"
        return
    for number, item in enumerate(given, 1):
        fields = {"text": item} if isinstance(item, str) else item
        if isinstance(fields, Mapping):
            yield _point(number, fields, most)
        else:
            yield f"point {number} must be a text, or an object with id, text and weight"


def _point(number: int, fields: Mapping[str, Json], most: int) -> "_Point | str":
    text, name, weight = fields.get("text"), fields.get("id", f"p{number}"), fields.get("weight", 1.0)
    if isinstance(name, int):
        name = str(name)
    if fields.keys() - _KEYS:
        return f"point {number} has other keys than id, text and weight"
    if not isinstance(text, str) or not text.strip():
        return f"point {number} has no text"
    if len(text) > most:
        return f"point {number} has {len(text):,} characters; the most is {most}"
    if _UNREADABLE.search(text):
        return f"point {number} holds control characters"
    if not isinstance(name, str) or not _ID.fullmatch(name):
        return f"point {number} has an id that is not up to 60 letters, digits, hyphens, dots and underscores"
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= HEAVIEST:
        return f"point {number} must have a weight above 0 and up to {HEAVIEST:g}"
    return _Point(name, text.strip(), float(weight))


def _repeated(points: Sequence["_Point | str"]) -> Iterator[str]:
    for what in ("id", "text"):
        seen: dict[str, int] = {}
        for number, point in enumerate(points, 1):
            if isinstance(point, _Point):
                first = seen.setdefault(getattr(point, what).casefold(), number)
                if first != number:
                    yield f"points {first} and {number} have the same {what}"


def _clipped(title: str) -> str:
    plain = " ".join(title.split())
    return plain if len(plain) <= TITLE_CHARACTERS else plain[: TITLE_CHARACTERS - 1] + "…"
