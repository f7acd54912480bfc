"""Who is at which answer right now: batches by what they say they have in hand, judgings by their intents."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, or_, select, update

from evaluator.digests import Digest
from evaluator.domain.keys import Claim, MayLive
from evaluator.services.orders import Intent
from evaluator.store.claim_tables import claims
from evaluator.store.tables import intents

_OTHERS = select(claims).where(claims.c.holder != bindparam("own"))
_UNDER_WAY = select(intents.c.key, intents.c.owner, intents.c.expires_at.label("until"))
_EARLIER = _UNDER_WAY.where(
    intents.c.key == bindparam("of"),
    intents.c.owner != bindparam("by"),
    or_(
        intents.c.started_at < bindparam("since"),
        and_(intents.c.started_at == bindparam("since"), intents.c.judgement_id < bindparam("own")),
    ),
)
_RENEW = (
    update(claims)
    .where(claims.c.holder == bindparam("own"))
    .values(owner=bindparam("by"), until=bindparam("at_most"), in_hand=bindparam("keys"))
)
_BEGIN = insert(claims)
_END = delete(claims).where(claims.c.holder.in_(bindparam("holders", expanding=True)))


def elsewhere_in(connection: Connection, holder: str, may_live: MayLive) -> Collection[str]:
    """The keys that others are at than this holder. Claims of those that are gone are thrown away."""
    others = connection.execute(_OTHERS, {"own": holder}).all()
    gone = [row.holder for row in others if not may_live(row.owner, row.until)]
    if gone:
        end_in(connection, gone)
    judged = [row.key for row in connection.execute(_UNDER_WAY) if may_live(row.owner, row.until)]
    return {*judged, *(key for row in others if row.holder not in gone for key in _keys_of(row))}


def is_elsewhere_in(connection: Connection, intent: Intent, may_live: MayLive) -> bool:
    """Whether anybody is at the same who was before this judging: of two that begin at once one goes first.

    What its own process judges, that knows best itself; what that has in a batch is like any other.
    """
    earlier = {"of": intent.key, "by": intent.owner, "since": intent.started_at, "own": intent.id}
    if any(may_live(row.owner, row.until) for row in connection.execute(_EARLIER, earlier)):
        return True
    others = connection.execute(_OTHERS, {"own": intent.id})
    return any(intent.key in _keys_of(row) and may_live(row.owner, row.until) for row in others)


def claim_in(connection: Connection, claim: Claim) -> None:
    """Say what a holder has in hand from now on."""
    keys = " ".join(claim.keys)
    renewed = {"own": claim.holder, "by": claim.owner, "at_most": claim.until, "keys": keys}
    if connection.execute(_RENEW, renewed).rowcount == 0:
        row = {"holder": claim.holder, "owner": claim.owner, "until": claim.until, "in_hand": keys}
        connection.execute(_BEGIN, row)


def end_in(connection: Connection, holders: Collection[str]) -> None:
    """Say that these have nothing in hand any more."""
    connection.execute(_END, {"holders": list(holders)})


def _keys_of(row: Row[Any]) -> Collection[Digest]:
    return {Digest(key) for key in row.in_hand.split()}
