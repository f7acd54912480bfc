"""What the ledger says of a judgement: its facts in full by digest, its words only by a salted commitment.

`words_commitment = sha256(salt || canonical JSON of the words)`. The salt is kept with the words and goes with them:
after an erasure the commitment proves nothing about them any more, and the chain still holds.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache, partial
from typing import Any

from evaluator.digests import Digest, Json, canonical_json, digest_bytes, digest_json
from evaluator.domain.answers import Answer, AnswerKind
from evaluator.domain.judgements import Evidence, Judgement, PointJudgement, Provenance
from evaluator.domain.ledger import ZERO, moment_text
from evaluator.domain.rejections import RejectedQuote

SALT_BYTES = 32

Fields = tuple[tuple[str, object], ...]
"""Names and defaults."""

NO_ANSWER = Answer("", (), AnswerKind.TYPED, ZERO)
"""What stands for an answer whose words were erased."""


@dataclass(frozen=True, slots=True)
class PointWords:
    """What is said of one point in the candidate's words, or about them."""

    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[RejectedQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """All of a judgement that holds, quotes or digests the candidate's words, and who the candidate is.

    The answer itself stands here by its digest.
    """

    key: Digest
    answer: Digest
    candidate: str | None = None
    answer_digest: Digest | None = None
    rendered_digest: Digest | None = None
    points: tuple[PointWords, ...] = ()
    sent: tuple[Mapping[str, str], ...] = ()
    raw_replies: tuple[str, ...] = ()


def words_of(judgement: Judgement) -> Words:
    """The part of a judgement that an erasure takes away."""
    provenance = judgement.provenance
    return Words(
        key=judgement.key,
        answer=judgement.answer.digest,
        candidate=judgement.candidate,
        answer_digest=provenance.answer_digest,
        rendered_digest=provenance.rendered_digest,
        points=tuple(PointWords(point.reason, point.evidence, point.rejected) for point in judgement.points),
        sent=provenance.sent,
        raw_replies=provenance.raw_replies,
    )


def without_words(judgement: Judgement) -> Judgement:
    """The judgement as it stands after an erasure: every fact, no word."""
    return dataclasses.replace(
        judgement,
        key=ZERO,
        candidate=None,
        answer=NO_ANSWER,
        points=tuple(dataclasses.replace(point, reason="", evidence=(), rejected=()) for point in judgement.points),
        provenance=wordless(judgement.provenance),
    )


def wordless(provenance: Provenance) -> Provenance:
    """How a judgement came about, without what was sent, what was replied, and the digests of words."""
    return dataclasses.replace(provenance, answer_digest=None, rendered_digest=None, sent=(), raw_replies=())


def with_words(judgement: Judgement, words: Words, answer: Answer) -> Judgement:
    """The judgement whole again: `with_words(without_words(j), words_of(j), j.answer) == j`."""
    return dataclasses.replace(
        judgement,
        key=words.key,
        candidate=words.candidate,
        answer=answer,
        points=tuple(
            dataclasses.replace(point, reason=said.reason, evidence=said.evidence, rejected=said.rejected)
            for point, said in zip(judgement.points, words.points, strict=True)
        ),
        provenance=dataclasses.replace(
            judgement.provenance,
            answer_digest=words.answer_digest,
            rendered_digest=words.rendered_digest,
            sent=words.sent,
            raw_replies=words.raw_replies,
        ),
    )


def facts_of(judgement: Judgement) -> Json:
    """Every fact of a judgement as JSON, nothing of its words, nor its place in the ledger.

    The same as `plain(without_words(judgement))`, without a copy of the judgement and of all its parts.
    """
    kept, of_point, of_provenance = _fact_fields()
    return _plain_fields(kept, judgement) | {
        "key": ZERO,
        "candidate": None,
        "answer": plain(NO_ANSWER),
        "points": [_plain_fields(of_point, point) | {"reason": ""} for point in judgement.points],
        "provenance": _plain_fields(of_provenance, judgement.provenance),
    }


def written(words: Words) -> bytes:
    """The canonical JSON of words, as it is stored and committed to."""
    return canonical(words)


def commit(salt: bytes, written_words: bytes) -> Digest:
    """The commitment to words as `written` gives them."""
    return digest_bytes(salt + written_words)


def canonical(value: object) -> bytes:
    """The canonical JSON of one of the domain's values."""
    return canonical_json(plain(value))


def judgement_payload(judgement: Judgement, words_commitment: Digest) -> dict[str, Json]:
    """What a judgement's ledger entry holds: the essence to read, and digests that cover all the rest."""
    coverage, unscored = judgement.coverage, judgement.unscored
    return {
        "status": judgement.status.value,
        "reason": unscored.reason.value if unscored else None,
        "question": judgement.question_id,
        "judge": judgement.judge.name,
        "model": judgement.judge.model,
        "prompt": judgement.provenance.prompt_fingerprint,
        "bank": judgement.provenance.bank_digest,
        "verdicts": [[point.point_id, point.verdict.value] for point in judgement.points],
        "coverage": [plain(share) for share in (coverage.score, coverage.low, coverage.high)] if coverage else None,
        "flags": [flag.code.value for flag in judgement.flags],
        "created_by": judgement.created_by,
        "facts_digest": digest_json(facts_of(judgement)),
        "words_commitment": words_commitment,
    }


def plain(value: Any) -> Json:
    """One of the domain's values as JSON.

    Fields that hold their default are left out, so that a field added later leaves the digests of what was written
    before it as they are. A lone surrogate, which no UTF-8 can hold, becomes a question mark. A whole number is an
    integer, be it a float: JSON knows no difference.
    """
    return _writers[type(value)](value)


class _Writers(dict[Any, Callable[[Any], Json]]):
    """What makes JSON of a type's values. Found once for each: there are few types and many values."""

    def __missing__(self, kind: Any) -> Callable[[Any], Json]:
        self[kind] = write = _writer(kind)
        return write


_writers = _Writers()


def _writer(kind: Any) -> Callable[[Any], Json]:
    if dataclasses.is_dataclass(kind):
        return partial(_plain_fields, _fields(kind))
    for known, write in _WRITERS.items():
        if issubclass(kind, known):
            return write
    raise TypeError(f"{kind.__name__} is no type of the domain's.")


@cache
def _fact_fields() -> tuple[Fields, Fields, Fields]:
    """The fields of a judgement, of its points and of its provenance that are facts."""
    judgement = _fields_but(Judgement, "key", "candidate", "answer", "points", "provenance", "ledger_seq")
    point = _fields_but(PointJudgement, "reason", "evidence", "rejected")
    provenance = _fields_but(Provenance, "answer_digest", "rendered_digest", "sent", "raw_replies")
    return judgement, point, provenance


def _fields_but(kind: Any, *left_out: str) -> Fields:
    return tuple(field for field in _fields(kind) if field[0] not in left_out)


def _plain_fields(fields: Fields, value: object) -> dict[str, Json]:
    return {name: _writers[type(held)](held) for name, default in fields if (held := getattr(value, name)) != default}


def _plain_text(text: str) -> Json:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _plain_number(number: float) -> Json:
    return int(number) if number.is_integer() and abs(number) <= 2**53 else number


def _plain_mapping(value: Mapping[Any, Any]) -> Json:
    return {str(plain(key)): plain(item) for key, item in value.items()}


def _itself(value: int | None) -> Json:
    return value


_WRITERS: Mapping[type, Callable[[Any], Json]] = {
    Enum: lambda value: str(value.value),
    str: _plain_text,
    type(None): _itself,
    int: _itself,
    float: _plain_number,
    datetime: moment_text,
    Mapping: _plain_mapping,
    tuple: lambda value: [_writers[type(item)](item) for item in value],
    list: lambda value: [_writers[type(item)](item) for item in value],
}


def _fields(kind: Any) -> Fields:
    """The names and defaults of a dataclass's fields; MISSING, which equals nothing, where there is none."""
    return tuple((field.name, _default(field)) for field in dataclasses.fields(kind))


def _default(field: "dataclasses.Field[Any]") -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
