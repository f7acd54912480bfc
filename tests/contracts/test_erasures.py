"""What an erasure leaves, on both databases: nothing of the words, everything of the record."""

from dataclasses import replace
from pathlib import Path

import pytest

from evaluator.domain.batches import BatchId
from evaluator.domain.commitments import NO_ANSWER
from evaluator.domain.erasures import Basis, Deleted, ErasureId
from evaluator.domain.ledger import Verified
from evaluator.domain.provider_batches import Part, PartState
from evaluator.errors import CandidateUnknown, RequestInvalid
from evaluator.services.erasure_log import Order
from evaluator.store.batches.parts import SqlPartLog
from evaluator.store.database import Database, open_database
from evaluator.store.erasure.log import SqlErasureLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from tests.erasure_records import (
    CANDIDATE,
    OTHER,
    PHRASE,
    a_candidates_whole_life,
    erasing,
    files_with,
    places_of,
)
from tests.records import NOON
from tests.sqlite import fresh

FIRST_WORD = PHRASE.split()[0]


async def test_no_table_holds_a_word_of_an_erased_candidate(database: Database) -> None:
    ids = await a_candidates_whole_life(database)
    before = await database.read(lambda connection: places_of(connection, PHRASE, CANDIDATE))
    assert {place.partition(".")[0] for place in before} >= {"answers", "judgement_words", "review_words", "batches"}
    erasure = await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")
    assert await database.read(lambda connection: places_of(connection, FIRST_WORD, CANDIDATE)) == []
    assert erasure.judgement_ids == tuple(sorted(ids))
    assert erasure.deleted == Deleted(
        answers=7, judgements=4, reviews=2, under_way=1, called_off=2, item_ids=4, batch_names=1, requests=2
    )
    assert erasure.is_complete


async def test_the_record_holds_without_the_words(database: Database) -> None:
    ids = await a_candidates_whole_life(database)
    await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")
    verified = await SqlLedger(database).verify()
    assert isinstance(verified, Verified), verified
    assert verified.erased == 4
    kept = await SqlJudgementLog(database).get(ids[0])
    assert kept is not None
    assert (kept.answer, kept.candidate) == (NO_ANSWER, None)
    assert [point.reason for point in kept.points] == ["", "", ""]


async def test_an_erasure_that_was_cut_off_before_the_files_were_cleaned_is_finished_later(database: Database) -> None:
    await a_candidates_whole_life(database)
    order = Order(ErasureId("erasure-1"), Basis.REQUEST, "ada", "They asked for it.", NOON)
    assert not (await SqlErasureLog(database).erase(CANDIDATE, order)).is_complete
    assert [(one.id, one.is_complete) for one in await erasing(database).finish()] == [("erasure-1", True)]
    assert await erasing(database).finish() == []


async def test_words_of_others_stay(database: Database) -> None:
    await a_candidates_whole_life(database)
    others = await database.read(lambda connection: places_of(connection, "plain words"))
    await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")
    assert await database.read(lambda connection: places_of(connection, "plain words")) == others
    assert (await erasing(database).look(OTHER)).deleted.answers == 6


async def test_no_byte_of_the_words_is_left_in_a_file(tmp_path: Path) -> None:
    async with open_database(fresh(tmp_path / "record.db")) as database:
        await a_candidates_whole_life(database, answers=30)
        assert files_with(tmp_path, PHRASE, CANDIDATE)
        erasure = await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")
        assert erasure.is_complete
        assert files_with(tmp_path, PHRASE, FIRST_WORD, CANDIDATE) == []


async def test_a_candidate_of_whom_nothing_is_kept_is_unknown(database: Database) -> None:
    await a_candidates_whole_life(database)
    for code in ("nobody", CANDIDATE.upper(), "", "a\x00b", "x" * 200):
        with pytest.raises(CandidateUnknown):
            await erasing(database).erase(code, "They asked for it.", "ada")


async def test_a_reason_that_names_the_candidate_erases_nothing(database: Database) -> None:
    await a_candidates_whole_life(database)
    with pytest.raises(RequestInvalid):
        await erasing(database).erase(CANDIDATE, f"{CANDIDATE.lower()} wrote to us.", "ada")
    assert (await erasing(database).look(CANDIDATE)).deleted.answers == 7


@pytest.mark.parametrize(
    ("state", "counted"),
    [(PartState.PLANNED, 0), (PartState.UPLOADED, 1), (PartState.SUBMITTED, 1), (PartState.DONE, 0)],
    ids=lambda value: str(value),
)
async def test_files_that_a_provider_has_are_counted_as_out_of_reach(
    database: Database, state: PartState, counted: int
) -> None:
    await a_candidates_whole_life(database)
    log = SqlPartLog(database)
    part = Part("part-1", BatchId("batch-1"), 4, 9, 6, NOON)
    await log.plan([part, replace(part, id="of others", first=1, last=1)])
    for one in (part, replace(part, id="of others")):
        await log.keep(replace(one, state=state, file_id="file-1"))
    erasure = await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")
    assert erasure.cleaning is not None
    assert erasure.cleaning.with_providers == counted
