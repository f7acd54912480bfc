"""Taking judgements into the review queue, in the transaction that records them.

However many are recorded together, one statement takes in all that come in.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, insert, update

from evaluator.domain.review_queue import Nomination, QueueItem, admit
from evaluator.store.known import Place
from evaluator.store.prepared import write_in
from evaluator.store.review_tables import review_items, review_tallies
from evaluator.store.rows import Row

_BEGIN = insert(review_tallies)
_COUNT = update(review_tallies).where(review_tallies.c.subject == bindparam("which")).values(count=bindparam("stands"))
_ENROL = insert(review_items)


def enrol_in(
    connection: Connection, nominations: Sequence[Nomination], counts: Mapping[str, int], places: Mapping[str, Place]
) -> None:
    """Put into the queue those of the judgements that belong there. They must be recorded already.

    `counts` is what `review_tallies` holds for the nominations' subjects, `places` names the item of each judgement
    that is of one.
    """
    admission = admit(nominations, counts)
    _write_counts(connection, counts, admission.counts)
    if admission.items:
        write_in(connection, _ENROL, [_row_of(item, places.get(item.judgement_id)) for item in admission.items])


def _write_counts(connection: Connection, known: Mapping[str, int], changed: Mapping[str, int]) -> None:
    new = [{"subject": subject, "count": count} for subject, count in changed.items() if subject not in known]
    old = [{"which": subject, "stands": count} for subject, count in changed.items() if subject in known]
    if new:
        connection.execute(_BEGIN, new)
    if old:
        connection.execute(_COUNT, old)


def _row_of(item: QueueItem, place: Place | None) -> Row:
    return {
        "judgement_id": item.judgement_id,
        "question_id": item.question_id,
        "judge": item.judge,
        "ordered_by": item.ordered_by,
        "stream": item.stream.value,
        "inclusion_probability": item.inclusion_probability,
        "why": item.why.value,
        "priority": item.priority,
        "still_wanted": item.wanted,
        "enrolled_at": item.at,
        "batch_id": place.batch_id if place else None,
    }
