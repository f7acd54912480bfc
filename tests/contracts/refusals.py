"""A database that refuses to change a table, until it is told to allow it again."""

from sqlalchemy import Connection, text


def refuse(connection: Connection, table: str, action: str) -> None:
    """Let the database refuse whatever would change a table in that way."""
    if connection.dialect.name == "sqlite":
        connection.execute(
            text(f"CREATE TRIGGER refused BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END")
        )
        return
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'refused'; END $$"
        )
    )
    connection.execute(text(f"CREATE TRIGGER refused BEFORE {action} ON {table} EXECUTE FUNCTION refuse()"))


def allow(connection: Connection, table: str) -> None:
    """Take back what `refuse` did."""
    on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
    connection.execute(text(f"DROP TRIGGER refused{on}"))
