"""The ledger as people read it."""

from collections import Counter

from evaluator.domain.journal import KINDS, Chapter
from evaluator.domain.ledger import EntryKind


def test_every_kind_of_entry_is_in_one_chapter() -> None:
    placed = Counter(kind for chapter in Chapter for kind in KINDS[chapter])
    assert placed == Counter(EntryKind)
