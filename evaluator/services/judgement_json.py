"""A Judgement as the API and `evaluator judge --json` give it: one shape, fixed, as other people's scripts read it.

Offsets index `answer.text` by Unicode code point. Times are RFC 3339 in UTC. Nothing is left out: who may see which
part is the caller's to decide.
"""

from datetime import UTC, datetime

from evaluator.digests import Json
from evaluator.domain.answers import Answer, Span
from evaluator.domain.judgements import (
    Attempt,
    Ballot,
    Coverage,
    Evidence,
    Flag,
    JudgeIdentity,
    Judgement,
    PointJudgement,
    Provenance,
    Usage,
)
from evaluator.services.plain_words import explain_flag, explain_unscored

JsonObject = dict[str, Json]


def judgement_json(judgement: Judgement) -> JsonObject:
    """The whole judgement. `coverage` is null when it is unscored, `reason` and `explanation` when it is scored."""
    unscored = judgement.unscored
    return {
        "id": judgement.id,
        "status": judgement.status.value,
        "reason": unscored.reason.value if unscored else None,
        "explanation": explain_unscored(unscored) if unscored else None,
        "question_id": judgement.question_id,
        "question_text": judgement.question_text,
        "candidate": judgement.candidate,
        "answer": answer_json(judgement.answer),
        "judge": judge_json(judgement.judge),
        "coverage": coverage_json(judgement.coverage) if judgement.coverage else None,
        "points": [point_json(point) for point in judgement.points],
        "flags": [flag.code.value for flag in judgement.flags],
        "flag_details": [flag_json(flag, judgement) for flag in judgement.flags],
        "needs_review": judgement.needs_review,
        "usage": usage_json(judgement.usage),
        "attempts": [attempt_json(attempt) for attempt in judgement.attempts],
        "latency_ms": judgement.latency_ms,
        "created_at": time_json(judgement.created_at),
        "created_by": judgement.created_by,
        "key": judgement.key,
        "shared_from": judgement.shared_from,
        "supersedes": judgement.supersedes,
        "ledger_seq": judgement.ledger_seq,
        "provenance": provenance_json(judgement.provenance),
    }


def answer_json(answer: Answer) -> JsonObject:
    """The answer as stored, with who says which stretch of it."""
    turns: list[Json] = [
        {**span_json(turn.span), "speaker": turn.speaker, "by_candidate": turn.by_candidate} for turn in answer.turns
    ]
    return {"text": answer.text, "kind": answer.kind.value, "turns": turns, "digest": answer.digest}


def judge_json(judge: JudgeIdentity) -> JsonObject:
    """Who judged, and where the answer went."""
    return {
        "name": judge.name,
        "model": judge.model,
        "prompt": judge.prompt,
        "host": judge.host,
        "mode": judge.mode,
        "settings_digest": judge.settings_digest,
    }


def coverage_json(coverage: Coverage) -> JsonObject:
    """Shares from 0 to 1; `score` is null when every point is unsure."""
    return {"score": coverage.score, "low": coverage.low, "high": coverage.high}


def point_json(point: PointJudgement) -> JsonObject:
    """One point with its verdict and what stands for it."""
    return {
        "point_id": point.point_id,
        "text": point.text,
        "weight": point.weight,
        "verdict": point.verdict.value,
        "reason": point.reason,
        "evidence": [evidence_json(evidence) for evidence in point.evidence],
        "needs_review": point.needs_review,
        "claimed": point.claimed.value if point.claimed else None,
        "rejected": [{"quote": rejected.quote, "why": rejected.why.value} for rejected in point.rejected],
        "probability": point.probability,
    }


def evidence_json(evidence: Evidence) -> JsonObject:
    """One quote and where it stands; `claimed` is the judge's wording where that differs."""
    return {
        "quote": evidence.quote,
        **span_json(evidence.span),
        "match": evidence.match.value,
        "claimed": evidence.claimed,
    }


def flag_json(flag: Flag, judgement: Judgement) -> JsonObject:
    """One flag with what it is about, and the sentence that says so."""
    return {
        "code": flag.code.value,
        "points": list(flag.points),
        "spans": [span_json(span) for span in flag.spans],
        "count": flag.count,
        "detail": flag.detail,
        "explanation": explain_flag(flag, judgement),
    }


def attempt_json(attempt: Attempt) -> JsonObject:
    """One request to an endpoint."""
    return {
        "number": attempt.number,
        "started_at": time_json(attempt.started_at),
        "duration_s": attempt.duration_s,
        "waited_s": attempt.waited_s,
        "outcome": attempt.outcome,
        "status": attempt.status,
        "request_id": attempt.request_id,
        "usage": usage_json(attempt.usage),
    }


def usage_json(usage: Usage) -> JsonObject:
    """Tokens and what they cost; `cost` is null where no price is known."""
    return {
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "cost": usage.cost,
    }


def provenance_json(provenance: Provenance) -> JsonObject:
    """How the judgement came about, the messages sent and the replies received among it."""
    return {
        "prompt_fingerprint": provenance.prompt_fingerprint,
        "rendered_digest": provenance.rendered_digest,
        "bank_digest": provenance.bank_digest,
        "answer_digest": provenance.answer_digest,
        "model_answered": provenance.model_answered,
        "parameters_sent": dict(provenance.parameters_sent),
        "parameters_refused": list(provenance.parameters_refused),
        "reply_format": provenance.reply_format,
        "canaries": list(provenance.canaries),
        "canaries_credited": list(provenance.canaries_credited),
        "seed": provenance.seed,
        "sent": [dict(message) for message in provenance.sent],
        "raw_replies": list(provenance.raw_replies),
        "versions": dict(provenance.versions),
        "via": provenance.via.value,
        "ballots": [ballot_json(ballot) for ballot in provenance.ballots],
        "examples": dict(provenance.examples),
    }


def ballot_json(ballot: Ballot) -> JsonObject:
    """What one reading of several came to; `verdicts` is empty where it failed, which `reason` then says why."""
    return {
        "judge": judge_json(ballot.judge),
        "verdicts": {point: verdict.value for point, verdict in ballot.verdicts.items()},
        "seed": ballot.seed,
        "reason": ballot.unscored.reason.value if ballot.unscored else None,
        "usage": usage_json(ballot.usage),
    }


def span_json(span: Span) -> JsonObject:
    """A stretch of the answer's text, half open."""
    return {"start": span.start, "end": span.end}


def time_json(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC, always of one length."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
