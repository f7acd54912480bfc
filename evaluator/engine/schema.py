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
    version = _version(connector)
    if version == newest:
        return
    if version is None:
        scripts = [f"CREATE SCHEMA {SCHEMA};", SchemaManager.get_schema()]
    else:
        scripts = [step.read_text(encoding="utf-8") for step in steps if step.name > version]
    whole = "\n".join([_LOCK, *scripts, f"COMMENT ON SCHEMA {SCHEMA} IS '{newest}';"])
    try:
        connector.execute_query(query=whole.replace("%", "%%"))
    except ConnectorException:
        # Another process may have been first; then all is well.
        if _version(connector) != newest:
            raise


def _version(connector: SyncPsycopgConnector) -> str | None:
    version: str | None = connector.execute_query_one(query=_STANDS_AT, name=SCHEMA)["version"]
    return version
