"""Every table there is, so that nobody lacks one who needs them all: the migrations, and what `schema.sql` is made of.

Whoever works with a few tables loads those alone.
"""

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from evaluator.store import anchor_tables as anchor_tables
from evaluator.store import claim_tables as claim_tables
from evaluator.store import erasure_tables as erasure_tables
from evaluator.store import following_tables as following_tables
from evaluator.store import insight_tables as insight_tables
from evaluator.store import measurement_tables as measurement_tables
from evaluator.store import rejudging_tables as rejudging_tables
from evaluator.store import review_tables as review_tables
from evaluator.store import tables as tables
from evaluator.store.guards import SQLITE_GUARDS
from evaluator.store.naming import metadata as metadata
from evaluator.store.search_tables import SQLITE_SEARCH


def for_sqlite() -> str:
    """What makes all of it in an empty SQLite file: statements, with an empty line between two of them."""
    made = metadata.sorted_tables
    indices = [index for table in made for index in sorted(table.indexes, key=lambda one: str(one.name))]
    elements: list[ExecutableDDLElement] = [*map(CreateTable, made), *map(CreateIndex, indices)]
    compiled = [str(one.compile(dialect=sqlite.dialect())) for one in elements]
    statements = [*compiled, *SQLITE_GUARDS, *SQLITE_SEARCH]
    return "\n\n".join(map(_tidy, statements)) + "\n"


def _tidy(statement: str) -> str:
    lines = statement.strip().expandtabs(4).splitlines()
    return "\n".join(line.rstrip() for line in lines) + ";"
