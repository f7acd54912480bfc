"""What people ask of the judging service, and what they are shown of it."""

from dataclasses import dataclass
from datetime import datetime

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.judgements import FlagCode, Judgement, JudgementId, Status
from evaluator.domain.questions import QuestionId
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
    question_id: QuestionId
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


@dataclass(frozen=True, slots=True)
class Watch:
    """A judging under way as a waiting page shows it; `history` holds every step so far with its time.

    `alive` is False when nobody is at it any more: the intent stands open and will be settled as interrupted.
    `problem` is what kept it from being recorded, in one sentence, where that is known.
    """

    intent: Intent
    history: tuple[tuple[datetime, Step], ...]
    alive: bool = True
    problem: str | None = None
