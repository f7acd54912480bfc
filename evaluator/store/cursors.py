"""Where one page ends and the next begins: a moment and an id, as one word that is handed out and taken back."""

import base64
from datetime import datetime

from evaluator.domain.ledger import moment_text
from evaluator.errors import RequestInvalid
from evaluator.store.columns import can_be_kept


def cursor_at(moment: datetime, row_id: str) -> str:
    """The cursor of the row that ends a page."""
    return base64.urlsafe_b64encode(f"{moment_text(moment)} {row_id}".encode()).decode()


def place_of(cursor: str) -> tuple[datetime, str]:
    """The moment and id that a cursor stands for. Raises RequestInvalid for one that is not ours."""
    try:
        moment, row_id = base64.b64decode(cursor, altchars=b"-_", validate=True).decode().split(" ", 1)
        found = datetime.fromisoformat(moment)
        if cursor_at(found, row_id) == cursor and can_be_kept(row_id):
            return found, row_id
    except (ValueError, OverflowError):
        pass
    raise RequestInvalid("`cursor` is not one that this log gave out. Leave it away to begin at the newest.")


def refuse_empty(limit: int) -> None:
    """Raise RequestInvalid for a page that would hold nothing."""
    if limit < 1:
        raise RequestInvalid("`limit` must be at least 1.")
