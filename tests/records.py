"""Judgements and intents to keep: one that has everything in it, and strategies for any that can be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from evaluator.digests import Digest, digest_text
from evaluator.domain.answers import Answer, AnswerKind, Span, Turn, compose, typed
from evaluator.domain.judgements import (
    Attempt,
    Ballot,
    Coverage,
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
from evaluator.services.orders import Intent

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SAID = "I: What is a thread?\nC: Threads share memory, as far as I know."
ANSWER = compose(
    SAID,
    [Turn(Span(3, 20), "I", by_candidate=False), Turn(Span(24, 64), "C", by_candidate=True)],
    AnswerKind.TRANSCRIPT,
)
POINTS = (
    PointJudgement(
        point_id=PointId("shares-memory"),
        text="Threads share memory.",
        weight=2.0,
        verdict=Verdict.COVERED,
        reason="They say it outright.",
        evidence=(
            Evidence("Threads share memory", Span(24, 44), Match.EXACT),
            Evidence("as far as I know", Span(46, 62), Match.FUZZY, claimed="as far as we know"),
        ),
        probability=0.93,
    ),
    PointJudgement(
        point_id=PointId("own-stack"),
        text="Each thread has a stack of its own.",
        weight=1.0,
        verdict=Verdict.UNSURE,
        reason="They would have said so.",
        rejected=(RejectedQuote("every thread has a stack", Rejection.NOT_FOUND),),
        claimed=Verdict.PARTIAL,
        needs_review=True,
    ),
    PointJudgement(
        point_id=PointId("scheduling"),
        text="The scheduler decides which thread runs.",
        weight=0.5,
        verdict=Verdict.MISSED,
        reason="",
    ),
)

WHOLE = Judgement(
    id=JudgementId("judgement-1"),
    key=digest_text("key"),
    status=Status.SCORED,
    question_id=QuestionId("threads"),
    question_text="What is a thread?",
    candidate="C-1042",
    answer=ANSWER,
    judge=JudgeIdentity("main", "model-1", "coverage/v1", "llm.example", settings_digest=digest_text("settings")),
    points=POINTS,
    flags=(
        Flag(FlagCode.UNVERIFIED_EVIDENCE, (PointId("own-stack"),)),
        Flag(FlagCode.INSTRUCTION_LIKE_TEXT, spans=(Span(24, 44),), count=1, detail="one passage"),
    ),
    coverage=cover(POINTS),
    unscored=None,
    usage=Usage(1_200, 800, 340, 0.0041),
    attempts=(
        Attempt(1, NOON, 0.25, "http_429", status=429),
        Attempt(2, NOON + timedelta(seconds=3), 1.5, "ok", 3.0, 200, "request-2", Usage(1_200, 800, 340, 0.0041)),
    ),
    latency_ms=4_750.5,
    created_at=NOON + timedelta(microseconds=123_456),
    created_by="anna",
    provenance=Provenance(
        prompt_fingerprint=digest_text("prompt"),
        rendered_digest=digest_text("rendered"),
        bank_digest=digest_text("bank"),
        answer_digest=ANSWER.digest,
        model_answered="model-1-0042",
        parameters_sent={"temperature": 0.5, "seed": 7, "store": False, "user": None},
        parameters_refused=("top_p",),
        reply_format="json_schema",
        canaries=(PointId("canary-1"),),
        seed=42,
        sent=({"role": "system", "content": "You judge."}, {"role": "user", "content": SAID}),
        raw_replies=("not JSON\x00", '{"points": []}'),
        versions={"evaluator": "0.1.0"},
    ),
    shared_from=JudgementId("judgement-0"),
    supersedes=JudgementId("judgement-outdated"),
)
"""Every field holds something, and every kind of value is there."""


def judgement(number: int = 1, **changes: Any) -> Judgement:
    """The whole judgement under another id and key, a second later for each number."""
    numbered = {
        "id": f"judgement-{number}",
        "key": digest_text(f"key {number}"),
        "created_at": WHOLE.created_at + timedelta(seconds=number),
    }
    return replace(WHOLE, **(numbered | changes))


def unscored(number: int = 1, **changes: Any) -> Judgement:
    """One without a verdict."""
    nothing = {
        "status": Status.UNSCORED,
        "points": (),
        "flags": (),
        "coverage": None,
        "unscored": Unscored(Reason.RATE_LIMITED, "The endpoint gave up after 4 tries (last: 429)."),
    }
    return judgement(number, **(nothing | changes))


def intent_for(kept: Judgement) -> Intent:
    """The intent that comes before a judgement."""
    return Intent(
        id=kept.id,
        key=kept.key,
        question_id=kept.question_id,
        candidate=kept.candidate,
        answer=kept.answer,
        judge_name=kept.judge.name,
        owner="host/4711",
        ordered_by=kept.created_by,
        started_at=kept.created_at - timedelta(seconds=5),
        expires_at=kept.created_at + timedelta(seconds=120),
    )


_WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12)
_DIGESTS = _NAMES.map(digest_text)
_SHARES = st.floats(0, 1)
moments = st.builds(
    lambda microseconds, minutes: (NOON + timedelta(microseconds=microseconds)).astimezone(
        timezone(timedelta(minutes=minutes))
    ),
    st.integers(-(10**15), 10**15),
    st.integers(-720, 840),
)
"""Moments of some sixty years, anywhere in the world, to the microsecond."""
_TOKENS = st.integers(0, 2**50)
_SPANS = st.builds(Span, st.integers(0, 99), st.integers(0, 99))
_USAGES = st.builds(Usage, _TOKENS, _TOKENS, _TOKENS, st.none() | st.floats(0, 1e6))
_SETTINGS = st.dictionaries(
    _NAMES, st.none() | st.booleans() | st.integers(-9, 9) | st.floats(0, 9) | _WORDS, max_size=3
)

_IDENTITIES = st.builds(JudgeIdentity, _NAMES, _NAMES, _NAMES, st.none() | _NAMES, _NAMES, st.none() | _DIGESTS)
_UNSCORED = st.builds(Unscored, st.sampled_from(Reason), _NAMES)
_BALLOTS = st.builds(
    Ballot,
    _IDENTITIES,
    st.dictionaries(_NAMES, st.sampled_from(Verdict), max_size=2),
    st.integers(0, 2**48),
    st.none() | _UNSCORED,
    _USAGES,
)

answers: st.SearchStrategy[Answer] = st.builds(
    typed,
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40).map(lambda words: f"So {words}"),
)
points: st.SearchStrategy[PointJudgement] = st.builds(
    PointJudgement,
    point_id=_NAMES,
    text=_NAMES,
    weight=st.floats(0.1, 10),
    verdict=st.sampled_from(Verdict),
    reason=_WORDS,
    evidence=st.lists(st.builds(Evidence, _WORDS, _SPANS, st.sampled_from(Match), st.none() | _WORDS), max_size=2).map(
        tuple
    ),
    rejected=st.lists(st.builds(RejectedQuote, _WORDS, st.sampled_from(Rejection)), max_size=2).map(tuple),
    claimed=st.none() | st.sampled_from(Verdict),
    probability=st.none() | _SHARES,
    needs_review=st.booleans(),
)
judgements: st.SearchStrategy[Judgement] = st.builds(
    Judgement,
    id=_NAMES,
    key=_DIGESTS,
    status=st.sampled_from(Status),
    question_id=_NAMES,
    question_text=_NAMES,
    candidate=st.none() | _NAMES,
    answer=answers,
    judge=_IDENTITIES,
    points=st.lists(points, max_size=3).map(tuple),
    flags=st.lists(
        st.builds(
            Flag,
            st.sampled_from(FlagCode),
            st.lists(_NAMES, max_size=2).map(tuple),
            st.lists(_SPANS, max_size=2).map(tuple),
            st.none() | st.integers(0, 9),
            st.none() | _NAMES,
        ),
        max_size=2,
    ).map(tuple),
    coverage=st.none() | st.builds(Coverage, st.none() | _SHARES, _SHARES, _SHARES),
    unscored=st.none() | _UNSCORED,
    usage=_USAGES,
    attempts=st.lists(
        st.builds(
            Attempt,
            st.integers(1, 9),
            moments,
            _SHARES,
            _NAMES,
            _SHARES,
            st.none() | st.integers(100, 599),
            _NAMES,
            _USAGES,
        ),
        max_size=2,
    ).map(tuple),
    latency_ms=st.floats(0, 1e9),
    created_at=moments,
    created_by=_NAMES,
    provenance=st.builds(
        Provenance,
        prompt_fingerprint=st.none() | _DIGESTS,
        rendered_digest=st.none() | _DIGESTS,
        bank_digest=st.none() | _DIGESTS,
        answer_digest=st.none() | _DIGESTS,
        model_answered=st.none() | _WORDS,
        parameters_sent=_SETTINGS,
        parameters_refused=st.lists(_NAMES, max_size=2).map(tuple),
        reply_format=st.none() | _NAMES,
        canaries=st.lists(_NAMES, max_size=2).map(tuple),
        canaries_credited=st.lists(_NAMES, max_size=2).map(tuple),
        seed=st.none() | st.integers(0, 2**32),
        sent=st.lists(st.dictionaries(_NAMES, _WORDS, max_size=2), max_size=2).map(tuple),
        raw_replies=st.lists(_WORDS, max_size=2).map(tuple),
        versions=st.dictionaries(_NAMES, _NAMES, max_size=2),
        ballots=st.lists(_BALLOTS, max_size=2).map(tuple),
    ),
    shared_from=st.none() | _NAMES,
    supersedes=st.none() | _NAMES,
)
"""Any judgement at all, also ones that make no sense."""


def other_digest(digest: Digest) -> Digest:
    """A digest that is not that one."""
    return digest_text(f"other than {digest}")
