"""The first use case: judge one answer, write everything down, and say what is happening meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.judgements import FlagCode, Judgement, JudgementId, Status
from evaluator.domain.readings import Step


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks to have judged. `judge` names one of those configured, None the default.

    `again` asks for a new judging of what was judged before; otherwise the same thing is never paid for twice.
    """

    question_id: str
    answer: Answer
    candidate: str | None = None
    judge: str | None = None
    again: bool = False
    ordered_by: str = ""
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """Written before the first paid call: a judging under way, or one that a crash cut off.

    `owner` is `host/pid` of the process that judges; past `expires_at` nobody can be at it any more.
    """

    id: JudgementId
    key: Digest
    question_id: str
    candidate: str | None
    answer: Answer
    judge_name: str
    owner: str
    ordered_by: str
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class JudgementFilter:
    """What to list; every field that is not None narrows it. `created_by` restricts to one user's own."""

    question_id: str | None = None
    candidate: str | None = None
    judge: str | None = None
    status: Status | None = None
    flag: FlagCode | None = None
    needs_review: bool | None = None
    created_by: str | None = None


@dataclass(frozen=True, slots=True)
class JudgementPage:
    """One keyset page, newest first. `next_cursor` is None on the last."""

    judgements: tuple[Judgement, ...]
    next_cursor: str | None


class JudgementLog(Protocol):
    """Where intents and judgements are written. Every method is one transaction: all of it or nothing.

    All raise a StoreError (database_unavailable, database_locked, disk_full, database_outdated) when they cannot.
    """

    async def open_intent(self, intent: Intent) -> None:
        """Write the intent and its answer."""

    async def record(self, judgement: Judgement) -> Judgement:
        """Write the judgement, its points, its words and its ledger entry, and close its intent.

        Returns it with `ledger_seq` set. Writing the same id twice returns what was written first.
        """

    async def get(self, judgement_id: str) -> Judgement | None:
        """The judgement of that id, or None."""

    async def scored_by_key(self, key: Digest) -> Judgement | None:
        """The newest scored judgement of that key, or None."""

    async def intent(self, judgement_id: str) -> Intent | None:
        """The open intent of that id, or None when there is none or it is closed."""

    async def open_intents(self) -> Sequence[Intent]:
        """Every open intent, oldest first."""

    async def page(self, wanted: JudgementFilter, *, limit: int, cursor: str | None) -> JudgementPage:
        """One page of judgements. Raises RequestInvalid for a cursor that is not one of ours."""

    async def idempotent(self, user: str, key: str) -> tuple[Digest, JudgementId] | None:
        """The request digest and judgement id that a user's idempotency key stands for, or None."""

    async def remember_idempotent(self, user: str, key: str, request: Digest, judgement_id: JudgementId) -> bool:
        """Claim an idempotency key; False when it was claimed before."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A judging under way as a waiting page shows it; `history` holds every step so far with its time."""

    intent: Intent
    history: tuple[tuple[datetime, Step], ...]
