"""The table of measurements: reports of how good judges are, which hold figures and nobody's words."""

from sqlalchemy import Column, Index, Integer, Table, Text

from evaluator.store.columns import Moment
from evaluator.store.naming import metadata

# `judges` is a JSON list of names, `report` the whole report as JSON.
measurements = Table(
    "measurements",
    metadata,
    Column("id", Text, primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("name", Text, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("judges", Text, nullable=False),
    Column("report", Text, nullable=False),
    Index(None, "made_at", "id"),
)
