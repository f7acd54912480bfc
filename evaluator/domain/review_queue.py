"""Which judgements people are asked to review, why, and in what order.

Two streams are kept apart. The random one is drawn without looking at the judgement, each with a recorded probability:
shares of all answers are estimated from it alone. The targeted one holds what most needs a person. Draws are digests
of the judgement's id and a seed, so that anybody can do them again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import fsum

from evaluator.digests import Digest, digest_text
from evaluator.domain.judgements import FlagCode, Judgement, JudgementId, PointJudgement, Status, Verdict
from evaluator.domain.questions import QuestionId
from evaluator.domain.reviews import Stream

_DIGITS = 13
"""Hexadecimal digits of a digest that make a draw: 52 bits, all that a float between 0 and 1 holds exactly."""

_LOOK = 0.5
"""How uncertain a point is that asks for a look and says nothing more about itself."""

_FLAG = 0.1
"""Of what is still certain of a judgement, the share that each of its flags takes away."""


class Why(StrEnum):
    """Why a judgement is in the queue; of several reasons the first here. `OWN_FIRST` is in no queue: whoever ordered
    the judgement reviewed it before they saw it, and nobody else has to."""

    CHANCE = "chance"
    MATCHER_ONLY = "matcher_only"
    SPLIT_VOTE = "split_vote"
    UNSURE = "unsure"
    FLAGGED = "flagged"
    NEW_VERSION = "new_version"
    OWN_FIRST = "own_first"


class SkipReason(StrEnum):
    """Why somebody passes an answer on. But for `later`, it never comes back to them."""

    LATER = "later"
    KNOWS_CANDIDATE = "knows_candidate"
    NOT_MY_FIELD = "not_my_field"
    UNREADABLE = "unreadable"
    SEEN_BEFORE = "seen_before"

    @property
    def is_for_good(self) -> bool:
        """Whether the answer is out of this person's queue."""
        return self is not SkipReason.LATER


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """Which share is reviewed.

    `random_rate` of all judgements is drawn by chance, all of the first `floor` of a question; the first
    `first_of_version` under a new prompt or bank are targeted. Of what is reviewed, `second_share` is by two people.
    """

    random_rate: float = 0.05
    floor: int = 20
    second_share: float = 0.1
    first_of_version: int = 10
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Nomination:
    """What can be told of a judgement's place in the queue before it is its turn to be written."""

    judgement_id: JudgementId
    question_id: QuestionId
    judge: str
    ordered_by: str
    at: datetime
    versions: tuple[Digest, ...]
    why: Why | None
    uncertainty: float
    policy: ReviewPolicy


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A judgement that waits for `wanted` people. Of a stream, what has the higher `priority` comes first.

    The priority is the uncertainty in the targeted stream, and a draw in the random one, so that what is reviewed of it
    so far is a random sample too.
    """

    judgement_id: JudgementId
    question_id: QuestionId
    judge: str
    ordered_by: str
    stream: Stream
    inclusion_probability: float | None
    why: Why
    priority: float
    wanted: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """What comes into the queue, and every count that this changes."""

    items: tuple[QueueItem, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What somebody wants to review; every field that is not None narrows it."""

    question_id: str | None = None
    candidate: str | None = None
    batch: str | None = None
    judge: str | None = None
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer handed to one person, and to nobody else before `until`."""

    judgement_id: JudgementId
    reviewer: str
    began_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """An answer passed on. `until` is when it may come back to the same person, None for never."""

    judgement_id: JudgementId
    reviewer: str
    reason: SkipReason
    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far one reviewer is. `waiting` is counted up to `MOST_COUNTED`; `today` begins at midnight UTC."""

    waiting: int
    done: int
    today: int


MOST_COUNTED = 1_000


def nominate(judgement: Judgement, policy: ReviewPolicy) -> Nomination | None:
    """The judgement's nomination; None where there is nothing to review.

    An unscored judgement has no verdicts. One that shares the verdicts of another is not reviewed twice: whoever had
    read the same words and the same verdicts would add no reading of their own, and one answer would count as many.
    """
    if judgement.status is not Status.SCORED or judgement.shared_from is not None:
        return None
    made_by = (judgement.provenance.prompt_fingerprint, judgement.provenance.bank_digest)
    return Nomination(
        judgement.id,
        judgement.question_id,
        judgement.judge.name,
        judgement.created_by,
        judgement.created_at,
        tuple(digest for digest in made_by if digest is not None),
        _why(judgement),
        uncertainty(judgement),
        policy,
    )


def subjects_of(nominations: Iterable[Nomination]) -> Sequence[str]:
    """Whatever has a count that says whether these are admitted, sorted."""
    return sorted({subject for one in nominations for subject in (_of_question(one), *_of_versions(one))})


def admit(nominations: Iterable[Nomination], counts: Mapping[str, int]) -> Admission:
    """Which of these come into the queue, in their order.

    `counts` holds how many random items a question has, and how many judgements a version, both only up to what the
    policy asks after; what it does not name is none.
    """
    standing, items = dict(counts), []
    for one in nominations:
        is_first = _counted(standing, _of_versions(one), one.policy.first_of_version)
        item = _drawn(one, standing) or _targeted(one, is_first)
        if item is not None:
            items.append(item)
    changed = {subject: count for subject, count in standing.items() if counts.get(subject, 0) != count}
    return Admission(tuple(items), changed)


def uncertainty(judgement: Judgement) -> float:
    """How little is settled, 0 to 1: the weighted mean over the points, raised by each flag.

    A point is uncertain by 1 when it is unsure, by `1 - |2p - 1|` where its judge gave a probability `p`, else by a
    half when it asks for a look.
    """
    total = fsum([point.weight for point in judgement.points])
    open_share = fsum([point.weight * _doubt(point) for point in judgement.points]) / total
    certain: float = (1 - open_share) * (1 - _FLAG) ** len(judgement.flags)
    return 1 - certain


def draw(seed: int, purpose: str, judgement_id: str) -> float:
    """A number from 0 up to but not 1 that depends on nothing but these: the start of a digest, as a fraction."""
    digits = digest_text(f"{seed} {purpose} {judgement_id}").partition(":")[2][:_DIGITS]
    return int(digits, 16) / float(16**_DIGITS)


def _doubt(point: PointJudgement) -> float:
    if point.verdict is Verdict.UNSURE:
        return 1.0
    if point.probability is not None:
        return 1 - abs(2 * point.probability - 1)
    return _LOOK if point.needs_review else 0.0


def _why(judgement: Judgement) -> Why | None:
    flags = {flag.code for flag in judgement.flags}
    if FlagCode.MATCHER_ONLY in flags:
        return Why.MATCHER_ONLY
    if FlagCode.SPLIT_VOTE in flags:
        return Why.SPLIT_VOTE
    if any(point.verdict is Verdict.UNSURE for point in judgement.points):
        return Why.UNSURE
    return Why.FLAGGED if flags else None


def _drawn(one: Nomination, counts: dict[str, int]) -> QueueItem | None:
    policy = one.policy
    is_below = _counted(counts, [_of_question(one)], policy.floor)
    probability = 1.0 if is_below else policy.random_rate
    if draw(policy.seed, "random", one.judgement_id) >= probability:
        return None
    order = draw(policy.seed, "order", one.judgement_id)
    return _item(one, Stream.RANDOM, probability, Why.CHANCE, order)


def _targeted(one: Nomination, is_first: bool) -> QueueItem | None:
    why = one.why or (Why.NEW_VERSION if is_first else None)
    return None if why is None else _item(one, Stream.TARGETED, None, why, one.uncertainty)


def _item(one: Nomination, stream: Stream, probability: float | None, why: Why, priority: float) -> QueueItem:
    by_two = draw(one.policy.seed, "second", one.judgement_id) < one.policy.second_share
    return QueueItem(
        one.judgement_id,
        one.question_id,
        one.judge,
        one.ordered_by,
        stream,
        probability,
        why,
        priority,
        2 if by_two else 1,
        one.at,
    )


def _counted(counts: dict[str, int], subjects: Sequence[str], most: int) -> bool:
    """Count one more of each, and whether any was still below that number."""
    below = [subject for subject in subjects if counts.get(subject, 0) < most]
    for subject in below:
        counts[subject] = counts.get(subject, 0) + 1
    return bool(below)


def _of_question(one: Nomination) -> str:
    return f"question {one.question_id}"


def _of_versions(one: Nomination) -> Sequence[str]:
    return [f"version {digest}" for digest in one.versions]
