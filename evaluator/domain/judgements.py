"""The frozen record of one judging, and the values it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from evaluator.digests import Digest
from evaluator.domain.answers import Answer, Span
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.rejections import RejectedQuote
from evaluator.domain.via import Via

JudgementId = NewType("JudgementId", str)


class Verdict(StrEnum):
    """What is said of one point. `unsure` stands off the scale: a person decides."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSED = "missed"
    UNSURE = "unsure"

    @property
    def credits(self) -> bool:
        """Whether the verdict gives the candidate something, and so needs evidence."""
        return self in (Verdict.COVERED, Verdict.PARTIAL)


class Match(StrEnum):
    """How a quote was found in the answer.

    `located` is none of the judge's doing: it quoted other words that failed, or none, and this passage is about the
    same.
    """

    EXACT = "exact"
    NORMALISED = "normalised"
    FUZZY = "fuzzy"
    LOCATED = "located"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the candidate that speak for a point: `answer.text[span.start:span.end] == quote`.

    `claimed` is what the judge quoted, where that differs from the words found.
    """

    quote: str
    span: Span
    match: Match
    claimed: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a judge says of one point before anything is checked. `probability` is that of `covered`, if it has one.

    `are_found` where the judge quotes nothing and the quotes are what was found nearest to the point in the answer.
    """

    point_id: PointId
    verdict: Verdict
    reason: str
    quotes: tuple[str, ...] = ()
    probability: float | None = None
    are_found: bool = False


@dataclass(frozen=True, slots=True)
class PointJudgement:
    """What stands for one point after every check. `claimed` is the judge's verdict where it was set aside."""

    point_id: PointId
    text: str
    weight: float
    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[RejectedQuote, ...] = ()
    claimed: Verdict | None = None
    probability: float | None = None
    needs_review: bool = False


class FlagCode(StrEnum):
    """Machine-readable reasons for a person to look."""

    MATCHER_ONLY = "matcher_only"
    UNVERIFIED_EVIDENCE = "unverified_evidence"
    OFF_POINT_EVIDENCE = "off_point_evidence"
    SPLIT_VOTE = "split_vote"
    TOO_SHORT = "too_short"
    NOISY_TRANSCRIPT = "noisy_transcript"
    OTHER_LANGUAGE = "other_language"
    UNFIT_JUDGE = "unfit_judge"
    CANARY_CREDITED = "canary_credited"
    INSTRUCTION_LIKE_TEXT = "instruction_like_text"
    HIDDEN_CHARACTERS = "hidden_characters"

    @property
    def is_suspicion(self) -> bool:
        """Whether the flag speaks of somebody or something working against an honest judgement."""
        return self in (FlagCode.CANARY_CREDITED, FlagCode.INSTRUCTION_LIKE_TEXT, FlagCode.HIDDEN_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag with what a page needs to explain it: the points, the stretches of text, a count, a detail.

    `detail` is a word of ours (a language's code, a votes line), never the candidate's.
    """

    code: FlagCode
    points: tuple[PointId, ...] = ()
    spans: tuple[Span, ...] = ()
    count: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Weighted share of points, 0 to 1. `low` counts unsure points 0, `high` 1, `score` leaves them out.

    `score` is None when every point is unsure. Always `low <= score <= high`.
    """

    score: float | None
    low: float
    high: float


class Reason(StrEnum):
    """Why an answer is not scored. Nothing about the candidate follows from any of them."""

    REPLY_TRUNCATED = "reply_truncated"
    REPLY_INVALID = "reply_invalid"
    REPLY_REFUSED = "reply_refused"
    REPLY_EMPTY = "reply_empty"
    REPLY_NOT_JSON = "reply_not_json"
    REPLY_HTML = "reply_html"
    CONTENT_FILTERED = "content_filtered"
    CONTEXT_OVERFLOW = "context_overflow"
    ENDPOINT_UNREACHABLE = "endpoint_unreachable"
    ENDPOINT_TIMEOUT = "endpoint_timeout"
    ENDPOINT_FAILED = "endpoint_failed"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXHAUSTED = "quota_exhausted"
    KEY_REFUSED = "key_refused"
    MODEL_UNKNOWN = "model_unknown"
    REQUEST_REFUSED = "request_refused"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Unscored:
    """A failure as a value. `detail` is one plain sentence: statuses and counts, nothing of the answer, no key."""

    reason: Reason
    detail: str


class Status(StrEnum):
    """Whether a judgement has verdicts. An unscored one has no coverage: never 0, never in an average."""

    SCORED = "scored"
    UNSCORED = "unscored"


@dataclass(frozen=True, slots=True)
class Usage:
    """What all attempts together took. `cost` is in the price table's currency, None where no price is known."""

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None

    def plus(self, other: "Usage") -> "Usage":
        """The sum of two; a cost only where at least one is known."""
        known = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            sum(known) if known else None,
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request to an endpoint. Times in seconds; `waited_s` is the pause before it.

    `outcome` is `ok` or a stable word for what happened (`http_429`, `timeout`, `connection`, `reply_invalid`, ...).
    """

    number: int
    started_at: datetime
    duration_s: float
    outcome: str
    waited_s: float = 0.0
    status: int | None = None
    request_id: str | None = None
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class JudgeIdentity:
    """Who judged. `host` is where the answer went, None when it stayed in this process."""

    name: str
    model: str
    prompt: str
    host: str | None = None
    mode: str = "per_answer"
    settings_digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one of several readings came to, every claim checked: no `verdicts` where it failed."""

    judge: JudgeIdentity
    verdicts: Mapping[PointId, Verdict] = field(default_factory=dict)
    seed: int = 0
    unscored: Unscored | None = None
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a judgement came about: enough to repeat it, and to prove what was sent and what came back.

    `sent` holds the messages as sent and `raw_replies` the replies as received, re-asks included, oldest first:
    both hold the candidate's words and are erased with them. `ballots` are those of several readings put together.
    `examples` names the judgements shown beforehand, each with the digest of the entry that marked it.
    """

    prompt_fingerprint: Digest | None = None
    rendered_digest: Digest | None = None
    bank_digest: Digest | None = None
    answer_digest: Digest | None = None
    model_answered: str | None = None
    parameters_sent: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    parameters_refused: tuple[str, ...] = ()
    reply_format: str | None = None
    canaries: tuple[PointId, ...] = ()
    canaries_credited: tuple[PointId, ...] = ()
    seed: int | None = None
    sent: tuple[Mapping[str, str], ...] = ()
    raw_replies: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    via: Via = Via.LIVE
    ballots: tuple[Ballot, ...] = ()
    examples: Mapping[str, Digest] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The frozen record of one judging. `key` is what it must never be paid twice for.

    `shared_from` names the judgement whose verdicts these are, where the same answer had been judged before; nothing
    was asked or paid for this one then. `supersedes` names the outdated judgement of the same answer that this one was
    made to take the place of; that one stays in the record as it is.
    """

    id: JudgementId
    key: Digest
    status: Status
    question_id: QuestionId
    question_text: str
    candidate: str | None
    answer: Answer
    judge: JudgeIdentity
    points: tuple[PointJudgement, ...]
    flags: tuple[Flag, ...]
    coverage: Coverage | None
    unscored: Unscored | None
    usage: Usage
    attempts: tuple[Attempt, ...]
    latency_ms: float
    created_at: datetime
    created_by: str
    provenance: Provenance
    shared_from: JudgementId | None = None
    supersedes: JudgementId | None = None
    ledger_seq: int | None = None

    @property
    def needs_review(self) -> bool:
        """Whether a person should look: any flag, any open point, or no score at all."""
        return self.unscored is not None or bool(self.flags) or any(point.needs_review for point in self.points)

    def flag(self, code: FlagCode) -> Flag | None:
        """The flag of that code, or None."""
        return next((flag for flag in self.flags if flag.code == code), None)
