"""What people ask of the judging service, and what they are shown of it."""

from dataclasses import dataclass
from datetime import date, datetime

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.judgements import FlagCode, Judgement, JudgementId, Status, Verdict
from evaluator.domain.questions import QuestionId
from evaluator.domain.readings import Step


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks to have judged. `judge` names one of those configured, None the default.

    `again` asks for a new judging of what was judged before; otherwise the same thing is never paid for twice.
    `own_first` keeps the results from whoever orders it until they have given verdicts of their own.
    """

    question_id: str
    answer: Answer
    candidate: str | None = None
    judge: str | None = None
    again: bool = False
    ordered_by: str = ""
    idempotency_key: str | None = None
    own_first: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """Written before the first paid call: a judging under way, or one that a crash cut off.

    `owner` is `host/pid` of the process that judges; past `expires_at` nobody can be at it any more. `own_first` is as
    in the Order, on the way into the record only: what is read back of an intent does not tell it.
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
    own_first: bool = False


@dataclass(frozen=True, slots=True)
class JudgementFilter:
    """What to list; every field that is not None narrows it. `created_by` restricts to one user's own.

    `verdict` is any point's, or that of `point_id`, which says nothing without it. Coverage is in whole per cent as it
    is shown, and the whole of a range lies between `coverage_from` and `coverage_to`. `reviewer` is who has reviewed
    it, `reviewed` whether anybody has. `since` and `until` are the first and the last day, in UTC. `text` is what
    somebody typed, see `domain.search`.
    """

    question_id: str | None = None
    candidate: str | None = None
    judge: str | None = None
    status: Status | None = None
    flag: FlagCode | None = None
    needs_review: bool | None = None
    created_by: str | None = None
    verdict: Verdict | None = None
    point_id: str | None = None
    coverage_from: int | None = None
    coverage_to: int | None = None
    reviewer: str | None = None
    reviewed: bool | None = None
    since: date | None = None
    until: date | None = None
    batch: str | None = None
    text: str | None = None

    @property
    def tells_results(self) -> bool:
        """Whether to be listed tells of what the judge says, and so may not be shown of what is sealed."""
        told = (self.status, self.flag, self.needs_review, self.verdict, self.coverage_from, self.coverage_to)
        return any(part is not None for part in told)


@dataclass(frozen=True, slots=True)
class JudgementPage:
    """One keyset page, newest first. `next_cursor` is None on the last.

    No page takes longer than some: where little of much fits, it ends before it is full, and `searched_to` says when
    the last was judged that was looked at.
    """

    judgements: tuple[Judgement, ...]
    next_cursor: str | None
    searched_to: datetime | None = None


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
