"""Keyset pages over the judgements, newest first: as quick a million rows down as at the top."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from evaluator.domain.search import search_for
from evaluator.services.orders import JudgementFilter, JudgementPage
from evaluator.store.columns import can_be_kept
from evaluator.store.cursors import cursor_at, place_of, refuse_empty
from evaluator.store.log.conditions import Condition, Conditions, conditions_of
from evaluator.store.log.searching import said_in, searched_in
from evaluator.store.log.walking import Found, Place, fitting_places, needed, places_in
from evaluator.store.retrieval import judgements_in
from evaluator.store.tables import batches, judgements

NOTHING = Found(())

CLOCKS = timedelta(minutes=5)
"""As far may the clocks of the machines that judge a batch be apart."""


def page_in(
    connection: Connection,
    wanted: JudgementFilter,
    limit: int,
    cursor: str | None,
    besides: Sequence[Condition] = (),
) -> JudgementPage:
    """One page of what fits, and `besides`. Raises RequestInvalid for a cursor not of ours, or a limit below one."""
    found = log_page_in(connection, wanted, limit, cursor, besides)
    ids = [place.id for place in found.places[:limit]]
    next_cursor, searched_to = onward(found, limit)
    return JudgementPage(tuple(judgements_in(connection, ids)), next_cursor, searched_to)


def log_page_in(
    connection: Connection,
    wanted: JudgementFilter,
    limit: int,
    cursor: str | None,
    besides: Sequence[Condition] = (),
) -> Found:
    """The places of one page, and one more where there is one."""
    refuse_empty(limit)
    after = None if cursor is None else Place(*place_of(cursor))
    if not _can_be_kept(wanted):
        return NOTHING
    conditions = conditions_in(connection, wanted)
    conditions = dataclasses.replace(conditions, parts=[*conditions.parts, *besides])
    if wanted.text is None:
        return places_in(connection, conditions, after, limit + 1)
    return searched_in(connection, search_for(wanted.text), conditions, after, limit + 1)


def onward(found: Found, limit: int) -> tuple[str | None, datetime | None]:
    """Where the next page begins."""
    if len(found.places) > limit:
        return cursor_at(*found.places[limit - 1]), None
    if found.searched_to is None:
        return None, None
    return cursor_at(*found.searched_to), found.searched_to.at


def fitting_among(connection: Connection, wanted: JudgementFilter, ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids whose judgements fit."""
    if not _can_be_kept(wanted):
        return frozenset()
    conditions = conditions_of(wanted)
    known = needed(conditions).where(judgements.c.id.in_(ids))
    places = [Place(row.created_at, row.id) for row in connection.execute(fitting_places(conditions, known))]
    if wanted.text is not None:
        places = said_in(connection, search_for(wanted.text), places)
    return frozenset(place.id for place in places)


def conditions_in(connection: Connection, wanted: JudgementFilter) -> Conditions:
    """What a filter asks for, of a batch also when it ran: what is older or newer need not be looked at."""
    asked = conditions_of(wanted)
    if wanted.batch is None:
        return asked
    ran = connection.execute(select(batches).where(batches.c.id == wanted.batch)).first()
    if ran is None:
        return asked
    first = ran.created_at - CLOCKS
    before = None if ran.finished_at is None else ran.finished_at + CLOCKS
    return dataclasses.replace(
        asked,
        first=max(filter(None, (asked.first, first))),
        before=min(filter(None, (asked.before, before)), default=None),
    )


def _can_be_kept(wanted: JudgementFilter) -> bool:
    said = {name: value for name, value in dataclasses.asdict(wanted).items() if name != "text"}
    return all(can_be_kept(value) for value in said.values() if isinstance(value, str))
