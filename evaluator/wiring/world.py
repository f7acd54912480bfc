"""The world that the services work in."""

import secrets
from datetime import UTC, datetime
from importlib.metadata import version

from evaluator.services.processes import is_alive, this_process
from evaluator.services.surroundings import Surroundings


def surroundings() -> Surroundings:
    """The real world: this clock, this host, this process."""
    versions = tuple((name, version(name)) for name in ("evaluator", "openai", "rapidfuzz", "pystemmer"))
    return Surroundings(
        clock=lambda: datetime.now(UTC),
        new_id=lambda: secrets.token_hex(10),
        owner=this_process(),
        is_alive=is_alive,
        versions=versions,
    )
