"""Which judgements had their words erased. Asked before anything is recorded, so this module needs next to nothing."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, select

from evaluator.store.erasure_tables import erased_words

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_TAKEN = select(erased_words.c.judgement_id).where(erased_words.c.judgement_id.in_(_IDS))


def erased_among_in(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Those of the judgements whose words an erasure took, be they recorded or not."""
    return frozenset(connection.execute(_TAKEN, {"ids": list(ids)}).scalars()) if ids else frozenset()
