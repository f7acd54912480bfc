"""The table of followers: what is derived from the ledger, and how far each has come."""

from sqlalchemy import Column, Table, Text

from evaluator.store.columns import SEQUENCE
from evaluator.store.naming import metadata

# `seq` is the newest entry that the follower of that name has taken, written along with what it derived from it.
followers = Table(
    "followers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seq", SEQUENCE, nullable=False),
)
