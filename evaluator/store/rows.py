"""A judgement as rows and back: `judgement_of(rows_of(j)) == j`. The only place that knows which column holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from evaluator.digests import Digest
from evaluator.domain.answers import Answer, AnswerKind, Turn
from evaluator.domain.canonical import canonical_text
from evaluator.domain.commitments import NO_ANSWER, Facts, Words, with_words
from evaluator.domain.judgements import (
    Attempt,
    Coverage,
    Flag,
    JudgeIdentity,
    Judgement,
    JudgementId,
    PointJudgement,
    Provenance,
    Reason,
    Status,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.ledger import ZERO
from evaluator.domain.questions import PointId, QuestionId

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JudgementRows:
    """The rows of one judgement. `words` and `answer` are None once they are erased."""

    judgement: Row
    points: Sequence[Row]
    flags: Sequence[Row]
    words: Row | None
    answer: Row | None


def rows_of(judgement: Judgement, facts: Facts, words: Row | None, answer: Row | None) -> JudgementRows:
    """The rows that hold a judgement with its place in the ledger, beside those of its words and of its answer."""
    return JudgementRows(
        judgement=_judgement_row(judgement, facts),
        points=[_point_row(judgement.id, *numbered) for numbered in enumerate(judgement.points)],
        flags=[
            {"judgement_id": judgement.id, "position": position, "code": flag.code.value, "details": details}
            for position, (flag, details) in enumerate(zip(judgement.flags, facts.flags, strict=True))
        ],
        words=words,
        answer=answer,
    )


def words_row(judgement: Judgement, salt: bytes, words: bytes) -> Row:
    """The row of a judgement's words; `words` is their canonical JSON."""
    return {"judgement_id": judgement.id, "key": judgement.key, "salt": salt.hex(), "words": words.decode("utf-8")}


def answer_row(judgement_id: JudgementId, candidate: str | None, answer: Answer) -> Row:
    """The row of an answer that is to be judged under that id."""
    return {
        "judgement_id": judgement_id,
        "candidate": candidate,
        "kind": answer.kind.value,
        "text": answer.text,
        "turns": canonical_text(answer.turns),
        "digest": answer.digest,
    }


def answer_of(row: Row) -> Answer:
    """The answer a row holds."""
    turns: tuple[Turn, ...] = _reader(tuple[Turn, ...]).validate_json(row["turns"])
    return Answer(row["text"], turns, AnswerKind(row["kind"]), Digest(row["digest"]))


def judgement_of(rows: JudgementRows) -> Judgement:
    """The judgement that rows hold. Raises ValueError where somebody has changed them past reading."""
    judgement = _facts(rows)
    if rows.words is None:
        return judgement
    words: Words = _reader(Words).validate_json(rows.words["words"])
    answer = NO_ANSWER if rows.answer is None else answer_of(rows.answer)
    if words.answer != answer.digest:
        raise ValueError("The answer is not the one that was judged.")
    return with_words(judgement, words, answer)


def _judgement_row(judgement: Judgement, facts: Facts) -> Row:
    judge, coverage, unscored, usage = judgement.judge, judgement.coverage, judgement.unscored, judgement.usage
    provenance = judgement.provenance
    verdicts = [point.verdict for point in judgement.points]
    return {
        "id": judgement.id,
        "ledger_seq": judgement.ledger_seq,
        "status": judgement.status.value,
        "question_id": judgement.question_id,
        "question_text": judgement.question_text,
        "judge": judge.name,
        "model": judge.model,
        "prompt": judge.prompt,
        "host": judge.host,
        "mode": judge.mode,
        "settings_digest": judge.settings_digest,
        "prompt_fingerprint": provenance.prompt_fingerprint,
        "bank_digest": provenance.bank_digest,
        "score": coverage.score if coverage else None,
        "low": coverage.low if coverage else None,
        "high": coverage.high if coverage else None,
        **{verdict.value: verdicts.count(verdict) for verdict in Verdict},
        "needs_review": judgement.needs_review,
        "reason": unscored.reason.value if unscored else None,
        "detail": unscored.detail if unscored else None,
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "cost": usage.cost,
        "latency_ms": judgement.latency_ms,
        "attempts": facts.attempts,
        "provenance": facts.provenance,
        "created_at": judgement.created_at,
        "created_by": judgement.created_by,
        "shared_from": judgement.shared_from,
        "supersedes": judgement.supersedes,
    }


def _point_row(judgement_id: JudgementId, position: int, point: PointJudgement) -> Row:
    return {
        "judgement_id": judgement_id,
        "position": position,
        "point_id": point.point_id,
        "text": point.text,
        "weight": point.weight,
        "verdict": point.verdict.value,
        "claimed": point.claimed.value if point.claimed else None,
        "probability": point.probability,
        "needs_review": point.needs_review,
    }


def _facts(rows: JudgementRows) -> Judgement:
    row = rows.judgement
    unscored = None if row["reason"] is None else Unscored(Reason(row["reason"]), row["detail"])
    coverage = None if row["low"] is None else Coverage(row["score"], row["low"], row["high"])
    provenance: Provenance = _reader(Provenance).validate_json(row["provenance"])
    return Judgement(
        id=JudgementId(row["id"]),
        key=ZERO,
        status=Status(row["status"]),
        question_id=QuestionId(row["question_id"]),
        question_text=row["question_text"],
        candidate=None,
        answer=NO_ANSWER,
        judge=JudgeIdentity(
            row["judge"], row["model"], row["prompt"], row["host"], row["mode"], row["settings_digest"]
        ),
        points=tuple(_point_of(point) for point in rows.points),
        flags=tuple(_reader(Flag).validate_json(flag["details"]) for flag in rows.flags),
        coverage=coverage,
        unscored=unscored,
        usage=Usage(row["input_tokens"], row["cached_tokens"], row["output_tokens"], row["cost"]),
        attempts=_reader(tuple[Attempt, ...]).validate_json(row["attempts"]),
        latency_ms=row["latency_ms"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        provenance=replace(provenance, prompt_fingerprint=row["prompt_fingerprint"], bank_digest=row["bank_digest"]),
        shared_from=None if row["shared_from"] is None else JudgementId(row["shared_from"]),
        supersedes=None if row["supersedes"] is None else JudgementId(row["supersedes"]),
        ledger_seq=row["ledger_seq"],
    )


def _point_of(row: Row) -> PointJudgement:
    return PointJudgement(
        point_id=PointId(row["point_id"]),
        text=row["text"],
        weight=row["weight"],
        verdict=Verdict(row["verdict"]),
        reason="",
        claimed=None if row["claimed"] is None else Verdict(row["claimed"]),
        probability=row["probability"],
        needs_review=row["needs_review"],
    )


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    # Made when first read with: writing alone needs none, and making them all takes longer than opening a database.
    return TypeAdapter(kind)
