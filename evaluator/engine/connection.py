"""How the task engine reaches the record's PostgreSQL."""

from procrastinate import PsycopgConnector, SyncPsycopgConnector

SCHEMA = "evaluator_queue"
"""The engine's tables live in a schema of their own, apart from the record's."""

_PREFIX, _PLAIN = "postgresql+psycopg://", "postgresql://"
_CONNECTIONS = 4

TIMEOUT_S = 5.0
"""How long to wait for a connection."""


def connector_of(url: str, timeout_s: float = TIMEOUT_S) -> PsycopgConnector:
    """For an event loop. `url` is that of the settings, `timeout_s` how long to wait for a connection to be free."""
    return PsycopgConnector(
        conninfo=_plain(url), kwargs=_options(), min_size=1, max_size=_CONNECTIONS, timeout=timeout_s
    )


def sync_connector_of(url: str) -> SyncPsycopgConnector:
    """For what is done before there is a loop."""
    return SyncPsycopgConnector(conninfo=_plain(url), kwargs=_options(), min_size=1, max_size=1, timeout=TIMEOUT_S)


def _plain(url: str) -> str:
    return url.replace(_PREFIX, _PLAIN, 1)


def _options() -> dict[str, object]:
    return {"options": f"-c search_path={SCHEMA}", "connect_timeout": round(TIMEOUT_S)}
