"""The table of turns at judging anchors: one process at a time has a judge judge them."""

from sqlalchemy import Column, Table, Text

from evaluator.store.columns import Moment
from evaluator.store.naming import metadata

# `until` bounds a turn whose process is gone, or puts off the next one where a round came to nothing.
anchor_turns = Table(
    "anchor_turns",
    metadata,
    Column("judge", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
)
