"""The JSON that goes out, as the API's description tells it. `services.judgement_json` makes the judgements in it."""

from typing import Literal, TypedDict

from evaluator.domain.answers import AnswerKind
from evaluator.domain.judgements import FlagCode, Match, Reason, Status, Verdict
from evaluator.domain.questions import QuestionKind
from evaluator.domain.rejections import Rejection
from evaluator.domain.via import Via
from evaluator.web.api.effective_shapes import CoverageBody, EffectiveBody


class ProblemBody(TypedDict, total=False):
    """An error, as RFC 9457 has it. `code` is stable; `faults`, `near` and `speakers` are there where they help."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    faults: list[str]
    near: list[str]
    speakers: list[str]


class AnchorsBody(TypedDict):
    """What counts as covered, partial and missed for one point."""

    covered: str
    partial: str
    missed: str


class ExpectedPointBody(TypedDict):
    """One claim that a good answer makes."""

    id: str
    text: str
    weight: float
    anchors: AnchorsBody | None
    terms: list[str]


class QuestionBody(TypedDict):
    """One question of the bank."""

    id: str
    title: str
    text: str
    kind: QuestionKind
    points: list[ExpectedPointBody]


class QuestionBankBody(TypedDict):
    """The whole bank. `digest` changes when any word of it does."""

    version: str
    language: str
    digest: str
    questions: list[QuestionBody]


class TurnBody(TypedDict):
    """Who says `answer.text[start:end]`."""

    start: int
    end: int
    speaker: str | None
    by_candidate: bool


class AnswerBody(TypedDict):
    """The answer as it is stored. Offsets everywhere count Unicode code points of `text`."""

    text: str
    kind: AnswerKind
    turns: list[TurnBody]
    digest: str


class JudgeBody(TypedDict):
    """Who judged. `host` is where the answer went, null when it stayed here."""

    name: str
    model: str
    prompt: str
    host: str | None
    mode: str
    settings_digest: str | None


class EvidenceBody(TypedDict):
    """A quote: `answer.text[start:end]`. `claimed` is the judge's wording where that differs."""

    quote: str
    start: int
    end: int
    match: Match
    claimed: str | None


class RejectedBody(TypedDict):
    """What a judge quoted and what is no evidence."""

    quote: str
    why: Rejection


class PointVerdictBody(TypedDict):
    """What is said of one point. `claimed` is the judge's verdict where it was set aside."""

    point_id: str
    text: str
    weight: float
    verdict: Verdict
    claimed: Verdict | None
    reason: str
    needs_review: bool
    probability: float | None


class PointBody(PointVerdictBody):
    """What is said of one point, with the candidate's words that speak for it."""

    evidence: list[EvidenceBody]
    rejected: list[RejectedBody]


class SpanBody(TypedDict):
    """A stretch of the answer's text, half open."""

    start: int
    end: int


class FlagBody(TypedDict):
    """One reason for a person to look, and the sentence that says so."""

    code: FlagCode
    points: list[str]
    spans: list[SpanBody]
    count: int | None
    detail: str | None
    explanation: str


class UsageBody(TypedDict):
    """Tokens of all attempts together; `cost` is null where no price is known."""

    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: float | None


class AttemptBody(TypedDict):
    """One request to the judge's endpoint; times in seconds."""

    number: int
    started_at: str
    duration_s: float
    waited_s: float
    outcome: str
    status: int | None
    request_id: str | None
    usage: UsageBody


class BallotBody(TypedDict):
    """What one reading of several came to; `verdicts`, by point, is empty where it failed, and `reason` says why."""

    judge: JudgeBody
    verdicts: dict[str, Verdict]
    seed: int
    reason: Reason | None
    usage: UsageBody


class ProvenanceBody(TypedDict):
    """How a judgement came about, what was sent and what came back among it."""

    prompt_fingerprint: str | None
    rendered_digest: str | None
    bank_digest: str | None
    answer_digest: str | None
    model_answered: str | None
    parameters_sent: dict[str, str | float | bool | None]
    parameters_refused: list[str]
    reply_format: str | None
    canaries: list[str]
    canaries_credited: list[str]
    seed: int | None
    sent: list[dict[str, str]]
    raw_replies: list[str]
    versions: dict[str, str]
    via: Via
    ballots: list[BallotBody]
    examples: dict[str, str]


class _JudgementHead(TypedDict):
    id: str
    status: Status
    reason: Reason | None
    explanation: str | None
    question_id: str
    question_text: str
    candidate: str | None
    judge: JudgeBody
    coverage: CoverageBody | None
    flags: list[FlagCode]
    needs_review: bool
    usage: UsageBody
    latency_ms: float
    created_at: str
    created_by: str
    shared_from: str | None
    supersedes: str | None
    ledger_seq: int | None


class JudgementSummary(_JudgementHead):
    """A judgement in a list: without the answer, the evidence, the attempts and the provenance."""

    points: list[PointVerdictBody]


class ErasedBody(TypedDict):
    """What there is to say in place of words: `request` where somebody asked for it, `retention` where time was up."""

    erasure_id: str
    basis: Literal["request", "retention"]
    by: str
    why: str
    at: str
    ledger_seq: int


class JudgementBody(_JudgementHead):
    """The frozen record of one judging. An unscored one has `coverage: null` and says why in `reason`.

    `effective` changes later: it says what counts once people have reviewed. `erased` says who had the words erased,
    when and why; then every text, quote and reason is empty.
    """

    answer: AnswerBody
    points: list[PointBody]
    flag_details: list[FlagBody]
    attempts: list[AttemptBody]
    key: str
    provenance: ProvenanceBody
    effective: EffectiveBody
    erased: ErasedBody | None


class JudgementPageBody(TypedDict):
    """One page of the log, newest first; `next_cursor` is null on the last.

    `sealed` counts what is left out of it because it waits in your review queue; null with filters by what the judge
    says, where the count would tell of results. `searched_to` is when the last was judged that was looked at, where a
    page ended before it was full. `indexed_to` is the ledger entry that the index of words has come to, where `text`
    is asked for and newer ones are not in it yet.
    """

    judgements: list[JudgementSummary]
    sealed: int | None
    searched_to: str | None
    indexed_to: int | None
    next_cursor: str | None


class CheckpointBody(TypedDict):
    """A signed statement of where the ledger stood, as it stands in its file: see docs/ledger.md."""

    format: str
    seq: int
    digest: str
    at: str
    key: str
    signature: str


class LedgerHeadBody(TypedDict):
    """The ledger's newest entry: its number and digest. 0 and a digest of zeros before the first.

    `checkpoint` is the last one made, null before the first.
    """

    seq: int
    digest: str
    checkpoint: CheckpointBody | None


class HealthBody(TypedDict):
    """All is well."""

    status: Literal["ok"]
