"""Who may still be asked to review what, as conditions on the rows of `review_items`."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select

from evaluator.store.review_tables import review_claims, review_items, review_skips, reviews
from evaluator.store.tables import answers, judgements

WANTED = review_items.c.still_wanted > literal_column("0")
"""Whether it waits for anybody, in the very words of the indices that list such items."""

_SHARING = judgements.alias("sharing")


def is_wanted() -> ColumnElement[bool]:
    """Whether it waits for anybody, its words still there."""
    return and_(WANTED, has_words())


def has_words() -> ColumnElement[bool]:
    """Whether there is anything left to read."""
    return select(answers.c.judgement_id).where(answers.c.judgement_id == review_items.c.judgement_id).exists()


def is_not_theirs(person: str) -> ColumnElement[bool]:
    """Whether this person ordered neither the judgement nor one that shares its verdicts: they will have seen it."""
    sharing = select(_SHARING.c.id).where(
        _SHARING.c.shared_from == review_items.c.judgement_id, _SHARING.c.created_by == person
    )
    return and_(review_items.c.ordered_by != person, ~sharing.exists())


def is_not_done(person: str) -> ColumnElement[bool]:
    """Whether this person has not committed verdicts on it."""
    done = select(reviews.c.id).where(
        reviews.c.judgement_id == review_items.c.judgement_id, reviews.c.reviewer == person
    )
    return ~done.exists()


def is_not_skipped_for_good(person: str) -> ColumnElement[bool]:
    """Whether it may come back to this person some time."""
    return ~_skips(person).where(review_skips.c.until.is_(None)).exists()


def is_not_skipped(person: str, at: datetime) -> ColumnElement[bool]:
    """Whether it may come to this person now."""
    held_off = or_(review_skips.c.until.is_(None), review_skips.c.until > at)
    return ~_skips(person).where(held_off).exists()


def may_be_asked(person: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whether this person may still be asked to review it blind."""
    return (
        is_not_theirs(person),
        is_not_done(person),
        is_not_skipped_for_good(person),
        is_wanted() | is_held_by(person, at),
    )


def is_held_by(person: str, at: datetime) -> ColumnElement[bool]:
    """Whether this person was handed it and has time left."""
    return _claims(at).where(review_claims.c.reviewer == person).exists()


def is_not_held_by_others(person: str, at: datetime) -> ColumnElement[bool]:
    """Whether nobody else was handed it and has time left."""
    return ~_claims(at).where(review_claims.c.reviewer != person).exists()


def _claims(at: datetime) -> Select[str]:
    return select(review_claims.c.reviewer).where(
        review_claims.c.judgement_id == review_items.c.judgement_id, review_claims.c.until > at
    )


def _skips(person: str) -> Select[str]:
    return select(review_skips.c.reviewer).where(
        review_skips.c.judgement_id == review_items.c.judgement_id, review_skips.c.reviewer == person
    )
