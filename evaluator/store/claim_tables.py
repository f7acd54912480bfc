"""The table of claims: which answers batches have in hand, so that nobody else asks for them meanwhile."""

from sqlalchemy import Column, Table, Text

from evaluator.store.columns import Moment
from evaluator.store.naming import metadata

# The keys of all that a batch, or a chunk of one, has in hand, with a space between them; the row goes when it ends.
claims = Table(
    "claims",
    metadata,
    Column("holder", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
    Column("in_hand", Text, nullable=False),
)
