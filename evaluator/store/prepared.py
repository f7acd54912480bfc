"""Statements that write many rows, made ready for the driver once instead of each time.

SQLAlchemy says what the statement is and how each type is passed on, and would do the rest again for every execution:
that costs more than writing does.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Update

from evaluator.store.rows import Row


def write_in(connection: Connection, statement: Insert | Update, rows: Sequence[Row]) -> None:
    """Execute a statement with every row, as `connection.execute(statement, rows)` does.

    The statement is a constant, and a row holds all of its parameters: for an insert, every column. What the driver
    raises comes as it is.
    """
    text, parameters = _prepared(statement, connection.dialect)
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(text, [parameters(row) for row in rows])
    finally:
        cursor.close()


@lru_cache(maxsize=64)
def _prepared(statement: Insert | Update, dialect: Dialect) -> tuple[str, Callable[[Row], Any]]:
    """The statement in the driver's words, and what makes its parameters of a row."""
    compiled = dialect.statement_compiler(dialect, statement)
    names = compiled.positiontup or list(compiled.binds)
    passed_on = [(name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names]

    def values(row: Row) -> list[Any]:
        return [process(row[name]) if process else row[name] for name, process in passed_on]

    def by_name(row: Row) -> dict[str, Any]:
        return dict(zip(names, values(row), strict=True))

    return compiled.string, values if compiled.positional else by_name
