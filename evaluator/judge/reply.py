"""From a model's text to one claim for each point asked, or to a sentence that tells the model what was wrong.

It is asked for in one of two forms. An object keyed by id, `{"<id>": {"evidence", "reason", "verdict"}}`: under a
grammar each point then comes exactly once. Or a list, `{"points": [{"id", "evidence", "reason", "verdict"}]}`: its
schema is the shortest there is, and no longer for forty points than for four. In both, evidence comes before the
verdict, so that the verdict follows from it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from evaluator.domain.judgements import Claim, Reason, Verdict
from evaluator.domain.questions import PointId
from evaluator.judge.json_text import DuplicateKey, Value, json_values
from evaluator.judge.text import storable

LONGEST_REASON = 400
LONGEST_QUOTE = 1_000
MOST_QUOTES = 5
"""Characters of a reason and of a quote, and quotes a point, that are kept; the rest is cut."""

SHAPE = 'one JSON object, each point id once: {"<point id>": {"evidence": "...", "reason": "...", "verdict": "..."}}'
"""What is asked for after a reply that cannot be used."""

VERDICTS = {verdict.value: verdict for verdict in Verdict}
MOST_NAMED = 8
"""How many ids a sentence names before it only counts."""

Entry = tuple[str, Value]
Schema = dict[str, object]

TEXT: Schema = {"type": "string"}
ONE_OF: Schema = {"enum": list(VERDICTS)}
FIELDS: Mapping[str, Schema] = {"evidence": TEXT, "reason": TEXT, "verdict": ONE_OF}


class ReplyFault(Exception):
    """The text is no usable reply. `problem` says why, to send back to the model; it may repeat the model's words.

    `misnames` where it is whole, but names other points than those asked for, or names them more or less than once.
    """

    def __init__(self, problem: str, reason: Reason = Reason.REPLY_INVALID, *, misnames: bool = False) -> None:
        super().__init__(reason.value)
        self.problem = problem
        self.reason = reason
        self.misnames = misnames


def schema_for(expected: Sequence[PointId]) -> Schema:
    """The JSON schema of a list with as many entries as points are expected: short, and not one for strict modes."""
    entry = {"type": "object", "properties": {"id": TEXT, **FIELDS}, "required": ["id", *FIELDS]}
    return {"type": "object", "properties": {"points": {"type": "array", "minItems": len(expected), "items": entry}}}


def schema_bytes() -> int:
    """How long the short schema is, for whatever points, in bytes of UTF-8."""
    return len(json.dumps(schema_for(())))


def strict_schema_for(expected: Sequence[PointId]) -> Schema:
    """The JSON schema of an object with exactly these points, one that strict modes accept."""
    point = _closed({**FIELDS, "verdict": TEXT | ONE_OF})
    return _closed({point_id: {"$ref": "#/$defs/p"} for point_id in expected}) | {"$defs": {"p": point}}


def _closed(properties: Mapping[str, Schema]) -> Schema:
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def parse(text: str, expected: Sequence[PointId]) -> tuple[Claim, ...]:
    """One claim for each expected point, in the order expected; raises ReplyFault.

    Taken are a list of objects with an `id` and an object keyed by id, with `points` around it or without; one string
    as evidence or a list of them; verdicts in any case; and any of it inside a code fence or prose.
    """
    entries = _entries(text, expected)
    _check_ids([point_id for point_id, _ in entries], expected)
    found = dict(entries)
    return tuple(_claim(point_id, found[point_id]) for point_id in expected)


def _entries(text: str, expected: Sequence[PointId]) -> list[Entry]:
    if not text.strip():
        raise ReplyFault("It was empty.", Reason.REPLY_EMPTY)
    try:
        values = json_values(text)
    except DuplicateKey as twice:
        raise ReplyFault(f"The key {_shown(twice.key)} stands twice in one object; give each point once.") from None
    replies = [entries for value in values if (entries := _entries_of(value, expected)) is not None]
    if not replies:
        raise ReplyFault("It held no whole and valid JSON of the form asked for.")
    if any(other != replies[0] for other in replies[1:]):
        raise ReplyFault("It held several objects that differ.")
    return replies[0]


def _entries_of(value: Value, expected: Sequence[PointId]) -> list[Entry] | None:
    """The points a value tells of as (id, content), or None where it is no reply."""
    if isinstance(value, dict) and "points" in value:
        value = value["points"]
    elif isinstance(value, dict) and not any(point_id in value for point_id in expected):
        return None
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list) and value and all(isinstance(item, dict) and "id" in item for item in value):
        return [(str(item["id"]), item) for item in value if isinstance(item, dict)]
    return None


def _check_ids(named: Sequence[str], expected: Sequence[PointId]) -> None:
    """Every expected id exactly once and no other; all that is wrong is said in one sentence each."""
    counted = Counter(named)
    missing = [point_id for point_id in expected if point_id not in counted]
    unknown = [point_id for point_id in counted if point_id not in set(expected)]
    twice = [point_id for point_id, count in counted.items() if count > 1]
    problems = [
        f"{what}: {_listed(ids)}."
        for what, ids in (
            ("These point ids are missing", missing),
            ("These are no point ids", unknown),
            ("These point ids stand more than once", twice),
        )
        if ids
    ]
    if problems:
        problems.append(f"Name each of these exactly once and no other: {', '.join(expected)}.")
        raise ReplyFault(" ".join(problems), misnames=True)


def _claim(point_id: PointId, content: Value) -> Claim:
    if not isinstance(content, dict):
        raise ReplyFault(f"Point {point_id} must be an object with evidence, reason and verdict.")
    lacking = [name for name in ("evidence", "reason", "verdict") if name not in content]
    if lacking:
        raise ReplyFault(f"Point {point_id} lacks {' and '.join(lacking)}.")
    reason = content["reason"]
    if not isinstance(reason, str):
        raise ReplyFault(f"The reason of point {point_id} must be a string.")
    return Claim(
        point_id=point_id,
        verdict=_verdict(point_id, content["verdict"]),
        reason=storable(reason[:LONGEST_REASON]),
        quotes=_quotes(point_id, content["evidence"]),
    )


def _verdict(point_id: PointId, value: Value) -> Verdict:
    verdict = VERDICTS.get(value.strip().lower()) if isinstance(value, str) else None
    if verdict is None:
        raise ReplyFault(f"The verdict of point {point_id} must be one of {', '.join(VERDICTS)}.")
    return verdict


def _quotes(point_id: PointId, value: Value) -> tuple[str, ...]:
    quotes = [value] if isinstance(value, str) else value
    if not isinstance(quotes, list) or not all(isinstance(quote, str) for quote in quotes):
        raise ReplyFault(f"The evidence of point {point_id} must be a string, empty where there is none.")
    kept = [storable(quote[:LONGEST_QUOTE]) for quote in quotes if isinstance(quote, str) and quote.strip()]
    return tuple(kept[:MOST_QUOTES])


def _listed(ids: Iterable[str]) -> str:
    shown = [_shown(point_id) for point_id in ids]
    more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    return ", ".join(shown[:MOST_NAMED]) + more


def _shown(point_id: str) -> str:
    return storable(point_id) if len(point_id) <= 60 else storable(point_id[:60]) + "…"
