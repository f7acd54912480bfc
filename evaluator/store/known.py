"""What is there already of all that a group of judgements writes: one statement, however many they are."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, literal, null, select, union_all

from evaluator.digests import Digest
from evaluator.domain.batches import ItemState
from evaluator.domain.ledger import EntryKind, Head
from evaluator.store.entries import HEAD
from evaluator.store.review_tables import review_tallies
from evaluator.store.tables import answers, batch_items, intents, judgements, ledger

RECORDED, SAID, OPEN = "recorded", "said", "open"
"""Kinds of what is known of a judgement's id: that it is recorded, that its answer stands, that its intent is open."""

_COUNTED, _HEAD, _PLACED = "counted", "head", "placed"


class Place(NamedTuple):
    """Which item of a batch a judgement is of, and where that stands."""

    batch_id: str
    position: int
    state: ItemState


@dataclass(frozen=True, slots=True)
class Known:
    """What a transaction finds.

    `there` holds pairs of a kind and an id, also those of an entry's kind and its subject. `counts` is what
    `review_tallies` holds, `places` names the item of each judgement that is of one.
    """

    head: Head
    there: Set[tuple[str, str]]
    counts: Mapping[str, int]
    places: Mapping[str, Place]


def _of(kind: ColumnElement[str], subject: ColumnElement[str], *rest: ColumnElement[Any]) -> Select[Any]:
    number, *texts = rest or [literal(0)]
    return select(kind, subject, number, *(texts or [null(), null()]))


_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_VERSIONS: BindParameter[str] = bindparam("versions", expanding=True)
_SUBJECTS: BindParameter[str] = bindparam("subjects", expanding=True)
_VERSION_KINDS = [EntryKind.BANK_VERSION.value, EntryKind.PROMPT_VERSION.value]
_NEWEST, _ITEM, _TALLY = HEAD.subquery(), batch_items.c, review_tallies.c
_KNOWN = union_all(
    _of(literal(RECORDED), judgements.c.id).where(judgements.c.id.in_(_IDS)),
    _of(literal(SAID), answers.c.judgement_id).where(answers.c.judgement_id.in_(_IDS)),
    _of(literal(OPEN), intents.c.judgement_id).where(intents.c.judgement_id.in_(_IDS)),
    _of(ledger.c.kind, ledger.c.subject).where(ledger.c.kind.in_(_VERSION_KINDS), ledger.c.subject.in_(_VERSIONS)),
    _of(literal(_COUNTED), _TALLY.subject, _TALLY.count).where(_TALLY.subject.in_(_SUBJECTS)),
    _of(literal(_HEAD), _NEWEST.c.digest, _NEWEST.c.seq),
    _of(literal(_PLACED), _ITEM.judgement_id, _ITEM.position, _ITEM.batch_id, _ITEM.state).where(
        _ITEM.judgement_id.in_(_IDS)
    ),
)


def known_in(
    connection: Connection, ids: Collection[str], versions: Collection[str], subjects: Collection[str]
) -> Known:
    """What is known of judgements' ids, of versions of banks and prompts, and of subjects that are counted."""
    head, there, counts, places = Head(), set[tuple[str, str]](), dict[str, int](), dict[str, Place]()
    found = connection.execute(_KNOWN, {"ids": ids, "versions": versions, "subjects": subjects}).all()
    for kind, subject, number, batch_id, state in found:
        if kind == _HEAD:
            head = Head(number, Digest(subject))
        elif kind == _PLACED:
            places[subject] = Place(batch_id, number, ItemState(state))
        elif kind == _COUNTED:
            counts[subject] = number
        else:
            there.add((kind, subject))
    return Known(head, there, counts, places)
