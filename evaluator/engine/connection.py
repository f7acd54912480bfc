"""How the task engine reaches the record's PostgreSQL."""

from procrastinate import PsycopgConnector, SyncPsycopgConnector

SCHEMA = "evaluator_queue"
"""The engine's tables live in a schema of their own, apart from the record's."""

_PREFIX, _PLAIN = "postgresql+psycopg://", "postgresql://"
_CONNECTIONS = 4
_TIMEOUT_S = 5.0


def connector_of(url: str) -> PsycopgConnector:
    """For an event loop. `url` is that of the settings."""
    return PsycopgConnector(
        conninfo=_plain(url), kwargs=_options(), min_size=1, max_size=_CONNECTIONS, timeout=_TIMEOUT_S
    )


def sync_connector_of(url: str) -> SyncPsycopgConnector:
    """For what is done before there is a loop."""
    return SyncPsycopgConnector(conninfo=_plain(url), kwargs=_options(), min_size=1, max_size=1, timeout=_TIMEOUT_S)


def _plain(url: str) -> str:
    return url.replace(_PREFIX, _PLAIN, 1)


def _options() -> dict[str, object]:
    return {"options": f"-c search_path={SCHEMA}", "connect_timeout": round(_TIMEOUT_S)}
