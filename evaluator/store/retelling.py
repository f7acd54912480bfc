"""Entries told again from the rows behind them."""

from collections.abc import Callable, Mapping

from evaluator.digests import Json, canonical_json
from evaluator.domain.ledger import Broken, Entry

Retold = tuple[Mapping[str, Json], str]
"""What an entry should hold by its rows: the payload, and the moment as text."""


def fault_in(entry: Entry, what: str, retell: Callable[[], Retold | None]) -> Broken | None:
    """What contradicts an entry that tells of `what`, or None. `retell` gives None where its rows are not there."""
    try:
        retold = retell()
    except (ValueError, TypeError, LookupError, AttributeError):
        # Whatever cannot be derived from the rows was changed: this program wrote them so that it can.
        retold = None
    if retold is None:
        return Broken(entry.seq, f"its {what} is missing or cannot be read")
    payload, at = retold
    if canonical_json(payload).decode() != entry.payload or at != entry.at:
        return Broken(entry.seq, f"its {what} does not match it")
    return None
