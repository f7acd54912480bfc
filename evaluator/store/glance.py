"""A quick look at a stored judgement, which can only say yes: it is to the letter what its ledger entry tells of.

The entry's digest of the facts covers their canonical JSON, and large parts of that stand in the rows as they are. So
the JSON is put together from the rows' text and digested, and no judgement is made of them. Where this does not come
out equal, `verification` compares in full and says what is wrong.

Every part taken as it stands is one JSON value by itself. So if the whole is equal, each part is. What this module
knows of a judgement's form is checked by that, too: where it is wrong, it says no.
"""

import json
from collections import Counter
from functools import lru_cache
from operator import itemgetter

from evaluator.digests import Digest, canonical_json, digest_bytes, digest_json
from evaluator.domain.commitments import SALT_BYTES, commit
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import ZERO, Entry, moment_text
from evaluator.store.rows import JudgementRows, Row

_PLAIN = json.JSONEncoder(ensure_ascii=False)
_JUDGE = itemgetter("judge", "model", "prompt", "host", "mode", "settings_digest")
_POINT = itemgetter("point_id", "text", "weight", "verdict", "claimed", "probability", "needs_review")
_PROVENANCE = itemgetter("provenance", "prompt_fingerprint", "bank_digest")


def is_plainly_the_same(entry: Entry, rows: JudgementRows) -> bool:
    """Whether rows are, beyond doubt, what the entry tells of. False where a closer look is needed."""
    try:
        return _is_whole(entry, rows) and _payload(rows, _commitment(entry, rows)) == entry.payload
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return False


def _is_whole(entry: Entry, rows: JudgementRows) -> bool:
    """Whether what the facts and words do not cover agrees with them."""
    row, points, flags = rows.judgement, rows.points, rows.flags
    verdicts = Counter([point["verdict"] for point in points])
    open_points = any(point["needs_review"] for point in points)
    return (
        row["ledger_seq"] == entry.seq
        and all(row[verdict] == verdicts[verdict] for verdict in _VERDICTS)
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
    salt = bytes.fromhex(words["salt"])
    if len(salt) != SALT_BYTES or words["salt"] != salt.hex():
        raise ValueError("The salt is another.")
    if answer["digest"] != _answer_digest(answer) or not words["words"].startswith(_beginnings(words, answer)):
        raise ValueError("The answer, the candidate or the key is another.")
    return commit(salt, words["words"].encode())


def _beginnings(words: Row, answer: Row) -> tuple[str, str]:
    """How the canonical JSON of words may begin: its first fields by name, two of which may be left out."""
    said = f'"{answer["digest"]}"'
    candidate = "" if answer["candidate"] is None else f'"candidate":{_text(answer["candidate"])},'
    rest = f'{candidate}"key":{_text(words["key"])}'
    return f'{{"answer":{said},"answer_digest":{said},{rest}', f'{{"answer":{said},{rest}'


def _answer_digest(row: Row) -> Digest:
    turns = json.loads(row["turns"])
    if canonical_json(turns).decode() != row["turns"]:
        raise ValueError("The turns are not as they were written.")
    spoken = [[turn["span"]["start"], turn["span"]["end"], turn["speaker"], turn["by_candidate"]] for turn in turns]
    return digest_json({"text": row["text"], "kind": row["kind"], "turns": spoken})


def _payload(rows: JudgementRows, words_commitment: Digest) -> str:
    row = rows.judgement
    coverage = "null"
    if row["low"] is not None:
        coverage = f"[{_number(row['score'])},{_number(row['low'])},{_number(row['high'])}]"
    flags = ",".join([_text(flag["code"]) for flag in rows.flags])
    verdicts = ",".join([f"[{_text(point['point_id'])},{_text(point['verdict'])}]" for point in rows.points])
    return (
        f'{{"bank":{_text(row["bank_digest"])},"coverage":{coverage},"created_by":{_text(row["created_by"])},'
        f'"facts_digest":"{digest_bytes(_facts(rows).encode())}","flags":[{flags}],"judge":{_text(row["judge"])},'
        f'"model":{_text(row["model"])},"prompt":{_text(row["prompt_fingerprint"])},'
        f'"question":{_text(row["question_id"])},"reason":{_text(row["reason"])},"status":{_text(row["status"])},'
        f'"verdicts":[{verdicts}],"words_commitment":"{words_commitment}"}}'
    )


def _facts(rows: JudgementRows) -> str:
    """The canonical JSON of a judgement's facts."""
    row = rows.judgement
    json.loads(row["attempts"])
    coverage = unscored = "null"
    if row["low"] is not None:
        numbers = {name: _number(row[name]) for name in ("high", "low", "score")}
        coverage = _object(numbers)
    if row["reason"] is not None:
        unscored = _object({"detail": _text(row["detail"]), "reason": _text(row["reason"])})
    flags = ",".join([flag["details"] for flag in rows.flags])
    points = ",".join([_point(*_POINT(point)) for point in rows.points])
    shared = "" if row["shared_from"] is None else f'"shared_from":{_text(row["shared_from"])},'
    supersedes = "" if row["supersedes"] is None else f'"supersedes":{_text(row["supersedes"])},'
    return (
        f'{{"answer":{_NO_ANSWER},"attempts":{row["attempts"]},"candidate":null,"coverage":{coverage},'
        f'"created_at":"{moment_text(row["created_at"])}","created_by":{_text(row["created_by"])},"flags":[{flags}],'
        f'"id":{_text(row["id"])},"judge":{_judge(*_JUDGE(row))},"key":"{ZERO}",'
        f'"latency_ms":{_number(row["latency_ms"])},"points":[{points}],'
        f'"provenance":{_provenance(*_PROVENANCE(row))},"question_id":{_text(row["question_id"])},'
        f'"question_text":{_text(row["question_text"])},{shared}"status":{_text(row["status"])},'
        f'{supersedes}"unscored":{unscored},"usage":{_usage(row)}}}'
    )


def _usage(row: Row) -> str:
    counted = {name: str(row[name]) for name in ("cached_tokens", "input_tokens", "output_tokens") if row[name]}
    if row["cost"] is not None:
        counted["cost"] = _number(row["cost"])
    return _object(dict(sorted(counted.items())))


@lru_cache(maxsize=512)
def _judge(name: str, model: str, prompt: str, host: str | None, mode: str, settings_digest: str | None) -> str:
    judge = {"host": host, "mode": mode, "model": model, "name": name, "prompt": prompt}
    if mode == "per_answer":
        del judge["mode"]
    return canonical_json(_present({**judge, "settings_digest": settings_digest})).decode()


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
    parts = {
        "claimed": None if claimed is None else _text(claimed),
        "needs_review": "true" if needs_review else None,
        "point_id": _text(point_id),
        "probability": None if probability is None else _number(probability),
        "reason": '""',
        "text": _text(text),
        "verdict": _text(verdict),
        "weight": _number(weight),
    }
    return _object(_present(parts))


@lru_cache(maxsize=512)
def _provenance(stored: str, prompt_fingerprint: str | None, bank_digest: str | None) -> str:
    """The same for many judgements of one run."""
    provenance = json.loads(stored)
    if canonical_json(provenance).decode() != stored or {"prompt_fingerprint", "bank_digest"} & provenance.keys():
        raise ValueError("The provenance is not as it was written.")
    columns = _present({"prompt_fingerprint": prompt_fingerprint, "bank_digest": bank_digest})
    return canonical_json({**provenance, **columns}).decode()


def _present(fields: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}


def _object(parts: dict[str, str]) -> str:
    """An object of fields that are written already, named in order."""
    return "{" + ",".join([f'"{name}":{part}' for name, part in parts.items()]) + "}"


def _text(value: str | None) -> str:
    return "null" if value is None else _PLAIN.encode(value)


def _number(value: float | None) -> str:
    """A number as RFC 8785 writes it: whole ones without a fraction, and small ones without an exponent."""
    if value is None:
        return "null"
    text = str(int(value)) if value == int(value) else repr(value)
    return canonical_json(value).decode() if "e" in text else text


_NO_ANSWER = f'{{"digest":"{ZERO}","kind":"typed","text":"","turns":[]}}'
_VERDICTS = tuple(verdict.value for verdict in Verdict)
