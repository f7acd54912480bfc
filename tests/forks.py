"""Processes to be killed or told to stop, each forked from one that has everything loaded and has begun nothing.

An interpreter that starts and loads the store takes a second of processor, a fork takes milliseconds. What is forked
is a process as any other: its signals, files and connections are its own.
"""

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120.0
LONGEST = 65_536

DRIVERS = ("sqlalchemy.dialects.sqlite.pysqlite", "sqlalchemy.dialects.postgresql.psycopg", "psycopg")
MODULES = (
    "benchmarks.kills",
    "tests.contracts.asker",
    "tests.contracts.batch_writer",
    "tests.contracts.eraser",
    "tests.contracts.follower_process",
    "tests.contracts.rejudger",
    "tests.contracts.review_writer",
    "tests.contracts.screener",
    "tests.contracts.signer",
    "tests.contracts.worker_process",
    "tests.contracts.writer",
)
"""What processes run."""


class Fork:
    """A process that runs a module as `python -m` does. It is killed at the end of the block."""

    def __init__(self, line: socket.socket, pid: int, said: int) -> None:
        self.stdout = os.fdopen(said, encoding="utf-8")
        self._line = line
        self._pid = pid
        self._code: int | None = None

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it is known to have ended."""
        if self._code is None:
            os.kill(self._pid, number)

    def kill(self) -> None:
        """End it, whatever it is at."""
        self.send_signal(signal.SIGKILL)

    def wait(self) -> int:
        """How it ends: its exit code, or the negative number of the signal that ended it."""
        if self._code is None:
            self._code = _answered(self._line, self._pid)
        return self._code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        self.wait()
        self.stdout.close()


class Nursery:
    """The process that all others are forked from, at the other end of a line."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def start(self, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Fork:
        """A process that runs one of MODULES. What it writes on standard error goes where ours does."""
        said, told = os.pipe()
        try:
            return Fork(self._line, _answered(self._line, [[module, *arguments], environment or {}], told), said)
        finally:
            os.close(told)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Begun when the first process is wanted."""
    with _nursery() as begun:
        yield begun


@contextmanager
def _nursery() -> Iterator[Nursery]:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "tests.forks", str(theirs.fileno())]
    with subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL), ours:
        theirs.close()
        ours.settimeout(PATIENCE_S)
        yield Nursery(ours)


def _answered(line: socket.socket, request: Sequence[object] | int, *descriptors: int) -> int:
    socket.send_fds(line, [json.dumps(request).encode()], descriptors)
    return int(line.recv(LONGEST))


def serve(line: socket.socket) -> None:
    """Fork, or tell how a process ended, until nobody is at the other end of the line."""
    for module in DRIVERS:
        import_module(module)
    for module in MODULES:
        import_module(module)
        # It is to run as if for the first time, with all that it needs loaded.
        del sys.modules[module]
    while True:
        request, descriptors, *_ = socket.recv_fds(line, LONGEST, 1)
        if not request:
            return
        asked = json.loads(request)
        if isinstance(asked, int):
            answer = os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                line.close()
                os.environ |= asked[1]
                run(asked[0], descriptors[0])
            os.close(descriptors[0])
        line.send(str(answer).encode())


def run(arguments: Sequence[str], told: int) -> None:
    """Be the process that runs that module, with its standard output there. Does not return."""
    code = 1
    try:
        os.dup2(told, 1)
        os.close(told)
        sys.argv = list(arguments)
        runpy.run_module(arguments[0], run_name="__main__")
        code = 0
    except SystemExit as error:
        code = int(error.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
