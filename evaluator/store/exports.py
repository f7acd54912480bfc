"""What exports need of the record, over a database: `services.exports.ExportLog`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, select

from evaluator.domain.exports import Export, ReviewPage, ReviewRecord, export_payload
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import EntryKind
from evaluator.domain.reviews import Review
from evaluator.services.orders import JudgementFilter
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.entries import append_in
from evaluator.store.pages import fitting_among
from evaluator.store.retrieval import judgements_in
from evaluator.store.review_tables import reviews
from evaluator.store.reviews.rows import reviews_in

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_OF = select(reviews).where(reviews.c.judgement_id.in_(_IDS)).order_by(reviews.c.ledger_seq)
_STEPS = (reviews.c.ledger_seq, reviews.c.revealed_seq, reviews.c.final_seq)
_NEWEST = select(reviews.c.id, reviews.c.judgement_id, *_STEPS).order_by(reviews.c.ledger_seq.desc())


class SqlExportLog:
    """Exports from SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reviews_of(self, judgement_ids: Sequence[JudgementId]) -> Mapping[JudgementId, Sequence[Review]]:
        """See ExportLog."""
        return await self._database.read(lambda connection: _reviews_of(connection, judgement_ids))

    async def reviews(self, wanted: JudgementFilter, *, before: int | None, limit: int) -> ReviewPage:
        """See ExportLog."""
        return await self._database.read(lambda connection: _page_in(connection, wanted, before, limit))

    async def record(self, export: Export) -> int:
        """See ExportLog."""

        def work(connection: Connection) -> int:
            entry = append_in(connection, EntryKind.EXPORTED, export.id, export_payload(export), export.at)
            return entry.seq

        return await self._database.write(work)


def _reviews_of(connection: Connection, judgement_ids: Sequence[JudgementId]) -> Mapping[JudgementId, Sequence[Review]]:
    found = defaultdict[JudgementId, list[Review]](list)
    for review in reviews_in(connection, _OF.params(ids=list(judgement_ids))):
        found[review.judgement_id].append(review)
    return found


def _page_in(connection: Connection, wanted: JudgementFilter, before: int | None, limit: int) -> ReviewPage:
    """The next reviews, those left out whose judgement does not fit: few reviews beside many judgements are quick."""
    query = _NEWEST if before is None else _NEWEST.where(reviews.c.ledger_seq < before)
    if wanted.reviewer is not None and can_be_kept(wanted.reviewer):
        query = query.where(reviews.c.reviewer == wanted.reviewer)
    found = connection.execute(query.limit(limit + 1)).all()
    rows = found[:limit]
    fit = fitting_among(connection, wanted, [row.judgement_id for row in rows])
    wanted_rows = [row for row in rows if row.judgement_id in fit]
    named = select(reviews).where(reviews.c.id.in_([row.id for row in wanted_rows]))
    read = {review.id: review for review in reviews_in(connection, named)}
    judged = {judgement.id: judgement for judgement in judgements_in(connection, sorted(fit))}
    records = tuple(
        ReviewRecord(read[row.id], judged[row.judgement_id], row.ledger_seq, row.revealed_seq, row.final_seq)
        for row in wanted_rows
    )
    return ReviewPage(records, rows[-1].ledger_seq if len(found) > limit else None)
