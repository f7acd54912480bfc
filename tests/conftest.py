"""What every test runs under: no settings of the machine's own, and no deadline for hypothesis on a slow machine."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from coverage import Coverage
from hypothesis import settings

settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

MEMORY = Path("/dev/shm")
ENOUGH = 4 * 2**30
"""Bytes that must be free in memory for tests to keep their files there: many times what they need at once."""

if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH:
    # Half the time of a test that writes a database is waiting for the disk, and no test cuts the power.
    tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)

# A folder with no certificates in it: to read those of all authorities takes every client of an endpoint 25 ms, and
# no test talks to anybody who would show one.
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)
os.environ.pop("SSL_CERT_FILE", None)

TESTS = Path(__file__).parent
FOLLOWED = tuple(TESTS / room for room in ("domain", "judge", "attacks", "golden"))
"""Whose tests must reach every line and branch of what judges."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Follow lines only where it is asked which are reached: doing so takes half as much time again."""
    follower = Coverage.current()
    if follower is None or any(item.path.is_relative_to(room) for room in FOLLOWED):
        return (yield)
    follower.stop()
    try:
        return (yield)
    finally:
        follower.start()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("EVALUATOR_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command that sets logging up writes to a stream that ends with its test."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
