"""Whether what is stored of erasures and holds is still what the ledger's entries say of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, select

from evaluator.digests import Digest
from evaluator.domain.erasures import erasure_payload
from evaluator.domain.keeping import lifting_payload, placing_payload
from evaluator.domain.ledger import Broken, Entry, EntryKind, moment_text
from evaluator.store.erasure.holds import commitment_of, hold_of
from evaluator.store.erasure.rows import erasure_of
from evaluator.store.erasure_tables import erased_words, erasures, holds
from evaluator.store.retelling import Retold, fault_in
from evaluator.store.strays import stray_in
from evaluator.store.tables import answers, judgement_words

_ERASED, _PLACED, _LIFTED = EntryKind.ERASURE.value, EntryKind.HOLD_PLACED.value, EntryKind.HOLD_LIFTED.value
_PLACES = {
    _ERASED: (erasures.c.ledger_seq, erasures.c.id),
    _PLACED: (holds.c.placed_seq, holds.c.id),
    _LIFTED: (holds.c.lifted_seq, holds.c.id),
}
"""For each kind of entry, the columns that name its number and its subject."""

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_ERASURES = select(erasures).where(erasures.c.id.in_(_IDS))
_THEIR_IDS = select(erased_words).where(erased_words.c.erasure_id.in_(_IDS)).order_by(erased_words.c.judgement_id)
_HOLDS = select(holds).where(holds.c.id.in_(_IDS))
_BACK = [
    select(erased_words.c.erasure_id)
    .join(table, table.c.judgement_id == erased_words.c.judgement_id)
    .where(erased_words.c.erasure_id.in_(_IDS))
    for table in (answers, judgement_words)
]


@dataclass(frozen=True, slots=True)
class StoredErasures:
    """What the rows say of the erasures and holds that some entries tell of.

    `back` holds the erasures some of whose words are in the record again.
    """

    erasures: Mapping[str, Row[Any]]
    ids: Mapping[str, Sequence[str]]
    holds: Mapping[str, Row[Any]]
    back: frozenset[str] = frozenset()


NOTHING = StoredErasures({}, {}, {})


def stored_erasures_in(connection: Connection, entries: Sequence[Entry]) -> StoredErasures:
    """The rows behind those of the entries that tell of erasures and holds; of what cannot be read, nothing."""
    told = [entry.subject for entry in entries if entry.kind == _ERASED]
    held = [entry.subject for entry in entries if entry.kind in (_PLACED, _LIFTED)]
    if not told and not held:
        return NOTHING
    try:
        ids: dict[str, list[str]] = {erasure_id: [] for erasure_id in told}
        for row in connection.execute(_THEIR_IDS, {"ids": told}):
            ids[row.erasure_id].append(row.judgement_id)
        return StoredErasures(
            {row.id: row for row in connection.execute(_ERASURES, {"ids": told})},
            ids,
            {row.id: row for row in connection.execute(_HOLDS, {"ids": held})},
            frozenset(back for query in _BACK for back in connection.execute(query, {"ids": told}).scalars()),
        )
    except ValueError:
        return NOTHING


def fault_behind_erasure(entry: Entry, stored: StoredErasures) -> Broken | None:
    """What contradicts an entry that tells of an erasure or a hold, or None."""
    if entry.kind not in _PLACES:
        return None
    if entry.kind == _ERASED:
        fault = fault_in(entry, "erasure", lambda: _erasure(entry, stored))
    else:
        fault = fault_in(entry, "hold", lambda: _hold(entry, stored))
    if fault is None and entry.subject in stored.back:
        return Broken(entry.seq, "words that it erased are in the record again")
    return fault


def stray_erasure_in(connection: Connection) -> int | None:
    """The first entry that an erasure or a hold names and that does not tell of it, or None."""
    return stray_in(connection, _PLACES)


def _erasure(entry: Entry, stored: StoredErasures) -> Retold | None:
    row = stored.erasures.get(entry.subject)
    if row is None or row.ledger_seq != entry.seq:
        return None
    erasure = erasure_of(row, stored.ids[entry.subject])
    return erasure_payload(erasure), moment_text(erasure.at)


def _hold(entry: Entry, stored: StoredErasures) -> Retold | None:
    row = stored.holds.get(entry.subject)
    if row is None or entry.seq != (row.placed_seq if entry.kind == _PLACED else row.lifted_seq):
        return None
    hold = hold_of(row)
    if entry.kind == _LIFTED:
        return None if hold.lifting is None else (lifting_payload(hold.lifting), moment_text(hold.lifting.at))
    commitment: Digest | None = commitment_of(row)
    if hold.subject is None and not hold.stands:
        # Whom it was for was erased since: what the entry says of that stands as it is.
        commitment = json.loads(entry.payload)["subject_commitment"]
    return placing_payload(hold, commitment), moment_text(hold.at)
