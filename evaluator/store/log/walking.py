"""The places of one page of the log, newest first, found in the way that is quick for what is asked.

Where one part of the filter leaves few, all of those are looked at. Else the newest are, one after the other in the
order of an index, as far back as a page may take: then the page ends early and says how far it has come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Select, func, select, tuple_

from evaluator.store.log.conditions import Conditions
from evaluator.store.tables import judgements

WALKED = 7_000
"""As many are looked at for one page in the order of an index, where that and a look elsewhere tell all."""

WALKED_WHOLE = 3_000
"""The same where the rows of judgements are looked at, which are large."""

STRIDE, LONGER = 150, 4
"""As many are looked at together first, and so many times as many each time after that, until a page is full."""

PLACE = (judgements.c.created_at, judgements.c.id)


class Place(NamedTuple):
    """A judgement in the log's order."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Found:
    """Places that fit, newest first. `searched_to` is the last that was looked at, where older ones may fit as well."""

    places: Sequence[Place]
    searched_to: Place | None = None


def places_in(connection: Connection, wanted: Conditions, after: Place | None, most: int) -> Found:
    """At most so many that fit and come after a place."""
    walk = next((part for part in wanted.parts if part.walk is not None), None)
    others = replace(wanted, parts=[part for part in wanted.parts if part is not walk])
    newest = within(judgements, wanted)
    if walk is not None and walk.walk is not None:
        newest.append(walk.walk)
    if not others.parts:
        return Found(_selected(connection, _older(select(*PLACE).where(*newest), after).limit(most)))
    few = few_in(connection, wanted)
    if few is None:
        return _far_back(connection, newest, others, after, most)
    fit = fitting_places(wanted, few)
    return Found(_selected(connection, _older(fit, after, *fit.selected_columns).limit(most)))


def few_in(connection: Connection, wanted: Conditions, *besides: Column[Any]) -> Select[Any] | None:
    """What selects all that fit, with `besides` and no order, where one part of the filter alone leaves few; else None.

    Others are among them: see `fitting_places`.
    """
    for part in wanted.parts:
        if part.listed is not None and _are_few(connection, part.listed, part.few):
            listed = part.listed.limit(part.few).subquery("listed")
            return needed(wanted, *besides).join(listed, listed.c[0] == judgements.c.id)
    return None


def fitting(row: FromClause, wanted: Conditions) -> list[ColumnElement[bool]]:
    """Whether a row with what the conditions need fits them all."""
    return [*(part.fits(row) for part in wanted.parts), *within(row, wanted)]


def within(row: FromClause, wanted: Conditions) -> list[ColumnElement[bool]]:
    """Whether a row was made in the time asked for."""
    first = [] if wanted.first is None else [row.c.created_at >= wanted.first]
    return first if wanted.before is None else [*first, row.c.created_at < wanted.before]


def needed(wanted: Conditions, *besides: Column[Any]) -> Select[Any]:
    """A selection of what the conditions need to know of judgements."""
    needs = (one for part in wanted.parts for one in part.needs)
    return select(*dict.fromkeys([*PLACE, *besides, *needs]))


def fitting_places(wanted: Conditions, known: Select[Any], *besides: str) -> Select[Any]:
    """A selection of the places of those that fit among known ones, with columns of theirs `besides`.

    They are looked up first and narrowed afterwards: a database would rather go through some index of its choice.
    """
    row = known.cte("known").prefix_with("MATERIALIZED")
    return select(row.c.created_at, row.c.id, *(row.c[name] for name in besides)).where(*fitting(row, wanted))


def _are_few(connection: Connection, listed: Select[str], few: int) -> bool:
    some = listed.limit(few).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() < few


def _far_back(
    connection: Connection, newest: Sequence[ColumnElement[bool]], wanted: Conditions, after: Place | None, most: int
) -> Found:
    """Look at the newest, few at first and ever more: a database looks at all that it is given before it sorts them."""
    left = WALKED_WHOLE if any(part.needs for part in wanted.parts) else WALKED
    stride, places = STRIDE, list[Place]()
    while left:
        stride = min(stride, left)
        walked = _older(needed(wanted).where(*newest), after).limit(stride).subquery("walked")
        fit = select(walked.c.created_at, walked.c.id).where(*(part.fits(walked) for part in wanted.parts))
        places += _selected(connection, _older(fit, None, *fit.selected_columns).limit(most - len(places)))
        if len(places) == most:
            return Found(places)
        end = _older(select(*PLACE).where(*newest), after).offset(stride - 1).limit(1)
        after = next(iter(_selected(connection, end)), None)
        if after is None:
            return Found(places)
        left, stride = left - stride, stride * LONGER
    return Found(places, after)


def _older(query: Select[Any], place: Place | None, *of: ColumnElement[Any]) -> Select[Any]:
    """Newest first, and after a place; by the judgements' own moments and ids, or by those columns."""
    columns = of or PLACE
    later = query if place is None else query.where(tuple_(*place) > tuple_(*columns))
    return later.order_by(*(column.desc() for column in columns))


def _selected(connection: Connection, places: Select[Any]) -> list[Place]:
    return [Place(row.created_at, row.id) for row in connection.execute(places)]
