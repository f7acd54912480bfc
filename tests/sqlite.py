"""A fresh SQLite file for each test: made once, then copied."""

import tempfile
from functools import cache
from pathlib import Path

from evaluator.store.upgrades import upgrade


def fresh(path: Path) -> str:
    """The URL of a new file with the present schema in it."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(_template())
    return f"sqlite:///{path}"


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()
