"""The log line by line: a few narrow rows for each judgement, nothing of what was sent and what came back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from evaluator.digests import Digest
from evaluator.domain.judgements import Coverage, FlagCode, JudgementId
from evaluator.domain.questions import QuestionId
from evaluator.services.audit_log import LogLine, LogPage
from evaluator.services.orders import JudgementFilter
from evaluator.store.log.conditions import Condition
from evaluator.store.pages import log_page_in, onward
from evaluator.store.review_tables import reviews
from evaluator.store.tables import answers, judgement_flags, judgements, ledger

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_JUDGEMENT = judgements.c
_LINES = (
    select(
        *(_JUDGEMENT.id, _JUDGEMENT.ledger_seq, ledger.c.digest, _JUDGEMENT.created_at, _JUDGEMENT.question_id),
        *(_JUDGEMENT.judge, _JUDGEMENT.score, _JUDGEMENT.low, _JUDGEMENT.high),
        *(_JUDGEMENT.detail, _JUDGEMENT.created_by, _JUDGEMENT.shared_from),
        answers.c.candidate,
        answers.c.judgement_id.label("said"),
    )
    .join(ledger, ledger.c.seq == _JUDGEMENT.ledger_seq)
    .outerjoin(answers, answers.c.judgement_id == _JUDGEMENT.id)
    .where(_JUDGEMENT.id.in_(_IDS))
)
_FLAGS = select(judgement_flags.c.judgement_id, judgement_flags.c.code).where(judgement_flags.c.judgement_id.in_(_IDS))
_REVIEWERS = (
    select(reviews.c.judgement_id, reviews.c.reviewer)
    .where(reviews.c.judgement_id.in_(_IDS))
    .order_by(reviews.c.ledger_seq)
)


def lines_in(
    connection: Connection,
    wanted: JudgementFilter,
    limit: int,
    cursor: str | None,
    besides: Sequence[Condition] = (),
) -> LogPage:
    """One page of the log, as `page_in`."""
    found = log_page_in(connection, wanted, limit, cursor, besides)
    ids = [place.id for place in found.places[:limit]]
    next_cursor, searched_to = onward(found, limit)
    return LogPage(tuple(_lines(connection, ids)), next_cursor, searched_to)


def _lines(connection: Connection, ids: Sequence[str]) -> list[LogLine]:
    named = {"ids": list(ids)}
    rows = {row["id"]: row for row in connection.execute(_LINES, named).mappings()}
    flags, reviewers = defaultdict[str, set[FlagCode]](set), defaultdict[str, list[str]](list)
    for judgement_id, code in connection.execute(_FLAGS, named):
        flags[judgement_id].add(FlagCode(code))
    for judgement_id, reviewer in connection.execute(_REVIEWERS, named):
        reviewers[judgement_id].append(reviewer)
    return [_line(rows[name], frozenset(flags[name]), tuple(reviewers[name])) for name in ids if name in rows]


def _line(row: Mapping[Any, Any], flags: frozenset[FlagCode], reviewers: tuple[str, ...]) -> LogLine:
    return LogLine(
        id=JudgementId(row["id"]),
        seq=row["ledger_seq"],
        digest=Digest(row["digest"]),
        judged_at=row["created_at"],
        candidate=row["candidate"],
        question_id=QuestionId(row["question_id"]),
        judge=row["judge"],
        coverage=None if row["low"] is None else Coverage(row["score"], row["low"], row["high"]),
        detail=row["detail"] or "",
        flags=flags,
        ordered_by=row["created_by"],
        is_shared=row["shared_from"] is not None,
        is_erased=row["said"] is None,
        reviewers=reviewers,
    )
