"""Handing answers out to reviewers, one person at a time, and taking them back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import EntryKind
from evaluator.domain.review_entries import skip_payload
from evaluator.domain.review_queue import MOST_COUNTED, Claim, QueueFilter, ReviewProgress, Skip
from evaluator.domain.reviews import Stream
from evaluator.errors import NotAllowed, ReviewCommitted, ReviewTaken, ReviewUnknown
from evaluator.store.entries import append_in
from evaluator.store.review_tables import review_claims, review_items, review_skips, reviews
from evaluator.store.reviews.eligibility import (
    WANTED,
    has_words,
    is_held_by,
    is_not_done,
    is_not_held_by_others,
    is_not_skipped,
    is_not_skipped_for_good,
    is_not_theirs,
    may_be_asked,
)
from evaluator.store.tables import answers, batch_items, judgements

_THEIRS = (review_claims.c.judgement_id == bindparam("judgement"), review_claims.c.reviewer == bindparam("person"))
_CLAIM = select(review_claims).where(*_THEIRS)
_TAKE = insert(review_claims)
_EXTEND = update(review_claims).where(*_THEIRS).values(until=bindparam("longer"))
_RELEASE = delete(review_claims).where(*_THEIRS)
_DONE = select(func.count()).select_from(reviews).where(reviews.c.reviewer == bindparam("person"))


def claim_next_in(
    connection: Connection,
    reviewer: str,
    wanted: QueueFilter,
    besides: Sequence[str],
    at: datetime,
    until: datetime,
) -> Claim | None:
    """See ReviewLog.claim_next."""
    fitting = [*_narrowed(wanted), review_items.c.judgement_id.not_in(besides), has_words()]
    found = _held(connection, reviewer, fitting, at) or _waiting(connection, reviewer, wanted, fitting, at)
    return None if found is None else _take(connection, found, reviewer, at, until)


def claim_in(connection: Connection, judgement_id: str, reviewer: str, at: datetime, until: datetime) -> Claim:
    """See ReviewLog.claim."""
    if not _is_free(connection, judgement_id, reviewer, at):
        raise ReviewTaken("Somebody else reviews this answer now. Take the next one.")
    return _take(connection, judgement_id, reviewer, at, until)


def present_claim_in(connection: Connection, judgement_id: str, reviewer: str) -> Claim | None:
    """What was handed to this person and neither committed nor skipped, be its time over."""
    row = connection.execute(_CLAIM, {"judgement": judgement_id, "person": reviewer}).first()
    return None if row is None else Claim(JudgementId(row.judgement_id), row.reviewer, row.began_at, row.until)


def release_in(connection: Connection, judgement_id: str, reviewer: str) -> None:
    """Let go of a claim."""
    connection.execute(_RELEASE, {"judgement": judgement_id, "person": reviewer})


def skip_in(connection: Connection, skip: Skip) -> None:
    """See ReviewLog.skip."""
    known = select(review_items.c.judgement_id).where(review_items.c.judgement_id == skip.judgement_id)
    if connection.execute(known.where(~is_not_skipped_for_good(skip.reviewer))).first() is not None:
        return
    _is_free(connection, skip.judgement_id, skip.reviewer, skip.at)
    entry = append_in(connection, EntryKind.REVIEW_SKIPPED, skip.judgement_id, skip_payload(skip), skip.at)
    row = {
        "ledger_seq": entry.seq,
        "judgement_id": skip.judgement_id,
        "reviewer": skip.reviewer,
        "at": skip.at,
        "reason": skip.reason.value,
        "until": skip.until,
    }
    connection.execute(insert(review_skips), row)
    release_in(connection, skip.judgement_id, skip.reviewer)


def progress_in(connection: Connection, reviewer: str, at: datetime, since: datetime) -> ReviewProgress:
    """See ReviewLog.progress."""
    done = connection.execute(_DONE, {"person": reviewer}).scalar_one()
    today = connection.execute(_DONE.where(reviews.c.committed_at >= since), {"person": reviewer}).scalar_one()
    waiting = 0
    for side in _ordered_by_others(reviewer):
        waiting += _counted(connection, side, reviewer, at, MOST_COUNTED - waiting)
    return ReviewProgress(waiting, done, today)


def sealed_in(
    connection: Connection, judgement_ids: Sequence[str], reader: str, at: datetime
) -> frozenset[JudgementId]:
    """See ReviewLog.sealed."""
    found = connection.execute(sealed_to(reader, at).where(judgements.c.id.in_(judgement_ids)))
    return frozenset(JudgementId(judgement_id) for judgement_id in found.scalars())


def sealed_of_batch_in(connection: Connection, batch_id: str, reader: str, at: datetime) -> int:
    """See ReviewLog.sealed_of_batch."""
    of_batch = batch_items.c.judgement_id == judgements.c.id
    some = (
        sealed_to(reader, at).join(batch_items, of_batch).where(batch_items.c.batch_id == batch_id).limit(MOST_COUNTED)
    )
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def sealed_to(reader: str, at: datetime) -> Select[str]:
    """Every judgement that is sealed to somebody; to be narrowed by a condition on `judgements`."""
    reviewed_as = func.coalesce(judgements.c.shared_from, judgements.c.id)
    return (
        select(judgements.c.id)
        .join(review_items, review_items.c.judgement_id == reviewed_as)
        .where(*may_be_asked(reader, at))
    )


def _held(connection: Connection, reviewer: str, fitting: Sequence[ColumnElement[bool]], at: datetime) -> str | None:
    held = (
        select(review_claims.c.judgement_id)
        .join(review_items, review_items.c.judgement_id == review_claims.c.judgement_id)
        .where(review_claims.c.reviewer == reviewer, review_claims.c.until > at, *fitting)
        .order_by(review_claims.c.began_at, review_claims.c.judgement_id)
        .limit(1)
    )
    found: str | None = connection.execute(held).scalar()
    return found


def _waiting(
    connection: Connection,
    reviewer: str,
    wanted: QueueFilter,
    fitting: Sequence[ColumnElement[bool]],
    at: datetime,
) -> str | None:
    if not _others_wait(connection, reviewer):
        return None
    free = (
        WANTED,
        is_not_theirs(reviewer),
        is_not_done(reviewer),
        is_not_skipped(reviewer, at),
        is_not_held_by_others(reviewer, at),
    )
    first = (
        select(review_items.c.judgement_id)
        .where(*free, *fitting)
        .order_by(review_items.c.priority.desc(), review_items.c.judgement_id.desc())
        .limit(1)
    )
    streams = _streams(connection, reviewer, wanted.stream)
    if wanted.candidate is not None:
        return _first_of_all(connection, first, streams)
    in_turn = (connection.execute(first.where(review_items.c.stream == stream.value)).scalar() for stream in streams)
    return next((found for found in in_turn if found is not None), None)


def _first_of_all(connection: Connection, first: Select[str], streams: Sequence[Stream]) -> str | None:
    """The first of the stream whose turn it is, else of the other: all of one candidate's answers are looked up.

    In one order that no index has: an index would have the database look through all that waits.
    """
    turn = case({stream.value: place for place, stream in enumerate(streams)}, value=review_items.c.stream)
    by_turn = first.where(turn.is_not(None)).order_by(None)
    ordered = by_turn.order_by(turn, review_items.c.priority.desc(), review_items.c.judgement_id.desc())
    found: str | None = connection.execute(ordered).scalar()
    return found


def _ordered_by_others(person: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What others ordered, as two stretches of an index: past all of this person's own, however much that is."""
    return review_items.c.ordered_by < person, review_items.c.ordered_by > person


def _others_wait(connection: Connection, reviewer: str) -> bool:
    some = (
        select(literal(1)).select_from(review_items).where(WANTED, side).exists()
        for side in _ordered_by_others(reviewer)
    )
    return bool(connection.execute(select(or_(*some))).scalar())


def _counted(connection: Connection, side: ColumnElement[bool], reviewer: str, at: datetime, most: int) -> int:
    """How many wait on one side, from the index alone: an erasure takes what had words off it."""
    waiting = (
        select(literal(1))
        .select_from(review_items)
        .where(side, WANTED, is_not_theirs(reviewer), is_not_done(reviewer), is_not_skipped(reviewer, at))
        .limit(most)
    )
    return connection.execute(select(func.count()).select_from(waiting.subquery())).scalar_one()


def _streams(connection: Connection, reviewer: str, only: Stream | None) -> Sequence[Stream]:
    """The streams in the order in which they are asked: the one that is this person's turn first."""
    if only is not None:
        return [only]
    done: int = connection.execute(_DONE, {"person": reviewer}).scalar_one()
    turns = [Stream.RANDOM, Stream.TARGETED]
    return turns if done % 2 == 0 else turns[::-1]


def _narrowed(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.question_id is not None:
        conditions.append(review_items.c.question_id == wanted.question_id)
    if wanted.judge is not None:
        conditions.append(review_items.c.judge == wanted.judge)
    if wanted.candidate is not None:
        of_candidate = select(answers.c.judgement_id).where(answers.c.candidate == wanted.candidate)
        conditions.append(review_items.c.judgement_id.in_(of_candidate))
    if wanted.batch is not None:
        conditions.append(review_items.c.batch_id == wanted.batch)
    return conditions


def _take(connection: Connection, judgement_id: str, reviewer: str, at: datetime, until: datetime) -> Claim:
    before = present_claim_in(connection, judgement_id, reviewer)
    if before is not None:
        connection.execute(_EXTEND, {"judgement": judgement_id, "person": reviewer, "longer": until})
        return Claim(before.judgement_id, reviewer, before.began_at, until)
    row: dict[str, Any] = {"judgement_id": judgement_id, "reviewer": reviewer, "began_at": at, "until": until}
    connection.execute(_TAKE, row)
    return Claim(JudgementId(judgement_id), reviewer, at, until)


def _is_free(connection: Connection, judgement_id: str, reviewer: str, at: datetime) -> bool:
    """Whether nobody else holds what is this person's to review; raises what ReviewLog.claim does where it is not."""
    row = connection.execute(
        select(
            has_words().label("has_words"),
            is_not_done(reviewer).label("is_not_done"),
            is_not_theirs(reviewer).label("is_not_theirs"),
            is_not_skipped_for_good(reviewer).label("is_not_skipped"),
            (WANTED | is_held_by(reviewer, at)).label("is_wanted"),
            is_not_held_by_others(reviewer, at).label("is_free"),
        ).where(review_items.c.judgement_id == judgement_id)
    ).first()
    if row is None or not row.has_words:
        raise ReviewUnknown("This answer is not in the review queue.")
    if not row.is_not_done:
        raise ReviewCommitted("Your verdicts on this answer are committed and stay as they are.")
    if not row.is_not_theirs:
        raise NotAllowed("You ordered this judgement and may have seen it. Somebody else reviews it.")
    if not row.is_not_skipped:
        raise NotAllowed("You skipped this answer for good. Somebody else reviews it.")
    if not row.is_wanted:
        raise ReviewTaken("Somebody else has reviewed this answer. Take the next one.")
    return bool(row.is_free)
