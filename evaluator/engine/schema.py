"""The task engine's own tables, made and brought up to date with those of the record."""

from contextlib import closing
from pathlib import Path

from procrastinate import SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager

from evaluator.engine.connection import SCHEMA, sync_connector_of
from evaluator.errors import DatabaseUnavailable

_LOCK = "SELECT pg_advisory_xact_lock(7308604759846218098);"
_STANDS_AT = "SELECT obj_description(to_regnamespace(%(name)s), 'pg_namespace') AS version"


def upgrade(url: str) -> None:
    """Bring the engine's tables to what this version needs, making them where there are none.

    Raises DatabaseUnavailable where PostgreSQL refuses.
    """
    connector = sync_connector_of(url)
    try:
        connector.open()
        with closing(connector):
            _upgrade(connector)
    except ConnectorException as error:
        raise DatabaseUnavailable(
            f"The queue for workers cannot be made in PostgreSQL ({type(error.__cause__).__name__}). "
            f"The user named in EVALUATOR_DATABASE_URL must be allowed to create a schema, {SCHEMA}."
        ) from None


def _upgrade(connector: SyncPsycopgConnector) -> None:
    steps = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    newest = steps[-1].name
    while (version := _version(connector)) is None or version < newest:
        if version is None:
            reached, script = newest, f"CREATE SCHEMA {SCHEMA};\n{SchemaManager.get_schema()}"
        else:
            step = next(step for step in steps if step.name > version)
            reached, script = step.name, step.read_text(encoding="utf-8")
        whole = f"{_LOCK}\n{script}\nCOMMENT ON SCHEMA {SCHEMA} IS '{reached}';"
        try:
            connector.execute_query(query=whole.replace("%", "%%"))
        except ConnectorException:
            # Another process may have been first; then all is well.
            if _version(connector) == version:
                raise


def _version(connector: SyncPsycopgConnector) -> str | None:
    version: str | None = connector.execute_query_one(query=_STANDS_AT, name=SCHEMA)["version"]
    return version
