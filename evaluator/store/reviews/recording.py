"""Writing what reviewers say, each step with the ledger entry that tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from evaluator.domain.canonical import canonical
from evaluator.domain.commitments import commit
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import EntryKind
from evaluator.domain.review_entries import commit_payload, final_payload, remarks_of, reveal_payload
from evaluator.domain.reviews import Blind, Final, PointReview, Review, ReviewId, Seeded, Stream
from evaluator.errors import ReviewCommitted, ReviewNotRevealed, ReviewTaken, ReviewUnknown
from evaluator.store.entries import append_in
from evaluator.store.review_tables import review_items, review_points, review_words, reviews
from evaluator.store.reviews.first_looks import end_looks_in, own_look_in, place_for_own_in
from evaluator.store.reviews.queue import present_claim_in, release_in
from evaluator.store.reviews.rows import blind_rows, final_rows, review_row, reviews_in
from evaluator.store.reviews.seeds import disclose_in, plant_in
from evaluator.store.tables import answers

_ITEM = (
    select(review_items.c.stream, review_items.c.inclusion_probability, review_items.c.still_wanted)
    .join(answers, answers.c.judgement_id == review_items.c.judgement_id)
    .where(review_items.c.judgement_id == bindparam("judgement"))
)
_ONE_LESS = (
    update(review_items)
    .where(review_items.c.judgement_id == bindparam("judgement"), review_items.c.still_wanted > 0)
    .values(still_wanted=review_items.c.still_wanted - 1)
)


@dataclass(frozen=True, slots=True)
class BlindCommit:
    """What somebody commits. `salt` is for the commitment to their words."""

    review_id: ReviewId
    judgement_id: str
    reviewer: str
    points: tuple[PointReview, ...]
    seconds: float
    at: datetime
    salt: bytes


def review_in(connection: Connection, review_id: str) -> Review | None:
    """The review of that id, or None."""
    return next(iter(reviews_in(connection, select(reviews).where(reviews.c.id == review_id))), None)


def review_by_in(connection: Connection, judgement_id: str, reviewer: str) -> Review | None:
    """One person's review of a judgement, or None."""
    theirs = select(reviews).where(reviews.c.judgement_id == judgement_id, reviews.c.reviewer == reviewer)
    return next(iter(reviews_in(connection, theirs)), None)


def reviews_of_in(connection: Connection, judgement_id: str) -> Sequence[Review]:
    """Every review of a judgement, in the order of their commits."""
    all_of = select(reviews).where(reviews.c.judgement_id == judgement_id).order_by(reviews.c.ledger_seq)
    return reviews_in(connection, all_of)


def commit_in(connection: Connection, given: BlindCommit) -> Review:
    """See ReviewLog.commit."""
    before = review_by_in(connection, given.judgement_id, given.reviewer)
    if before is not None:
        if before.blind.points == given.points:
            return before
        raise ReviewCommitted("Other verdicts of yours are committed already and stay as they are.")
    began_at = own_look_in(connection, given.judgement_id, given.reviewer)
    review = _begun(connection, given) if began_at is None else _first(connection, given, began_at)
    words = canonical(remarks_of(given.points))
    payload = commit_payload(review, commit(given.salt, words))
    entry = append_in(connection, EntryKind.REVIEW_COMMITTED, review.id, payload, given.at)
    connection.execute(insert(reviews), review_row(review, entry.seq))
    connection.execute(insert(review_points), blind_rows(review.id, given.points))
    kept = {"review_id": review.id, "salt": given.salt.hex(), "words": words.decode()}
    connection.execute(insert(review_words), kept)
    if review.stream is Stream.INTERVIEWER:
        end_looks_in(connection, given.judgement_id, given.reviewer)
    else:
        connection.execute(_ONE_LESS, {"judgement": given.judgement_id})
        release_in(connection, given.judgement_id, given.reviewer)
    return review


def reveal_in(connection: Connection, review_id: ReviewId, at: datetime, seeded: Seeded | None = None) -> Review:
    """See ReviewLog.reveal."""
    review = _required(connection, review_id)
    if review.revealed_at is not None:
        return review
    review = replace(review, seeded=seeded)
    if seeded is not None:
        plant_in(connection, review_id, seeded)
    entry = append_in(connection, EntryKind.REVIEW_REVEALED, review.id, reveal_payload(review), at)
    shown = update(reviews).where(reviews.c.id == review.id)
    connection.execute(shown.values(revealed_at=at, revealed_seq=entry.seq))
    return replace(review, revealed_at=at)


def answer_in(connection: Connection, review_id: ReviewId, said: Final) -> Review:
    """See ReviewLog.disclose."""
    review = _required(connection, review_id)
    before = review.seeded.said if review.seeded else None
    if before is None:
        return disclose_in(connection, review, said, final_rows(review.id, said.points))
    if before.points == said.points:
        return review
    raise ReviewCommitted("Other verdicts of yours are committed already. One point is left to settle again.")


def finish_in(connection: Connection, review_id: ReviewId, final: Final) -> Review:
    """See ReviewLog.finish."""
    review = _required(connection, review_id)
    if review.revealed_at is None:
        raise ReviewNotRevealed("The judge's verdicts were not shown yet. Compare before you finish.")
    if review.final is not None:
        if review.final.points == final.points:
            return review
        raise ReviewCommitted("Other final verdicts of yours are committed already and stay as they are.")
    return _finished(connection, review, final)


def _finished(connection: Connection, review: Review, final: Final) -> Review:
    finished = replace(review, final=final)
    entry = append_in(connection, EntryKind.REVIEW_FINISHED, review.id, final_payload(finished), final.at)
    over = update(reviews).where(reviews.c.id == review.id)
    connection.execute(over.values(final_at=final.at, final_seconds=final.seconds, final_seq=entry.seq))
    connection.execute(insert(review_points), final_rows(review.id, final.points))
    return finished


def _begun(connection: Connection, given: BlindCommit) -> Review:
    claim = present_claim_in(connection, given.judgement_id, given.reviewer)
    item = connection.execute(_ITEM, {"judgement": given.judgement_id}).first()
    if claim is None or item is None:
        raise ReviewUnknown("This answer was not handed to you for review, or its words are gone.")
    if item.still_wanted == 0 and claim.until <= given.at:
        raise ReviewTaken("Your time for this answer ran out, and somebody else has reviewed it. Take the next one.")
    return Review(
        given.review_id,
        JudgementId(given.judgement_id),
        given.reviewer,
        Stream(item.stream),
        item.inclusion_probability,
        Blind(given.points, claim.began_at, given.at, given.seconds),
    )


def _first(connection: Connection, given: BlindCommit, began_at: datetime) -> Review:
    """The review of somebody who ordered the judgement and has not seen it yet. It takes nobody's place."""
    place_for_own_in(connection, given.judgement_id)
    blind = Blind(given.points, began_at, given.at, given.seconds)
    judgement_id = JudgementId(given.judgement_id)
    return Review(given.review_id, judgement_id, given.reviewer, Stream.INTERVIEWER, None, blind)


def _required(connection: Connection, review_id: ReviewId) -> Review:
    review = review_in(connection, review_id)
    if review is None:
        raise ReviewUnknown("There is no such review.")
    return review
