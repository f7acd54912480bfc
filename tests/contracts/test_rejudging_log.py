"""Which judgements stand, the batch that judges them again, and how verdicts moved: the same on both databases."""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from evaluator.digests import digest_text
from evaluator.domain.answers import typed
from evaluator.domain.batches import BatchItem, BatchState, Pause, PauseReason
from evaluator.domain.commitments import SALT_BYTES
from evaluator.domain.erasures import Basis, ErasureId
from evaluator.domain.judgements import Coverage, Judgement, PointJudgement, Verdict
from evaluator.domain.keeping import Hold, HoldId, HoldKind
from evaluator.domain.ledger import Verified
from evaluator.domain.rejudging import Reading, Rejudging, Standing
from evaluator.domain.review_queue import ReviewPolicy
from evaluator.domain.reviews import PointReview, ReviewId, Seeded
from evaluator.errors import BatchBusy
from evaluator.services.erasure_log import Order
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database
from evaluator.store.erasure.holds import place_in
from evaluator.store.erasure.log import SqlErasureLog
from evaluator.store.following import SqlFollowing
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.rejudging.log import SqlRejudgingLog
from evaluator.store.rejudging.ordering import CHUNK
from evaluator.store.rejudging.standing import StandingJudgements
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.reviews.seeds import plant_in
from evaluator.store.tables import answers, batch_items
from tests.batch_records import PLAIN, QUESTION, batch, scored_of, unscored_of
from tests.records import NOON, judgement, unscored

EVERYTHING = ReviewPolicy(floor=1_000)
AT = NOON + timedelta(days=1)


class Bench:
    """The logs over one database, and a count of ids."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.log = SqlRejudgingLog(database)
        self.judgements = SqlJudgementLog(database, policy=EVERYTHING)
        self.batches = SqlBatchLog(database, policy=EVERYTHING)
        self.numbers = itertools.count(1)

    def new_id(self) -> str:
        return f"again-{next(self.numbers):05}"

    async def record(self, *made: Judgement) -> None:
        for one in made:
            await self.judgements.record(one)

    async def follow(self) -> None:
        await SqlFollowing(self.database, StandingJudgements()).follow(at_most=100_000)

    async def standing(self) -> dict[str, Standing]:
        """What stands by each version, by the judge's model."""
        await self.follow()
        versions = await self.log.versions()
        standing = await self.log.standing([version.id for version in versions])
        return {version.judge.model: standing[version.id] for version in versions if standing[version.id].judgements}

    async def order(self, number: int = 1, models: Sequence[str] = ("old",)) -> Rejudging | None:
        await self.follow()
        picks = [(one.id, QUESTION) for one in await self.log.versions() if one.judge.model in models]
        wanted = Rejudging(batch(number, created_by="anna", budget=None), "main", None)
        return await self.log.order(wanted, picks, self.new_id)

    async def judge(self, rejudging: Rejudging, make: Callable[[BatchItem], Judgement]) -> None:
        """Record what each waiting answer of a rejudging comes to, and finish it."""
        for item in await self.batches.waiting(rejudging.batch.id, after=-1, limit=1_000):
            await self.batches.record(item, make(item))
        await self.batches.move(rejudging.batch.id, BatchState.RUNNING)
        await self.batches.move(rejudging.batch.id, BatchState.FINISHED)


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


def made(number: int, model: str = "old", **changes: object) -> Judgement:
    """A judgement of an answer of its own, by a judge with that model."""
    plain = judgement(
        number,
        shared_from=None,
        supersedes=None,
        candidate=f"C-{number}",
        answer=typed(f"Threads share memory, said number {number}."),
        created_by="anna",
    )
    by = replace(plain.judge, model=model, settings_digest=digest_text(model))
    return replace(plain, judge=by, **changes)


async def erase(bench: Bench, candidate: str) -> None:
    """Take back all that a candidate said."""
    order = Order(ErasureId(f"erasure-{candidate}"), Basis.REQUEST, "anna", "asked for it", NOON)
    await SqlErasureLog(bench.database).erase(candidate, order)


def verdicts(*said: Verdict) -> tuple[PointJudgement, ...]:
    names = [point.id for point in QUESTION.points]
    return tuple(PointJudgement(name, name, 1.0, one, "") for name, one in zip(names, said, strict=False))


def again(item: BatchItem, **changes: object) -> Judgement:
    """The judgement of an item of a rejudging, by the new model."""
    new = scored_of(item, supersedes=item.supersedes, created_by="anna", **changes)
    return replace(new, judge=replace(new.judge, model="new", settings_digest=digest_text("new")))


C, P, M, U = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE


async def test_the_newest_judgement_of_an_answer_stands(bench: Bench) -> None:
    first, other = made(1), made(2)
    newer = replace(made(3, "new"), answer=first.answer, candidate=first.candidate)
    await bench.record(first, other, newer)
    found = await bench.standing()
    size = len(other.answer.text.encode())
    assert found == {"old": Standing(1, size), "new": Standing(1, len(first.answer.text.encode()))}


async def test_the_same_words_of_two_candidates_and_by_two_judges_stand_each(bench: Bench) -> None:
    first = made(1)
    twin = replace(made(2), answer=first.answer)
    second_judge = replace(made(3), answer=first.answer, candidate=first.candidate)
    await bench.record(first, twin, replace(second_judge, judge=replace(first.judge, name="second")))
    await bench.follow()
    standing = await bench.log.standing([version.id for version in await bench.log.versions()])
    assert sum(one.judgements for one in standing.values()) == 3


async def test_a_failed_judging_takes_no_judgements_place_but_a_scored_one_takes_its(bench: Bench) -> None:
    scored = made(1)
    failed = replace(unscored(2), answer=scored.answer, candidate=scored.candidate, supersedes=None)
    await bench.record(scored, failed)
    assert {model: one.judgements for model, one in (await bench.standing()).items()} == {"old": 1}
    lonely = replace(unscored(3, supersedes=None), judge=replace(scored.judge, model="older"))
    await bench.record(lonely, replace(made(4, "new"), answer=lonely.answer, candidate=lonely.candidate))
    assert {model: one.judgements for model, one in (await bench.standing()).items()} == {"old": 1, "new": 1}


async def test_what_stands_is_the_same_however_it_is_followed(bench: Bench) -> None:
    first = made(1)
    for one in (first, made(2), replace(made(3, "new"), answer=first.answer, candidate=first.candidate)):
        await bench.record(one)
        await bench.follow()
    assert {model: one.judgements for model, one in (await bench.standing()).items()} == {"old": 1, "new": 1}


async def test_a_batch_is_made_of_what_stands_and_each_new_judgement_names_the_old(bench: Bench) -> None:
    await bench.record(made(1), made(2))
    ordered = await bench.order()
    assert ordered is not None
    assert (ordered.batch.state, ordered.batch.tally.waiting) == (BatchState.READY, 2)
    items = await bench.batches.waiting(ordered.batch.id, after=-1, limit=10)
    assert [(item.item_id, item.supersedes, item.candidate, item.question) for item in items] == [
        ("judgement-1", "judgement-1", "C-1", QUESTION),
        ("judgement-2", "judgement-2", "C-2", QUESTION),
    ]
    await bench.judge(ordered, again)
    kept = await bench.judgements.get(items[0].judgement_id)
    assert kept is not None
    assert kept.supersedes == "judgement-1"
    assert await bench.log.superseded_by("judgement-1") == kept.id
    assert await bench.log.superseded_by(kept.id) is None
    assert await bench.judgements.get("judgement-1") is not None
    assert {model: one.judgements for model, one in (await bench.standing()).items()} == {"new": 2}
    assert isinstance(await SqlLedger(bench.database).verify(), Verified)


async def test_another_judge_takes_the_place_of_one_that_is_gone(bench: Bench) -> None:
    gone = made(1)
    await bench.record(replace(gone, judge=replace(gone.judge, name="gone")))
    ordered = await bench.order()
    assert ordered is not None
    await bench.judge(ordered, again)
    assert {model: one.judgements for model, one in (await bench.standing()).items()} == {"new": 1}


async def test_what_is_under_way_is_not_taken_twice(bench: Bench) -> None:
    await bench.record(made(1), made(2))
    ordered = await bench.order(1)
    assert ordered is not None
    assert (await bench.standing())["old"].ready == 0
    assert (await bench.standing())["old"].under_way == 2
    await bench.record(made(3))
    second = await bench.order(2)
    assert second is not None
    assert second.batch.tally.waiting == 1
    assert await bench.order(3) is None
    assert [one.batch.id for one in await bench.log.under_way()] == [ordered.batch.id, second.batch.id]


async def test_what_was_not_scored_or_called_off_stands_as_before(bench: Bench) -> None:
    await bench.record(made(1), made(2))
    ordered = await bench.order(1)
    assert ordered is not None
    (first, _) = await bench.batches.waiting(ordered.batch.id, after=-1, limit=10)
    await bench.batches.record(first, unscored_of(first, supersedes=first.supersedes))
    await bench.batches.move(ordered.batch.id, BatchState.CANCELLED)
    assert (await bench.standing())["old"].ready == 2
    assert await bench.log.superseded_by("judgement-1") is None


async def test_an_answer_that_is_judged_once_more_still_names_the_old_judgement(bench: Bench) -> None:
    await bench.record(made(1))
    ordered = await bench.order()
    assert ordered is not None
    await bench.judge(ordered, lambda item: unscored_of(item, supersedes=item.supersedes))
    pause = Pause(PauseReason.ASKED, "Once more.", NOON)
    reopened = await bench.batches.judge_again(ordered.batch.id, bench.new_id, pause)
    assert reopened.tally.waiting == 1
    (item,) = await bench.batches.waiting(ordered.batch.id, after=-1, limit=10)
    assert item.supersedes == "judgement-1"


async def test_more_than_a_chunk_is_taken_in_order(bench: Bench) -> None:
    count = CHUNK + 3
    for number in range(count):
        await bench.judgements.record(made(number))
    ordered = await bench.order()
    assert ordered is not None
    assert ordered.batch.tally.waiting == count
    items = await bench.batches.waiting(ordered.batch.id, after=-1, limit=1_000)
    assert [item.supersedes for item in items] == [f"judgement-{number}" for number in range(count)]
    assert [item.position for item in items] == list(range(count))


async def test_nothing_is_kept_where_nothing_stands(bench: Bench) -> None:
    await bench.record(made(1))
    assert await bench.order(models=("unheard of",)) is None
    assert await bench.batches.get("batch-1") is None
    assert await bench.log.newest(10) == []
    assert await bench.log.get("batch-1") is None


async def test_of_two_who_order_at_once_one_alone_gets_a_batch(bench: Bench) -> None:
    await bench.record(made(1), made(2))
    await bench.follow()
    picks = [(one.id, QUESTION) for one in await bench.log.versions()]

    orders = [bench.log.order(Rejudging(batch(number), "main", None), picks, bench.new_id) for number in (1, 2)]
    ends = await asyncio.gather(*orders, return_exceptions=True)
    (kept,) = [end for end in ends if isinstance(end, Rejudging)]
    # Too late by a little, or so late that nothing was left to take.
    assert [end for end in ends if isinstance(end, BatchBusy) or end is None]
    assert [one.batch.id for one in await bench.log.newest(10)] == [kept.batch.id]


async def test_erased_words_are_counted_and_cannot_be_judged_again(bench: Bench) -> None:
    await bench.record(made(1), made(2))
    await bench.follow()
    await erase(bench, "C-1")
    found = (await bench.standing())["old"]
    assert (found.judgements, found.erased, found.ready) == (1, 1, 1)
    ordered = await bench.order()
    assert ordered is not None
    assert ordered.batch.tally.waiting == 1


async def test_words_erased_before_anybody_looked_are_counted_too(bench: Bench) -> None:
    await bench.record(made(1), made(2))
    await erase(bench, "C-1")
    found = (await bench.standing())["old"]
    assert (found.judgements, found.erased) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "subject"), [(HoldKind.CANDIDATE, "C-1"), (HoldKind.QUESTION, "threads")], ids=["candidate", "question"]
)
async def test_what_a_hold_keeps_is_left_as_it_is(kind: HoldKind, subject: str, bench: Bench) -> None:
    await bench.record(made(1, question_id=QUESTION.id), made(2, question_id=PLAIN.id))
    hold = Hold(HoldId("hold-1"), kind, subject, NOON, "ada", "a dispute")
    await bench.database.write(lambda connection: place_in(connection, hold, bytes(SALT_BYTES)))
    await bench.follow()
    versions = await bench.log.versions()
    standing = await bench.log.standing([version.id for version in versions])
    assert {version.question_id: standing[version.id].held for version in versions} == {"threads": 1, "caching": 0}
    ordered = await bench.order()
    assert ordered is not None
    assert ordered.batch.tally.waiting == 1


async def test_what_a_held_batch_holds_is_left_as_it_is(bench: Bench) -> None:
    await bench.record(made(1))
    ordered = await bench.order()
    assert ordered is not None
    await bench.judge(ordered, again)
    hold = Hold(HoldId("hold-1"), HoldKind.BATCH, ordered.batch.id, NOON, "ada", "a dispute")
    await bench.database.write(lambda connection: place_in(connection, hold, bytes(SALT_BYTES)))
    assert (await bench.standing())["new"].held == 1


async def test_a_batch_tells_what_question_its_judgements_were_made_of(bench: Bench) -> None:
    await bench.record(made(1))
    ordered = await bench.order()
    assert ordered is not None
    await bench.judge(ordered, again)
    await bench.follow()
    (version,) = [one for one in await bench.log.versions() if one.judge.model == "new"]
    assert version.question is not None
    assert version.bank is None
    assert await bench.log.questions([version.id]) == {version.id: QUESTION}
    witness = await bench.log.witness(version.id)
    assert witness is not None
    assert witness.answer == made(1).answer.digest


async def test_a_version_without_words_has_no_witness(bench: Bench) -> None:
    await bench.record(made(1))
    await bench.follow()
    await erase(bench, "C-1")
    (version,) = await bench.log.versions()
    assert await bench.log.witness(version.id) is None
    assert await bench.log.questions([version.id]) == {}


async def test_verdicts_are_laid_beside_those_before(bench: Bench) -> None:
    half, most = Coverage(0.5, 0.5, 0.5), Coverage(0.75, 0.75, 1.0)
    await bench.record(
        made(1, points=verdicts(C, M), coverage=half),
        made(2, points=verdicts(C, M), coverage=half),
        replace(unscored(3, supersedes=None, created_by="anna"), judge=made(1).judge),
    )
    ordered = await bench.order()
    assert ordered is not None
    now = {"judgement-1": verdicts(C, P, U), "judgement-2": verdicts(C, M), "judgement-3": verdicts(M, M)}
    await bench.judge(ordered, lambda item: again(item, points=now[str(item.supersedes)], coverage=most))
    moves = await bench.log.moves(ordered.batch.id, "anna", AT)
    assert (moves.answers, moves.moved, moves.contradicted, moves.sealed) == (3, 2, 0, 0)
    assert {point.point_id: dict(point.counts) for point in moves.points} == {
        "shares-memory": {(C, C): 2, (None, M): 1},
        "own-stack": {(M, P): 1, (M, M): 1, (None, M): 1},
        "scheduling": {(None, U): 1},
    }
    assert moves.coverage is not None
    assert (moves.coverage.answers, moves.coverage.before, moves.coverage.after) == (2, half, most)
    assert (moves.coverage.change, moves.coverage.interval) == (0.25, None)
    page = await bench.log.page(ordered.batch.id, Reading.MOVED, "anna", AT, after=-1, limit=1)
    (first,) = page.answers
    assert (first.supersedes, first.before, first.after, page.next_after) == ("judgement-1", half, most, 0)
    assert [(point.point_id, point.before, point.after) for point in first.points] == [
        ("own-stack", M, P),
        ("scheduling", None, U),
    ]
    rest = await bench.log.page(ordered.batch.id, Reading.MOVED, "anna", AT, after=0, limit=5)
    assert [(one.supersedes, one.before) for one in rest.answers] == [("judgement-3", None)]
    assert rest.next_after is None


async def test_a_point_that_is_not_asked_any_more_has_moved(bench: Bench) -> None:
    await bench.record(made(1, points=verdicts(C, M)))
    ordered = await bench.order()
    assert ordered is not None
    await bench.judge(ordered, lambda item: again(item, points=verdicts(C)))
    moves = await bench.log.moves(ordered.batch.id, "anna", AT)
    assert (moves.moved, dict(moves.points[0].counts)) == (1, {(M, None): 1})


async def test_what_is_sealed_to_a_reader_is_in_no_figure(bench: Bench) -> None:
    await bench.record(made(1, points=verdicts(C, M)), made(2, points=verdicts(C, M)))
    ordered = await bench.order()
    assert ordered is not None
    await bench.judge(ordered, lambda item: again(item, points=verdicts(M, M)))
    moves = await bench.log.moves(ordered.batch.id, "boris", AT)
    assert (moves.answers, moves.moved, moves.sealed, moves.points, moves.coverage) == (0, 0, 2, (), None)
    page = await bench.log.page(ordered.batch.id, Reading.MOVED, "boris", AT, after=-1, limit=5)
    assert page.answers == ()


async def test_what_a_reader_was_shown_wrong_on_purpose_is_in_no_figure_until_they_settle_it(bench: Bench) -> None:
    await bench.record(made(1, points=verdicts(C, M)), made(2, points=verdicts(C, M)))
    ordered = await bench.order()
    assert ordered is not None
    await bench.judge(ordered, lambda item: again(item, points=verdicts(M, M)))
    reviewing = SqlReviewLog(bench.database)
    for judgement_id in ("judgement-1", "judgement-2", "again-00001", "again-00002"):
        await reviewing.claim(judgement_id, "boris", at=AT, until=AT + timedelta(hours=1))
        said = [PointReview(QUESTION.points[place].id, M) for place in range(2)]
        await reviewing.commit(ReviewId(f"of-{judgement_id}"), judgement_id, "boris", said, seconds=1.0, at=AT)
    assert (await bench.log.moves(ordered.batch.id, "boris", AT)).answers == 2
    seeded = Seeded(QUESTION.points[0].id, P)
    await bench.database.write(lambda connection: plant_in(connection, ReviewId("of-judgement-1"), seeded))
    moves = await bench.log.moves(ordered.batch.id, "boris", AT)
    assert (moves.answers, moves.sealed) == (1, 1)


async def test_answers_copied_into_a_batch_go_when_it_is_thrown_away(bench: Bench) -> None:
    await bench.record(made(1))
    await bench.follow()
    picks = [(one.id, QUESTION) for one in await bench.log.versions()]

    def ids() -> Iterator[str]:
        yield "fresh"
        raise OSError("The power went.")

    await bench.record(made(2))
    await bench.follow()
    fresh = ids()
    with pytest.raises(OSError, match="power"):
        await bench.log.order(Rejudging(batch(1), "main", None), picks, lambda: next(fresh))

    def left(connection: object) -> list[str]:
        rows = [*connection.execute(select(answers.c.judgement_id)), *connection.execute(select(batch_items.c.item_id))]
        return sorted(row[0] for row in rows)

    assert await bench.database.read(left) == ["judgement-1", "judgement-2"]


async def test_odd_ids_are_of_nothing(bench: Bench) -> None:
    assert await bench.log.get("\x00") is None
    assert await bench.log.superseded_by("\x00") is None
