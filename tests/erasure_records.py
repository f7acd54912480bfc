"""What a candidate has left everywhere, with a phrase in it that stands nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from evaluator.domain.answers import AnswerKind, Span, Turn, compose
from evaluator.domain.batches import Batch
from evaluator.domain.erasures import Basis, ErasureId
from evaluator.domain.judgements import Evidence, Judgement, JudgementId, Match
from evaluator.domain.review_queue import ReviewPolicy
from evaluator.domain.reviews import Final, FinalPoint, PointReview, ReviewId
from evaluator.services.erasing import ErasureService
from evaluator.services.erasure_log import Order
from evaluator.services.surroundings import Surroundings
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database
from evaluator.store.erasure.log import SqlErasureLog
from evaluator.store.following import follow
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.search.indexing import SearchFollower
from tests.batch_records import batch, item
from tests.records import NOON, POINTS, intent_for, judgement

CANDIDATE = "Qwyxlborg-77"
PHRASE = "vermilionquillwort hums beneath the ninth turbine"
"""What the candidate says in every answer. No part of it is said by anybody else."""

OTHER = "C-other"
EVERYTHING = ReviewPolicy(random_rate=1.0, floor=0, second_share=0.0, first_of_version=0, seed=0)
CLAIM = timedelta(minutes=30)


def said(judgement_id: str, candidate: str | None = CANDIDATE, phrase: str = PHRASE, **changes: object) -> Judgement:
    """A judgement of an answer with the phrase in every place that holds words."""
    words = f"{phrase}, number {judgement_id}"
    answer = compose(
        f"I: So?\nC: {words}",
        [Turn(Span(3, 6), "I", by_candidate=False), Turn(Span(10, 10 + len(words)), "C", by_candidate=True)],
        AnswerKind.TRANSCRIPT,
    )
    evidence = Evidence(phrase, Span(10, 10 + len(phrase)), Match.EXACT)
    points = (replace(POINTS[0], reason=f"They say {phrase}.", evidence=(evidence,)), *POINTS[1:])
    made = judgement(1, id=JudgementId(judgement_id), candidate=candidate, answer=answer, points=points, **changes)
    provenance = replace(
        made.provenance,
        answer_digest=answer.digest,
        sent=({"role": "user", "content": words},),
        raw_replies=(f'{{"quote": "{phrase}"}}',),
    )
    return replace(made, provenance=provenance, shared_from=changes.get("shared_from"))


async def reviewed(log: SqlReviewLog, judgement_id: str, reviewer: str = "rita", phrase: str = PHRASE) -> None:
    """A whole review of it, with notes."""
    await log.claim(judgement_id, reviewer, at=NOON, until=NOON + CLAIM)
    blind = [
        PointReview(point.point_id, point.verdict, (Span(10, 20),), f"Note that {phrase} and no more.")
        for point in POINTS
    ]
    review = await log.commit(ReviewId(f"r-{judgement_id}"), judgement_id, reviewer, blind, seconds=9.0, at=NOON)
    await log.reveal(review.id, NOON)
    final = Final(tuple(FinalPoint(point.point_id, point.verdict) for point in POINTS), NOON, 3.0)
    await log.finish(review.id, final)


async def a_candidates_whole_life(database: Database, *, answers: int = 6) -> list[JudgementId]:
    """Answers of the candidate's in every place there is; returns their judgements. Another's lie beside each."""
    log, batches = SqlJudgementLog(database, policy=EVERYTHING), SqlBatchLog(database, policy=EVERYTHING, patience_s=0)
    ids: list[JudgementId] = []
    for number in range(answers // 3):
        one = said(f"single-{number}")
        await log.record(one)
        await log.record(said(f"other-{number}", OTHER, "plain words"))
        await reviewed(SqlReviewLog(database), one.id)
        await log.remember_idempotent("anna", f"key-{number}", one.key, one.id)
        ids.append(one.id)
    whole = replace(batch(), name=f"Answers of {CANDIDATE}.csv")
    ids += await in_a_batch(batches, whole, answers - answers // 3)
    under_way = said("under-way")
    await log.open_intent(intent_for(under_way))
    await follow(database, SearchFollower(), at_most=10_000)
    return [*ids, under_way.id]


async def in_a_batch(
    log: SqlBatchLog, whole: Batch, count: int, *, candidate: str = CANDIDATE, phrase: str = PHRASE
) -> list[JudgementId]:
    """A batch of the candidate's and another's answers in turns, so many of each, the first half judged."""
    lines = []
    for position in range(2 * count):
        theirs = position % 2 == 0
        whose = candidate if theirs else OTHER
        judgement_id = JudgementId(f"{whole.id}-{position}")
        answer = said(judgement_id, phrase=phrase if theirs else "plain words").answer
        lines.append(item(position, of=whole, item_id=f"{whose} {position}", candidate=whose, answer=answer))
    await log.create(whole, iter(lines))
    for line in lines[:count]:
        made = said(line.judgement_id, line.candidate, phrase if line.candidate == candidate else "plain words")
        await log.record(line, replace(made, question_id=line.question.id))
    return [line.judgement_id for line in lines if line.candidate == candidate]


def erasure_order(number: int = 1, *, at: datetime = NOON, why: str = "They asked for it.") -> Order:
    """An erasure that somebody asked for."""
    return Order(ErasureId(f"erasure-{number}"), Basis.REQUEST, "ada", why, at)


def no_files(*, everything: bool) -> int:
    """A data directory in which nothing waits."""
    return 0


def erasing(
    database: Database,
    clock: Callable[[], datetime] = lambda: NOON,
    prefix: str = "erasure",
) -> ErasureService:
    """The service over a database."""
    numbers = iter(range(1, 10_000))
    world = Surroundings(clock, lambda: f"{prefix}-{next(numbers)}", "here/1", lambda owner: False)
    return ErasureService(SqlErasureLog(database), no_files, world)


def places_of(connection: Connection, *phrases: str) -> list[str]:
    """Every table and column, of any kind, in which one of the phrases stands."""
    found = []
    wanted = {f"phrase_{number}": f"%{phrase.lower()}%" for number, phrase in enumerate(phrases)}
    for (_, table), columns in inspect(connection).get_multi_columns().items():
        places = [
            (column["name"], phrase, key) for column in columns for phrase, key in zip(phrases, wanted, strict=True)
        ]
        counts = [f'sum(CASE WHEN lower(CAST("{name}" AS text)) LIKE :{key} THEN 1 END)' for name, _, key in places]
        row = connection.execute(text(f'SELECT {", ".join(counts)} FROM "{table}"'), wanted).one()
        found += [f"{table}.{name}: {phrase}" for (name, phrase, _), count in zip(places, row, strict=True) if count]
    return found


def files_with(folder: Path, *phrases: str) -> list[str]:
    """Every file in a folder that holds one of the phrases, in any of the ways text is written in files."""
    return [
        f"{path.name}: {phrase}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for content in [path.read_bytes()]
        for phrase in phrases
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
        if phrase.encode(encoding) in content
    ]
