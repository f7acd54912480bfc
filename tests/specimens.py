"""One judgement with something in every part of it, and one that is not scored."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from evaluator.digests import digest_text
from evaluator.domain.answers import Answer, AnswerKind, Span, Turn, compose
from evaluator.domain.judgements import (
    Attempt,
    Evidence,
    Flag,
    FlagCode,
    JudgeIdentity,
    Judgement,
    JudgementId,
    Match,
    PointJudgement,
    Provenance,
    Reason,
    Status,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.rejections import RejectedQuote, Rejection
from evaluator.domain.scoring import cover

MOMENT = datetime(2026, 11, 22, 10, 14, tzinfo=timezone(timedelta(hours=1)))
TEXT = "Interviewer: Why cache?\nCandidate: Redis keeps hot rows in memory."


def answer() -> Answer:
    """A conversation of two."""
    return compose(
        TEXT,
        [
            Turn(Span(13, 23), "Interviewer", by_candidate=False),
            Turn(Span(35, 66), "Candidate", by_candidate=True),
        ],
        AnswerKind.TRANSCRIPT,
    )


def points() -> tuple[PointJudgement, ...]:
    """One covered, one set aside, one missed."""
    return (
        PointJudgement(
            PointId("fast-storage"),
            "Keeps what is often needed in fast storage",
            3.0,
            Verdict.COVERED,
            "Names the store and why it is quick.",
            evidence=(Evidence("hot rows in memory", Span(47, 65), Match.FUZZY, claimed="hot rows in a memory"),),
            probability=0.9,
        ),
        PointJudgement(
            PointId("cdn"),
            "Serves static files from a CDN",
            1.0,
            Verdict.UNSURE,
            "Says so.",
            rejected=(RejectedQuote("a CDN everywhere", Rejection.NOT_FOUND),),
            claimed=Verdict.COVERED,
            needs_review=True,
        ),
        PointJudgement(PointId("expiry"), "Cached data has to be expired", 2.0, Verdict.MISSED, "Not mentioned."),
    )


def judgement() -> Judgement:
    """Scored, shared from an earlier one, with a flag about its second point."""
    usage = Usage(1200, 1000, 80, 0.0041)
    return Judgement(
        id=JudgementId("j2"),
        key=digest_text("key"),
        status=Status.SCORED,
        question_id=QuestionId("caching"),
        question_text="What is caching for?",
        candidate="C-7",
        answer=answer(),
        judge=JudgeIdentity(
            "large", "m", "coverage/v1", host="llm.example", settings_digest=digest_text("settings of the judge")
        ),
        points=points(),
        flags=(Flag(FlagCode.UNVERIFIED_EVIDENCE, points=(PointId("cdn"),), spans=(Span(47, 65),), count=1),),
        coverage=cover(points()),
        unscored=None,
        usage=usage,
        attempts=(Attempt(1, MOMENT, 1.5, "ok", waited_s=0.2, status=200, request_id="r1", usage=usage),),
        latency_ms=1512.5,
        created_at=MOMENT,
        created_by="ada",
        provenance=Provenance(
            prompt_fingerprint=digest_text("prompt"),
            rendered_digest=digest_text("rendered"),
            bank_digest=digest_text("bank"),
            answer_digest=answer().digest,
            model_answered="m-2026",
            parameters_sent={"temperature": 0.0, "seed": 7},
            parameters_refused=("logprobs",),
            reply_format="json_schema",
            canaries=(PointId("music"),),
            seed=7,
            sent=({"role": "user", "content": "..."},),
            raw_replies=("{}",),
            versions={"evaluator": "0.1.0"},
        ),
        shared_from=JudgementId("j1"),
        ledger_seq=12,
    )


def unscored() -> Judgement:
    """The same answer, but the endpoint failed."""
    failure = Unscored(Reason.ENDPOINT_FAILED, "The endpoint gave up after 4 tries (last: 503).")
    return replace(
        judgement(),
        id=JudgementId("j3"),
        status=Status.UNSCORED,
        points=(),
        flags=(),
        coverage=None,
        unscored=failure,
        usage=Usage(),
        created_at=MOMENT.astimezone(UTC),
        shared_from=None,
    )
