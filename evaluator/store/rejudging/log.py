"""What is outdated and what took its place, over a database: `services.rejudging_log.RejudgingLog`."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from evaluator.domain.judgements import Status
from evaluator.domain.outdated import Version, Witness
from evaluator.domain.questions import Question
from evaluator.domain.rejudging import MovedPage, Moves, Picks, Reading, Rejudging, Standing
from evaluator.errors import StoreError
from evaluator.store.batches.drafts import abandoned_in, discard_some_in
from evaluator.store.batches.standing import batch_in
from evaluator.store.chance import Clock, utc_now
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.rejudging.counting import open_in, questions_in, standing_in, versions_in, witness_in
from evaluator.store.rejudging.moves import moves_in, page_in
from evaluator.store.rejudging.ordering import Place, add_some_in, begin_rejudging_in, publish_rejudging_in
from evaluator.store.rejudging_tables import rejudgings
from evaluator.store.tables import batches, judgements

_REJUDGINGS: Select[Any] = select(rejudgings).join(batches, batches.c.id == rejudgings.c.batch_id)
_ONE = _REJUDGINGS.where(rejudgings.c.batch_id == bindparam("batch"))
_NEWEST = _REJUDGINGS.order_by(batches.c.created_at.desc(), batches.c.id.desc()).limit(bindparam("most"))
_OLDEST = _REJUDGINGS.order_by(batches.c.created_at, batches.c.id)
_SUPERSEDED_BY = (
    select(judgements.c.id)
    .where(judgements.c.supersedes == bindparam("id"), judgements.c.status == Status.SCORED.value)
    .order_by(judgements.c.ledger_seq.desc())
    .limit(1)
)


class SqlRejudgingLog:
    """Rejudgings in SQLite or PostgreSQL. `clock` dates ledger entries."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def versions(self) -> Sequence[Version]:
        """See RejudgingLog."""
        return await self._database.read(versions_in)

    async def witness(self, version_id: int) -> Witness | None:
        """See RejudgingLog."""
        return await self._database.read(partial(witness_in, version_id=version_id))

    async def standing(self, version_ids: Sequence[int]) -> Mapping[int, Standing]:
        """See RejudgingLog."""
        return await self._database.read(partial(standing_in, version_ids=version_ids))

    async def questions(self, version_ids: Sequence[int]) -> Mapping[int, Question]:
        """See RejudgingLog."""
        return await self._database.read(partial(questions_in, version_ids=version_ids))

    async def order(self, rejudging: Rejudging, picks: Picks, new_id: Callable[[], str]) -> Rejudging | None:
        """See RejudgingLog."""
        batch, now = rejudging.batch, self._clock()
        for left in await self._database.read(lambda connection: abandoned_in(connection, now)):
            await self._discard(left)
        beside = await self._database.write(partial(begin_rejudging_in, rejudging=rejudging, at=self._clock()))
        try:
            count = await self._fill(rejudging, picks, new_id)
            if count:
                publish = partial(publish_rejudging_in, batch=batch, count=count, beside=beside, at=self._clock())
                return replace(rejudging, batch=await self._database.write(publish))
        except BaseException:
            # What cannot be thrown away now is thrown away later.
            with suppress(StoreError):
                await self._discard(batch.id)
            raise
        await self._discard(batch.id)
        return None

    async def get(self, batch_id: str) -> Rejudging | None:
        """See RejudgingLog."""
        if not can_be_kept(batch_id):
            return None
        found = await self._database.read(partial(_rejudgings_in, query=_ONE, batch=batch_id))
        return next(iter(found), None)

    async def newest(self, limit: int) -> Sequence[Rejudging]:
        """See RejudgingLog."""
        return await self._database.read(partial(_rejudgings_in, query=_NEWEST, most=limit))

    async def under_way(self) -> Sequence[Rejudging]:
        """See RejudgingLog."""
        return await self._database.read(_open_rejudgings_in)

    async def superseded_by(self, judgement_id: str) -> str | None:
        """See RejudgingLog."""
        if not can_be_kept(judgement_id):
            return None
        return await self._database.read(
            lambda connection: connection.execute(_SUPERSEDED_BY, {"id": judgement_id}).scalar()
        )

    async def moves(self, batch_id: str, reader: str, at: datetime) -> Moves:
        """See RejudgingLog."""
        return await self._database.read(partial(moves_in, batch_id=batch_id, reader=reader, at=at))

    async def page(
        self, batch_id: str, reading: Reading, reader: str, at: datetime, *, after: int, limit: int
    ) -> MovedPage:
        """See RejudgingLog."""
        return await self._database.read(
            partial(page_in, batch_id=batch_id, reading=reading, reader=reader, at=at, after=after, limit=limit)
        )

    async def _fill(self, rejudging: Rejudging, picks: Picks, new_id: Callable[[], str]) -> int:
        count = 0
        for version_id, question in picks:
            place: Place | None = Place(0, count)
            while place is not None:
                count = place.count
                place = await self._database.write(
                    partial(
                        add_some_in,
                        batch=rejudging.batch,
                        version_id=version_id,
                        question=question,
                        place=place,
                        new_id=new_id,
                        at=self._clock(),
                    )
                )
        return count

    async def _discard(self, batch_id: str) -> None:
        while await self._database.write(partial(discard_some_in, batch_id=batch_id)):
            pass


def _open_rejudgings_in(connection: Connection) -> list[Rejudging]:
    of_open = _OLDEST.where(rejudgings.c.batch_id.in_(open_in(connection)))
    return _rejudgings_in(connection, of_open)


def _rejudgings_in(connection: Connection, query: Select[Any], **wanted: object) -> list[Rejudging]:
    rows = connection.execute(query, wanted).all()
    return [found for row in rows if (found := _rejudging_of(connection, row)) is not None]


def _rejudging_of(connection: Connection, row: Row[Any]) -> Rejudging | None:
    """The rejudging of a row; None while its batch is not whole."""
    batch = batch_in(connection, row.batch_id)
    return None if batch is None else Rejudging(batch, row.judge, row.question_id)
