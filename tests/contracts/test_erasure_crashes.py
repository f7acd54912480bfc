"""A process that erases may be killed before any statement: all of it is done or nothing, and another ends it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_an_erasure_outlives_a_kill_before_any_of_its_statements(url: str) -> None:
    command = [sys.executable, "-m", "tests.contracts.eraser", url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
