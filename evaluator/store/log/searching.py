"""The places of one page of a search, newest first: in the order of the ledger, which is that of the words' index.

Words that every other answer has fill a page soon, rare ones have a short list. Whatever else is asked, a page looks at
no more than so many, and then ends early and says how far it has come.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from evaluator.domain.search import Search, is_found
from evaluator.errors import RequestInvalid
from evaluator.store.log.conditions import Conditions
from evaluator.store.log.walking import PLACE, Found, Place, few_in, fitting_places, needed
from evaluator.store.search.finding import EVERY, found_in
from evaluator.store.tables import answers, judgements

READ = 600
"""How many answers are read for one page, to see whether a phrase stands in them."""

LISTED = 4_000
"""How many that have the words are asked for the rest of the filter."""

STRIDE = 200
"""How many are looked at together."""

_SEQ = judgements.c.ledger_seq
_SEQS: BindParameter[int] = bindparam("seqs", expanding=True)
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_PLACES = select(*PLACE, _SEQ).where(_SEQ.in_(_SEQS)).order_by(_SEQ.desc())
_SAID = select(answers.c.judgement_id, answers.c.candidate, answers.c.text).where(answers.c.judgement_id.in_(_IDS))


class _Entry(NamedTuple):
    at: datetime
    id: str
    seq: int

    @property
    def place(self) -> Place:
        return Place(self.at, self.id)


@dataclass(frozen=True, slots=True)
class _Looked:
    """The places of those that are wanted among some, newest first. `last` ends them, None where they are the last."""

    last: Place | None
    fit: Sequence[Place]


def searched_in(connection: Connection, search: Search, wanted: Conditions, after: Place | None, most: int) -> Found:
    """At most so many that have the words, fit, and come after a place. Raises RequestInvalid for no such place."""
    below = EVERY if after is None else _seq_in(connection, after)
    few = _few(connection, search, wanted)
    if few is None:
        patience = READ if search.needs_reading else LISTED
        return _gathered(_found(connection, search, wanted, below), most, patience)
    older = [entry for entry in few if entry.seq < below]
    return _gathered(_listed(connection, search, older), most, READ)


def said_in(connection: Connection, search: Search, places: Sequence[Place]) -> list[Place]:
    """Those of the places at which what is looked for was said, in their order."""
    said = {row.judgement_id: row for row in connection.execute(_SAID, {"ids": [place.id for place in places]})}
    texts = {name: (row.candidate or "", row.text) for name, row in said.items()}
    return [place for place in places if place.id in texts and is_found(search, texts[place.id])]


def _gathered(looked: Iterator[_Looked], most: int, patience: int) -> Found:
    """What is found until a page is full, all was looked at, or so many were that it takes long."""
    places: list[Place] = []
    for turn, one in enumerate(looked, 1):
        places += one.fit
        if len(places) >= most:
            return Found(places[:most])
        if one.last is not None and turn * STRIDE >= patience:
            return Found(places, one.last)
    return Found(places)


def _few(connection: Connection, search: Search, wanted: Conditions) -> Sequence[_Entry] | None:
    """All that fit, newest first, where one part of the filter leaves few; else None."""
    if search.number is not None:
        found = _entries(connection, _PLACES, {"seqs": [search.number] if search.number < EVERY else []})
        fit = set(_fit(connection, wanted, found))
        return [entry for entry in found if entry.place in fit]
    few = few_in(connection, wanted, _SEQ)
    if few is None:
        return None
    found = _entries(connection, fitting_places(wanted, few, _SEQ.name), {})
    return sorted(found, key=lambda entry: entry.seq, reverse=True)


def _found(connection: Connection, search: Search, wanted: Conditions, below: int) -> Iterator[_Looked]:
    """What the index of words finds, as many at a time as a turn takes."""
    while seqs := found_in(connection, search, below, STRIDE):
        fit = _fit(connection, wanted, _entries(connection, _PLACES, {"seqs": seqs}))
        is_last = len(seqs) < STRIDE
        last = None if is_last else _place_in(connection, seqs[-1])
        yield _Looked(last, said_in(connection, search, fit) if search.needs_reading else fit)
        if is_last:
            return
        below = seqs[-1]


def _listed(connection: Connection, search: Search, entries: Sequence[_Entry]) -> Iterator[_Looked]:
    """Those of a list in which the words were said: each answer is read."""
    for start in range(0, len(entries), STRIDE):
        some = [entry.place for entry in entries[start : start + STRIDE]]
        is_last = start + STRIDE >= len(entries)
        found = some if search.number is not None else said_in(connection, search, some)
        yield _Looked(None if is_last else some[-1], found)


def _fit(connection: Connection, wanted: Conditions, entries: Sequence[_Entry]) -> list[Place]:
    """The places of those entries that fit, in their order."""
    if not (wanted.parts or wanted.first or wanted.before):
        return [entry.place for entry in entries]
    known = needed(wanted).where(judgements.c.id.in_([entry.id for entry in entries]))
    fit = {row.id for row in connection.execute(fitting_places(wanted, known))}
    return [entry.place for entry in entries if entry.id in fit]


def _entries(connection: Connection, query: Select[Any], named: Mapping[str, object]) -> list[_Entry]:
    return [_Entry(*row) for row in connection.execute(query, named)]


def _place_in(connection: Connection, seq: int) -> Place:
    (entry,) = _entries(connection, _PLACES, {"seqs": [seq]})
    return entry.place


def _seq_in(connection: Connection, place: Place) -> int:
    seq: int | None = connection.execute(select(_SEQ).where(judgements.c.id == place.id)).scalar()
    if seq is None:
        raise RequestInvalid("`cursor` is not one that this search gave out. Leave it away to begin at the newest.")
    return seq
