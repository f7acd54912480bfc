"""The tables of erasures and of what keeps from them. Nothing here tells whose words an erasure took."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from evaluator.store.columns import SEQUENCE, Moment
from evaluator.store.naming import metadata

# `cleaned` is NULL until no byte of what was deleted is left in the files either: what an erasure has still to do.
erasures = Table(
    "erasures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ledger_seq", SEQUENCE, ForeignKey("ledger.seq"), nullable=False, unique=True),
    Column("basis", Text, nullable=False),
    Column("ordered_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("deleted", Text, nullable=False),
    Column("cleaned_at", Moment),
    Column("cleaned", Text),
)

# Each judgement, recorded or only under way, whose words an erasure took: its words are never written again.
erased_words = Table(
    "erased_words",
    metadata,
    Column("judgement_id", Text, primary_key=True),
    Column("erasure_id", Text, ForeignKey("erasures.id"), nullable=False, index=True),
)

# `subject` and `salt` are NULL once the candidate that a lifted hold was for is erased.
holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text),
    Column("salt", Text),
    Column("placed_seq", SEQUENCE, ForeignKey("ledger.seq"), nullable=False, unique=True),
    Column("placed_at", Moment, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_why", Text, nullable=False),
    Column("lifted_seq", SEQUENCE, ForeignKey("ledger.seq"), unique=True),
    Column("lifted_at", Moment),
    Column("lifted_by", Text),
    Column("lifted_why", Text),
    Index(None, "kind", "subject"),
)
