"""Marks of examples in the ledger, and the answers behind them: `services.examples.ExampleLog`.

No table: the newest entry about a judgement says whether it is an example, and words that are gone are shown to nobody.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, exists, select

from evaluator.digests import Digest
from evaluator.domain.examples import Mark, Marked, mark_payload
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import Entry, EntryKind
from evaluator.domain.reviews import ReviewId
from evaluator.errors import LedgerBroken
from evaluator.store.database import Database
from evaluator.store.entries import append_in, entry_of
from evaluator.store.erasure.holds import is_held
from evaluator.store.retrieval import judgements_in
from evaluator.store.review_tables import reviews
from evaluator.store.reviews.rows import reviews_in
from evaluator.store.tables import answers, judgements, ledger

_MARKED = EntryKind.EXAMPLE_MARKED.value
_KINDS = (_MARKED, EntryKind.EXAMPLE_TAKEN_BACK.value)

_OF_JUDGEMENT = (
    select(ledger)
    .where(ledger.c.kind.in_(_KINDS), ledger.c.subject == bindparam("judgement"))
    .order_by(ledger.c.seq.desc())
    .limit(1)
)
_OF_QUESTION = (
    select(ledger)
    .join(judgements, judgements.c.id == ledger.c.subject)
    .where(ledger.c.kind.in_(_KINDS), judgements.c.question_id == bindparam("question"))
    .order_by(ledger.c.seq)
)
_BY_QUESTION = (
    select(judgements.c.question_id, ledger.c.digest)
    .select_from(ledger)
    .join(judgements, judgements.c.id == ledger.c.subject)
    .where(ledger.c.kind.in_(_KINDS))
    .order_by(ledger.c.seq)
)
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_BESIDES: BindParameter[str] = bindparam("besides")
_THEIRS = answers.alias("theirs")
_GAVE_IT = exists().where(_THEIRS.c.candidate == answers.c.candidate, _THEIRS.c.digest == _BESIDES)
_THERE = select(answers.c.judgement_id).where(answers.c.judgement_id.in_(_IDS))
_SHOWN = _THERE.where(answers.c.digest != _BESIDES, ~_GAVE_IT, ~is_held())
_REVIEWS = select(reviews).where(reviews.c.id.in_(_IDS))


class SqlExampleLog:
    """Examples in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mark(self, mark: Mark) -> Mark:
        """See ExampleLog."""

        def work(connection: Connection) -> Mark:
            standing = _standing_in(connection, mark.judgement_id)
            if standing is None:
                append_in(connection, EntryKind.EXAMPLE_MARKED, mark.judgement_id, mark_payload(mark), mark.at)
            return standing or mark

        return await self._database.write(work)

    async def take_back(self, mark: Mark) -> None:
        """See ExampleLog."""

        def work(connection: Connection) -> None:
            if _standing_in(connection, mark.judgement_id) is not None:
                append_in(connection, EntryKind.EXAMPLE_TAKEN_BACK, mark.judgement_id, mark_payload(mark), mark.at)

        await self._database.write(work)

    async def standing(self, judgement_id: str) -> Mark | None:
        """See ExampleLog."""
        return await self._database.read(lambda connection: _standing_in(connection, judgement_id))

    async def marked(self, question_id: str, besides: Digest) -> Sequence[Marked]:
        """See ExampleLog."""
        return await self._database.read(lambda connection: _marked_in(connection, question_id, besides))

    async def newest(self) -> Mapping[str, Digest]:
        """The newest entry about examples of each question that has any: where it is the same, so are the marks."""
        return await self._database.read(
            lambda connection: {row.question_id: Digest(row.digest) for row in connection.execute(_BY_QUESTION)}
        )


def _standing_in(connection: Connection, judgement_id: str) -> Mark | None:
    row = connection.execute(_OF_JUDGEMENT, {"judgement": judgement_id}).first()
    if row is None or row.kind != _MARKED or connection.execute(_THERE, {"ids": [judgement_id]}).first() is None:
        return None
    return _mark_of(entry_of(row))


def _marked_in(connection: Connection, question_id: str, besides: Digest) -> Sequence[Marked]:
    newest: dict[str, Entry] = {}
    for row in connection.execute(_OF_QUESTION, {"question": question_id}):
        # An answer that is marked anew comes after those marked meanwhile.
        newest.pop(row.subject, None)
        newest[row.subject] = entry_of(row)
    standing = [entry for entry in newest.values() if entry.kind == _MARKED]
    ids = [entry.subject for entry in standing]
    shown = set(connection.execute(_SHOWN, {"ids": ids, "besides": besides}).scalars()) if ids else set()
    entries = {entry.subject: entry for entry in standing if entry.subject in shown}
    found = {one.id: one for one in judgements_in(connection, list(entries))}
    marks = {subject: _mark_of(entry) for subject, entry in entries.items()}
    said = {
        one.id: one for one in reviews_in(connection, _REVIEWS.params(ids=[one.review_id for one in marks.values()]))
    }
    return [
        Marked(found[one.judgement_id], said[one.review_id], entries[subject].digest)
        for subject, one in marks.items()
        if one.judgement_id in found and one.review_id in said
    ]


def _mark_of(entry: Entry) -> Mark:
    try:
        told = json.loads(entry.payload)
        return Mark(JudgementId(entry.subject), ReviewId(told["review"]), told["by"], datetime.fromisoformat(entry.at))
    except (ValueError, KeyError, TypeError):
        raise LedgerBroken(
            "The mark of an example in the ledger cannot be read: it was changed in the database, or a newer version "
            "of the evaluator wrote it. `evaluator ledger verify` tells."
        ) from None
