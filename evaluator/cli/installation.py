"""What commands take from the world: settings, a database up to date, an open application. Tests give their own."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import click

from evaluator.cli.event_loop import loop_factory

if TYPE_CHECKING:
    from evaluator.settings import Settings
    from evaluator.wiring import Application

T = TypeVar("T")

SWITCH_S = 0.001
"""How long a thread may keep the interpreter while others want it. A commit wants it a dozen times: at five
milliseconds each, Python's own, who waits for the record would wait for the interpreter more than for the disk."""


def _load() -> "Settings":
    with _nothing_collected():
        from evaluator.settings import load_settings

        return load_settings(os.environ)


@asynccontextmanager
async def _open(settings: "Settings", examples_of: "Settings | None" = None) -> "AsyncIterator[Application]":
    async with AsyncExitStack() as stack:
        with _nothing_collected():
            from evaluator.wiring import open_application

            application = await stack.enter_async_context(open_application(settings, examples_of))
        sys.setswitchinterval(SWITCH_S)
        yield application


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """While it all is loaded: it stays to the end, and the collector need not look through it then nor later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _ended_calmly() -> Iterator[None]:
    """Let SIGTERM do to the task that runs what Ctrl-C does: what is under way, and may be paid for, is finished and
    recorded.

    By the loop, not by way of SIGINT: a command that a script began in the background takes no notice of that.
    """
    loop, task, told = asyncio.get_running_loop(), asyncio.current_task(), asyncio.Event()

    def stop() -> None:
        told.set()
        if task is not None:
            task.cancel()

    loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield
    except asyncio.CancelledError:
        if told.is_set():
            raise KeyboardInterrupt from None
        raise
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def _upgrade(settings: "Settings") -> None:
    with _nothing_collected():
        from evaluator.store.upgrades import upgrade

    upgrade(settings.database.get_secret_value())
    if settings.batches.value == "workers":
        from evaluator.engine.schema import upgrade as upgrade_queue

        upgrade_queue(settings.database.get_secret_value())


@dataclass(frozen=True, slots=True)
class Installation:
    """Where settings come from, how the database is brought up to date and how the application is opened."""

    load: "Callable[[], Settings]" = _load
    upgrade: "Callable[[Settings], None]" = _upgrade
    open: "Callable[[Settings], AbstractAsyncContextManager[Application]]" = _open
    open_shown: "Callable[[Settings, Settings], AbstractAsyncContextManager[Application]]" = _open
    """The same, with the examples of the record of other settings."""

    def run(self, work: "Callable[[Application], Awaitable[T]]", *, begin: bool = False, asks: bool = True) -> T:
        """Open the application, do the work with it, close it, and return what the work returned.

        With `begin` the SQLite file is made where there is none; all else is left to `serve` and `db upgrade`. A work
        that `asks` no judge finds none but the matcher: what reaches the others takes as long to load as all the rest.
        """

        settings = self.load()
        if not asks:
            settings = settings.model_copy(update={"judges": (), "panels": ()})
        if begin and settings.database_url is None and not os.access(settings.database_file, os.F_OK):
            self.upgrade(settings)

        async def opened() -> T:
            with _ended_calmly():
                async with self.open(settings) as application:
                    return await work(application)

        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            return runner.run(opened())


pass_installation = click.make_pass_decorator(Installation, ensure=True)
