"""A quick look at a stored judgement, which can only say yes: it is to the letter what its ledger entry tells of.

The entry's digest of the facts covers their canonical JSON, and large parts of that stand in the rows as they are. So
the JSON is put together from the rows' text and digested, and no judgement is made of them. Where this does not come
out equal, be it that somebody changed something or that a number is written in an unusual way, `verification` compares
in full and says what is wrong.

Every part taken as it stands is one JSON value by itself. So if the whole is equal, each part is.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from evaluator.digests import Digest, Json, canonical_json, digest_bytes, digest_json
from evaluator.domain.commitments import SALT_BYTES, commit
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import ZERO, Entry, moment_text
from evaluator.store.rows import JudgementRows, Row

_PLAIN = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))
_EXPONENT = re.compile(r"(?:^|[:,\[])-?[0-9.]+e")
_JUDGE = itemgetter("judge", "model", "prompt", "host", "mode", "settings_digest")
_POINT = itemgetter("point_id", "text", "weight", "verdict", "claimed", "probability", "needs_review")
_NO_ANSWER = f'{{"digest":"{ZERO}","kind":"typed","text":"","turns":[]}}'


def is_plainly_the_same(entry: Entry, rows: JudgementRows) -> bool:
    """Whether rows are, beyond doubt, what the entry tells of. False where a closer look is needed."""
    try:
        return _is_whole(entry, rows) and _payload(rows, _commitment(entry, rows)) == entry.payload
    except (ValueError, TypeError, LookupError, AttributeError):
        return False


def _is_whole(entry: Entry, rows: JudgementRows) -> bool:
    """Whether what the facts and words do not cover agrees with them."""
    row, points, flags = rows.judgement, rows.points, rows.flags
    verdicts = Counter(point["verdict"] for point in points)
    open_points = any(point["needs_review"] for point in points)
    return (
        row["ledger_seq"] == entry.seq
        and all(row[verdict.value] == verdicts[verdict.value] for verdict in Verdict)
        and row["needs_review"] is (row["reason"] is not None or bool(flags) or open_points)
        and (row["reason"] is None) == (row["detail"] is None)
        and (row["low"] is not None or row["score"] is row["high"] is None)
        and [point["position"] for point in points] == list(range(len(points)))
        and [(flag["position"], flag["code"]) for flag in flags]
        == [(position, json.loads(flag["details"])["code"]) for position, flag in enumerate(flags)]
    )


def _commitment(entry: Entry, rows: JudgementRows) -> Digest:
    """The commitment to the words that the rows hold; the entry's own where they are erased."""
    words, answer = rows.words, rows.answer
    if words is None and answer is None:
        held: Digest = json.loads(entry.payload)["words_commitment"]
        return held
    if words is None or answer is None:
        raise ValueError("The words are partly gone.")
    said, salt = json.loads(words["words"]), bytes.fromhex(words["salt"])
    if len(salt) != SALT_BYTES or words["salt"] != salt.hex() or words["key"] != said["key"]:
        raise ValueError("The salt or the key is another.")
    if said["answer"] != answer["digest"] or said["answer"] != _answer_digest(answer):
        raise ValueError("The answer is another.")
    if said.get("candidate") != answer["candidate"]:
        raise ValueError("The candidate is another.")
    return commit(salt, words["words"].encode())


def _answer_digest(row: Row) -> Digest:
    turns = json.loads(row["turns"])
    if _written(turns) != row["turns"]:
        raise ValueError("The turns are not as they were written.")
    spoken = [[turn["span"]["start"], turn["span"]["end"], turn["speaker"], turn["by_candidate"]] for turn in turns]
    return digest_json({"text": row["text"], "kind": row["kind"], "turns": spoken})


def _payload(rows: JudgementRows, words_commitment: Digest) -> str:
    row = rows.judgement
    payload: dict[str, Json] = {
        "status": row["status"],
        "reason": row["reason"],
        "question": row["question_id"],
        "judge": row["judge"],
        "model": row["model"],
        "prompt": row["prompt_fingerprint"],
        "bank": row["bank_digest"],
        "verdicts": [[point["point_id"], point["verdict"]] for point in rows.points],
        "coverage": None if row["low"] is None else [_number(row[name]) for name in ("score", "low", "high")],
        "flags": [flag["code"] for flag in rows.flags],
        "created_by": row["created_by"],
        "facts_digest": digest_bytes(_facts(rows).encode()),
        "words_commitment": words_commitment,
    }
    return _written(payload)


def _facts(rows: JudgementRows) -> str:
    """The canonical JSON of a judgement's facts: its fields in the order of their names."""
    row = rows.judgement
    json.loads(row["attempts"])
    return ",".join(
        [
            f'{{"answer":{_NO_ANSWER},"attempts":{row["attempts"]},"candidate":null',
            _fields(_how_it_came_out(row)),
            f'"flags":[{",".join(flag["details"] for flag in rows.flags)}]',
            _who_judged_what(row, rows.points),
            f'"provenance":{_provenance(row["provenance"], row["prompt_fingerprint"], row["bank_digest"])}',
            _fields(_what_was_asked(row)) + "}",
        ]
    )


def _fields(named: dict[str, Any]) -> str:
    """The fields of an object without its braces."""
    return _written(named)[1:-1]


def _how_it_came_out(row: Row) -> dict[str, Any]:
    coverage = {name: _number(row[name]) for name in ("score", "low", "high")}
    return {
        "coverage": None if row["low"] is None else coverage,
        "created_at": moment_text(row["created_at"]),
        "created_by": row["created_by"],
    }


def _who_judged_what(row: Row, points: Sequence[Row]) -> str:
    judged = ",".join([_point(*_POINT(point)) for point in points])
    return (
        f'"id":{_written(row["id"])},"judge":{_judge(*_JUDGE(row))},"key":"{ZERO}",'
        f'"latency_ms":{_written(_number(row["latency_ms"]))},"points":[{judged}]'
    )


@lru_cache(maxsize=512)
def _judge(name: str, model: str, prompt: str, host: str | None, mode: str, settings_digest: str | None) -> str:
    judge = {"name": name, "model": model, "prompt": prompt}
    if mode != "per_answer":
        judge["mode"] = mode
    if host is not None:
        judge["host"] = host
    if settings_digest is not None:
        judge["settings_digest"] = settings_digest
    return _written(judge)


def _what_was_asked(row: Row) -> dict[str, Any]:
    unscored = None if row["reason"] is None else {"reason": row["reason"], "detail": row["detail"]}
    return {
        "question_id": row["question_id"],
        "question_text": row["question_text"],
        "status": row["status"],
        "unscored": unscored,
        "usage": _usage(row),
        **_present(row, "shared_from"),
    }


def _written(value: Json) -> str:
    """Canonical JSON: Python's own, unless a number in it has an exponent, which is written in another way there."""
    text = _PLAIN.encode(value)
    return canonical_json(value).decode() if "e-" in text and _EXPONENT.search(text) else text


def _usage(row: Row) -> dict[str, Any]:
    counted = {name: row[name] for name in ("input_tokens", "cached_tokens", "output_tokens") if row[name]}
    return counted if row["cost"] is None else {**counted, "cost": _number(row["cost"])}


@lru_cache(maxsize=4096)
def _point(
    point_id: str,
    text: str,
    weight: float,
    verdict: str,
    claimed: str | None,
    probability: float | None,
    needs_review: bool,
) -> str:
    """Of the same points the same is said again and again."""
    point: dict[str, Json] = {
        "point_id": point_id,
        "text": text,
        "weight": _number(weight),
        "verdict": verdict,
        "reason": "",
    }
    if claimed is not None:
        point["claimed"] = claimed
    if probability is not None:
        point["probability"] = _number(probability)
    if needs_review:
        point["needs_review"] = True
    return _written(point)


@lru_cache(maxsize=512)
def _provenance(stored: str, prompt_fingerprint: Digest | None, bank_digest: Digest | None) -> str:
    """The same for many judgements of one run."""
    provenance = json.loads(stored)
    if canonical_json(provenance).decode() != stored or {"prompt_fingerprint", "bank_digest"} & provenance.keys():
        raise ValueError("The provenance is not as it was written.")
    columns = {"prompt_fingerprint": prompt_fingerprint, "bank_digest": bank_digest}
    return canonical_json(provenance | _present(columns, *columns)).decode()


def _present(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names if row[name] is not None}


def _number(number: float | None) -> float | int | None:
    return int(number) if isinstance(number, float) and number.is_integer() else number
