"""The tables of watching judges: turns at judging anchors, and notes of trials that are not done yet."""

from sqlalchemy import Column, Index, Integer, Table, Text

from evaluator.store.columns import SEQUENCE, Moment
from evaluator.store.naming import metadata

# `until` bounds a turn whose process is gone, or puts off the next one where a round came to nothing.
anchor_turns = Table(
    "anchor_turns",
    metadata,
    Column("judge", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
)

# What was answered, and paid for, in screenings and rounds that are not in the ledger yet; a row goes once they are.
# The answers are ours: nothing here is a candidate's.
trial_notes = Table(
    "trial_notes",
    metadata,
    Column("id", SEQUENCE, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("judge", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("answer_id", Text, nullable=False),
    Column("sample", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Index(None, "purpose", "at"),
)
