"""Fetching whole judgements: a few statements for any number of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, select

from evaluator.domain.judgements import Judgement
from evaluator.errors import LedgerBroken
from evaluator.store.rows import JudgementRows, Row, judgement_of
from evaluator.store.tables import answers, judgement_flags, judgement_points, judgement_words, judgements

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_JUDGEMENTS = select(judgements).where(judgements.c.id.in_(_IDS))
_WORDS = select(judgement_words).where(judgement_words.c.judgement_id.in_(_IDS))
_ANSWERS = select(answers).where(answers.c.judgement_id.in_(_IDS))


def _parts(table: Table) -> Select[Any]:
    wanted = table.c.judgement_id.in_(_IDS)
    return select(table).where(wanted).order_by(table.c.judgement_id, table.c.position)


_POINTS = _parts(judgement_points)
_FLAGS = _parts(judgement_flags)


def rows_in(connection: Connection, ids: Sequence[str]) -> dict[str, JudgementRows]:
    """The rows of those judgements that exist, by id."""

    def fetched(query: Select[Any]) -> list[dict[str, Any]]:
        found = connection.execute(query, {"ids": ids})
        names = tuple(found.keys())
        return [dict(zip(names, row, strict=True)) for row in found.all()]

    points, flags = _gathered(fetched(_POINTS)), _gathered(fetched(_FLAGS))
    words = {row["judgement_id"]: row for row in fetched(_WORDS)}
    said = {row["judgement_id"]: row for row in fetched(_ANSWERS)}
    return {
        row["id"]: JudgementRows(row, points[row["id"]], flags[row["id"]], words.get(row["id"]), said.get(row["id"]))
        for row in fetched(_JUDGEMENTS)
    }


def _gathered(rows: Sequence[Row]) -> dict[str, list[Row]]:
    by_judgement = defaultdict[str, list[Row]](list)
    for row in rows:
        by_judgement[row["judgement_id"]].append(row)
    return by_judgement


def judgements_in(connection: Connection, ids: Sequence[str]) -> list[Judgement]:
    """Those judgements that exist, in the order of the ids. Raises LedgerBroken when one cannot be read."""
    try:
        found = {judgement_id: judgement_of(rows) for judgement_id, rows in rows_in(connection, ids).items()}
    except ValueError:
        raise LedgerBroken(
            "A judgement cannot be read: somebody has changed it in the database. "
            "`evaluator ledger verify` says which one."
        ) from None
    return [found[judgement_id] for judgement_id in ids if judgement_id in found]


def judgement_in(connection: Connection, judgement_id: str) -> Judgement | None:
    """The judgement of that id, or None. Raises LedgerBroken when it cannot be read."""
    return next(iter(judgements_in(connection, [judgement_id])), None)
