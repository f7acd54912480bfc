"""Histories of judging, reviewing and erasing, and what a record holds after one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from evaluator.digests import digest_text
from evaluator.domain.judgements import (
    Flag,
    FlagCode,
    Judgement,
    JudgementId,
    Reason,
    Status,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.questions import QuestionId
from evaluator.domain.review_queue import ReviewPolicy
from evaluator.domain.reviews import Final, FinalPoint, PointReview, ReasonForChange, Review, ReviewId, reasons_for
from evaluator.domain.scoring import cover
from evaluator.store.database import Database
from evaluator.store.following import follow
from evaluator.store.insights.counters import InsightCounters
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.review_tables import review_words
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.tables import answers, judgement_words
from tests.records import NOON, POINTS, WHOLE, judgement
from tests.review_records import CLAIM

BY_TWO = ReviewPolicy(random_rate=0.0, floor=1_000_000, second_share=1.0)
"""Everything is reviewed, by two people each."""

Verdicts = tuple[Verdict, ...]


@dataclass(frozen=True)
class Judge:
    """One judgement; `twin` has it share the verdicts of the one before."""

    verdicts: Verdicts
    question: str
    judge: str
    prompt: str | None
    bank: str | None
    day: int
    cost: float | None
    flags: tuple[FlagCode, ...]
    reason: Reason | None
    twin: bool


@dataclass(frozen=True)
class Look:
    """Somebody reviews a judgement blind, and to the end with `final`."""

    which: int
    reviewer: str
    blind: Verdicts
    final: Verdicts | None
    why: int


@dataclass(frozen=True)
class Erase:
    """The words of a judgement and of its reviews go."""

    which: int


@dataclass(frozen=True)
class Follow:
    """The counters take at most so many entries."""

    entries: int


Step = Judge | Look | Erase | Follow
_VERDICTS: st.SearchStrategy[Verdicts] = st.tuples(*[st.sampled_from(Verdict) for _ in POINTS])
_STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        Judge,
        verdicts=_VERDICTS,
        question=st.sampled_from(["threads", "locks"]),
        judge=st.sampled_from(["main", "second"]),
        prompt=st.sampled_from([None, "one", "two"]),
        bank=st.sampled_from([None, "one"]),
        day=st.integers(0, 3),
        cost=st.sampled_from([None, 0.0, 0.1, 0.2, 0.004_1]),
        flags=st.lists(st.sampled_from(FlagCode), max_size=3).map(tuple),
        reason=st.sampled_from([None, None, None, Reason.RATE_LIMITED, Reason.REPLY_EMPTY]),
        twin=st.sampled_from([False, False, False, True]),
    ),
    st.builds(
        Look,
        which=st.integers(0, 30),
        reviewer=st.sampled_from(["boris", "carla"]),
        blind=_VERDICTS,
        final=st.none() | _VERDICTS,
        why=st.integers(0, 3),
    ),
    st.builds(Erase, which=st.integers(0, 30)),
    st.builds(Follow, entries=st.integers(0, 7)),
)
histories: st.SearchStrategy[list[Step]] = st.lists(_STEPS, max_size=40)
"""Any number of these, in any order; what cannot be done is passed over."""


async def play(database: Database, history: Sequence[Step]) -> tuple[list[Judgement], list[Review]]:
    """Let it all happen; every judgement and every review there is then, in the order in which they came."""
    log, review_log = SqlJudgementLog(database, policy=BY_TWO), SqlReviewLog(database)
    ids: list[JudgementId] = []
    looks: list[ReviewId] = []
    erased: set[str] = set()
    for step in history:
        if isinstance(step, Judge):
            ids.append((await log.record(_judged(step, len(ids)))).id)
        elif isinstance(step, Follow):
            await follow(database, InsightCounters(), at_most=step.entries)
        elif step.which < len(ids):
            judged = await log.get(ids[step.which])
            assert judged is not None
            if isinstance(step, Erase):
                erased.add(judged.id)
                await database.write(partial(_erase_in, judgement_id=judged.id))
            elif _may_review(judged, step, erased, looks):
                looks.append(await _reviewed(review_log, judged, step))
    found = [await review_log.get(name) for name in looks]
    kept = [await log.get(name) for name in ids]
    return [one for one in kept if one is not None], [one for one in found if one is not None]


def _judged(step: Judge, number: int) -> Judgement:
    # On the first day all points have a probability, on the second none, later some.
    given = {0: [0.75] * len(POINTS), 1: [None] * len(POINTS)}.get(step.day, [point.probability for point in POINTS])
    points = tuple(
        replace(point, verdict=verdict, claimed=None, probability=probability)
        for point, verdict, probability in zip(POINTS, step.verdicts, given, strict=True)
    )
    made = judgement(
        number,
        question_id=QuestionId(step.question),
        judge=replace(WHOLE.judge, name=step.judge),
        points=points,
        coverage=cover(points),
        flags=tuple(map(Flag, step.flags)),
        usage=replace(Usage(1_200, 800, 340), cost=step.cost),
        created_at=NOON + timedelta(days=step.day, seconds=number),
        provenance=replace(
            WHOLE.provenance,
            prompt_fingerprint=digest_text(step.prompt) if step.prompt else None,
            bank_digest=digest_text(step.bank) if step.bank else None,
        ),
        shared_from=JudgementId(f"judgement-{number - 1}") if step.twin and number else None,
    )
    if step.reason is None:
        return made
    nothing = Unscored(step.reason, "It did not work.")
    return replace(made, status=Status.UNSCORED, points=(), flags=(), coverage=None, unscored=nothing)


def _may_review(judged: Judgement, step: Look, erased: set[str], looks: Sequence[str]) -> bool:
    is_waiting = judged.unscored is None and judged.shared_from is None and judged.id not in erased
    return is_waiting and f"{judged.id} by {step.reviewer}" not in looks


async def _reviewed(log: SqlReviewLog, judged: Judgement, step: Look) -> ReviewId:
    name = ReviewId(f"{judged.id} by {step.reviewer}")
    await log.claim(judged.id, step.reviewer, at=NOON, until=NOON + CLAIM)
    blind = tuple(PointReview(point.point_id, said) for point, said in zip(judged.points, step.blind, strict=True))
    await log.commit(name, judged.id, step.reviewer, blind, seconds=41.5, at=NOON)
    if step.final is not None:
        await log.reveal(name, at=NOON)
        final = zip(judged.points, step.blind, step.final, strict=True)
        points = tuple(
            FinalPoint(point.point_id, last, _why(point.verdict, first, last, step.why)) for point, first, last in final
        )
        await log.finish(name, Final(points, NOON, 9.0))
    return name


def _why(judged: Verdict, blind: Verdict, final: Verdict, which: int) -> ReasonForChange | None:
    fitting = reasons_for(judged, blind, final)
    return fitting[which % len(fitting)] if fitting else None


def _erase_in(connection: Connection, judgement_id: str) -> None:
    """What an erasure leaves of it: the facts."""
    connection.execute(delete(judgement_words).where(judgement_words.c.judgement_id == judgement_id))
    connection.execute(delete(answers).where(answers.c.judgement_id == judgement_id))
    connection.execute(delete(review_words).where(review_words.c.review_id.startswith(f"{judgement_id} ")))
