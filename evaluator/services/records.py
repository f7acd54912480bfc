"""How an order becomes a record: the ticket that holds what is known before judging, and the Judgement made of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from evaluator.digests import Digest
from evaluator.domain.judgements import (
    Flag,
    JudgeIdentity,
    Judgement,
    JudgementId,
    Provenance,
    Status,
    Usage,
)
from evaluator.domain.outcomes import Outcome
from evaluator.services.orders import Intent


@dataclass(frozen=True, slots=True)
class Ticket:
    """One judging to be done: its intent, what it is about, and the earlier judgement it may share.

    `flags` go with whatever its judge says.
    """

    intent: Intent
    question_text: str
    judge: JudgeIdentity
    bank_digest: Digest | None
    versions: tuple[tuple[str, str], ...]
    sample: int = 0
    shared: Judgement | None = None
    supersedes: JudgementId | None = None
    flags: tuple[Flag, ...] = ()

    def renamed(self, judgement_id: JudgementId) -> "Ticket":
        """The same under another id."""
        return replace(self, intent=replace(self.intent, id=judgement_id))


def record_of(ticket: Ticket, outcome: Outcome, *, latency_ms: float, now: datetime) -> Judgement:
    """The Judgement that an outcome makes of a ticket."""
    intent, exchange = ticket.intent, outcome.exchange
    return Judgement(
        id=intent.id,
        key=intent.key,
        status=Status.UNSCORED if outcome.unscored else Status.SCORED,
        question_id=intent.question_id,
        question_text=ticket.question_text,
        candidate=intent.candidate,
        answer=intent.answer,
        judge=ticket.judge,
        points=outcome.points,
        flags=(*ticket.flags, *outcome.flags),
        coverage=outcome.coverage,
        unscored=outcome.unscored,
        usage=exchange.usage,
        attempts=exchange.attempts,
        latency_ms=round(latency_ms, 3),
        created_at=now,
        created_by=intent.ordered_by,
        provenance=provenance_of(ticket, outcome),
        supersedes=ticket.supersedes,
    )


def provenance_of(ticket: Ticket, outcome: Outcome) -> Provenance:
    """How the outcome came about."""
    exchange = outcome.exchange
    return Provenance(
        prompt_fingerprint=exchange.prompt_fingerprint,
        rendered_digest=exchange.rendered_digest,
        bank_digest=ticket.bank_digest,
        answer_digest=ticket.intent.answer.digest,
        model_answered=exchange.model_answered,
        parameters_sent=exchange.parameters_sent,
        parameters_refused=exchange.parameters_refused,
        reply_format=exchange.reply_format,
        canaries=outcome.canaries,
        canaries_credited=outcome.canaries_credited,
        seed=outcome.seed,
        sent=exchange.sent,
        raw_replies=exchange.raw_replies,
        versions=dict(ticket.versions),
        via=exchange.via,
        ballots=outcome.ballots,
        examples=exchange.examples,
    )


def shared_record(ticket: Ticket, earlier: Judgement, now: datetime) -> Judgement:
    """A judgement of its own with the verdicts of an earlier one of the same key: nothing asked, nothing paid."""
    intent = ticket.intent
    return replace(
        earlier,
        id=intent.id,
        flags=(*(flag for flag in ticket.flags if flag not in earlier.flags), *earlier.flags),
        candidate=intent.candidate,
        usage=Usage(cost=0.0 if earlier.usage.cost is not None else None),
        attempts=(),
        latency_ms=0.0,
        created_at=now,
        created_by=intent.ordered_by,
        shared_from=earlier.shared_from or earlier.id,
        supersedes=ticket.supersedes,
        ledger_seq=None,
    )
