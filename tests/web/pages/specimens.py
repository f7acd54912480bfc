"""Domain values for the pages' tests, as the services would hand them over."""

from dataclasses import replace
from datetime import UTC, datetime

from evaluator.digests import digest_text
from evaluator.domain.answers import Answer, Span, typed
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
    Status,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import (
    Canary,
    ExpectedPoint,
    PointId,
    Question,
    QuestionBank,
    QuestionId,
    QuestionKind,
)
from evaluator.domain.rejections import RejectedQuote, Rejection
from evaluator.domain.scoring import cover
from evaluator.files.answers import read_answer

MORNING = datetime(2026, 11, 22, 9, 14, 2, tzinfo=UTC)

TALK = """Interviewer: How do you keep bread fresh?

Candidate: In a linen bag, not in the fridge. The fridge makes it stale sooner.

Interviewer: And for longer?

Candidate: Then I slice it and freeze it, and toast the slices as they are."""

ESSAY = "Bread lives in a linen bag.\nNever in the fridge.\n\n\nFor longer I slice it and freeze it.\n"

BREAD = Question(
    id=QuestionId("bread"),
    title="Keeping bread",
    text="How do you keep bread fresh?",
    kind=QuestionKind.EXPERIENCE,
    points=(
        ExpectedPoint(PointId("bag"), "Bread is kept where air can reach it", 3.0),
        ExpectedPoint(PointId("fridge"), "A fridge makes bread stale"),
        ExpectedPoint(PointId("freezer"), "Frozen bread keeps for weeks", 2.0),
        ExpectedPoint(PointId("starter"), "Sourdough keeps longer than yeast bread"),
    ),
    canaries=(Canary(PointId("choir"), "A choir sings to the loaf every evening"),),
)

CHEESE = replace(BREAD, id=QuestionId("cheese"), title="Keeping cheese", text="How do you keep cheese?")

BANK = QuestionBank("1", "en", (BREAD, CHEESE), digest_text("bank"))

PRIMARY = JudgeSummary(
    JudgeIdentity("primary", "sage-7b", "coverage/v1", "llm.example", settings_digest=digest_text("settings")),
    is_default=True,
    seconds=5.8,
    cost=0.0041,
)

MATCHER = JudgeSummary(JudgeIdentity("matcher", "v1", "", None), is_default=False, seconds=0.01, cost=0.0)


def transcript() -> Answer:
    """A conversation in which the candidate has two of four turns."""
    return read_answer(TALK)


def essay() -> Answer:
    """A typed answer of two paragraphs."""
    return typed(ESSAY)


def evidence(answer: Answer, quote: str, match: Match = Match.EXACT, claimed: str | None = None) -> Evidence:
    """Evidence for words that stand in an answer."""
    start = answer.text.index(quote)
    return Evidence(quote, Span(start, start + len(quote)), match, claimed)


def point(
    number: int,
    verdict: Verdict,
    *found: Evidence,
    refused: tuple[Rejection, ...] = (),
    claimed: Verdict | None = None,
) -> PointJudgement:
    """The verdict on one of the bread question's points, counted from 1."""
    expected = BREAD.points[number - 1]
    return PointJudgement(
        expected.id,
        expected.text,
        expected.weight,
        verdict,
        "Says so.",
        evidence=found,
        rejected=tuple(RejectedQuote(f"words of quote {place}", why) for place, why in enumerate(refused, start=1)),
        claimed=claimed,
        needs_review=verdict is Verdict.UNSURE,
    )


def points_of(answer: Answer) -> tuple[PointJudgement, ...]:
    """One verdict of each kind; the third point's quote was not found."""
    return (
        point(1, Verdict.COVERED, evidence(answer, "linen bag")),
        point(2, Verdict.PARTIAL, evidence(answer, "n the fridge", Match.FUZZY, "inside the fridge")),
        point(3, Verdict.UNSURE, refused=(Rejection.NOT_FOUND,), claimed=Verdict.COVERED),
        point(4, Verdict.MISSED),
    )


def judgement(answer: Answer | None = None, **changes: object) -> Judgement:
    """A scored judgement of the primary judge, changed as asked. Changed points bring their own coverage."""
    said = answer or transcript()
    points = changes.get("points", points_of(said))
    assert isinstance(points, tuple)
    made = Judgement(
        id=JudgementId("j-1"),
        key=digest_text("key"),
        status=Status.SCORED,
        question_id=BREAD.id,
        question_text=BREAD.text,
        candidate="C-1042",
        answer=said,
        judge=PRIMARY.identity,
        points=points,
        flags=(Flag(FlagCode.UNVERIFIED_EVIDENCE, points=(PointId("freezer"),), count=1),),
        coverage=cover(points) if points else None,
        unscored=None,
        usage=Usage(2914, 2304, 688, 0.0041),
        attempts=attempts(),
        latency_ms=7120.4,
        created_at=MORNING,
        created_by="ada",
        provenance=provenance(said),
        ledger_seq=18207,
    )
    return replace(made, **changes)


def unscored(failure: Unscored, **changes: object) -> Judgement:
    """A judgement that came to nothing."""
    return judgement(
        **{
            "status": Status.UNSCORED,
            "points": (),
            "flags": (),
            "coverage": None,
            "unscored": failure,
            **changes,
        }
    )


def attempts() -> tuple[Attempt, ...]:
    """One attempt that was told to wait, and one that was answered."""
    return (
        Attempt(1, MORNING, 0.2, "http_429", status=429),
        Attempt(2, MORNING, 4.1, "ok", waited_s=3.0, status=200, usage=Usage(2914, 2304, 688, 0.0041)),
    )


def provenance(answer: Answer) -> Provenance:
    """A whole provenance."""
    return Provenance(
        prompt_fingerprint=digest_text("prompt"),
        rendered_digest=digest_text("rendered"),
        bank_digest=BANK.digest,
        answer_digest=answer.digest,
        model_answered="sage-7b-0926",
        parameters_sent={"temperature": 0.0, "seed": 7},
        parameters_refused=("logprobs",),
        reply_format="json_schema",
        canaries=(PointId("choir"),),
        seed=99,
        sent=({"role": "system", "content": "Compare."}, {"role": "user", "content": "The answer."}),
        raw_replies=('{"points": []}',),
        versions={"evaluator": "0.1.0"},
    )
