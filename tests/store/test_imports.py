"""What importing the store costs."""

import subprocess
import sys

SCRIPT = """
import sys
import evaluator.store.database, evaluator.store.judgements, evaluator.store.ledger, evaluator.store.users
print([name for name in ("alembic", "sqlalchemy.orm", "asyncpg", "aiosqlite") if name in sys.modules])
"""


def test_the_store_is_imported_without_what_only_an_upgrade_needs() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
