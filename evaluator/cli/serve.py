"""`evaluator serve`: the web service, in this process until it is told to stop."""

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from evaluator.cli.event_loop import loop_factory
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.links import address, way_in

if TYPE_CHECKING:
    from evaluator.settings import Settings
    from evaluator.wiring import Application

GRACE_S = 10
"""Seconds that requests under way have to finish once the service is told to stop."""


@click.command("serve", short_help="Serve the pages and the API until stopped.")
@click.option("--host", help="Address to listen on; else EVALUATOR_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; else EVALUATOR_PORT, else 8000.")
@pass_installation
def command(installation: Installation, host: str | None, port: int | None) -> None:
    """Upgrade the database and serve the pages and the API until stopped."""
    from evaluator.logs import configure_logs

    said = {"host": host, "port": port}
    settings = installation.load()
    settings = settings.model_copy(update={name: value for name, value in said.items() if value})
    configure_logs(settings.log_level, settings.log_format, sys.stderr)
    with _listening(settings) as listener:
        installation.upgrade(settings)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_serve(installation, settings, listener))


async def _serve(installation: Installation, settings: "Settings", listener: socket.socket) -> None:
    import uvicorn

    from evaluator.web.app import create_app

    async with installation.open(settings) as application:
        config = uvicorn.Config(
            create_app(application),
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            lifespan="on",
            timeout_graceful_shutdown=GRACE_S,
        )
        for line in [
            f"Evaluator serves on {address(settings.host, settings.port)} (Ctrl-C stops it).",
            _judges(application),
            await way_in(application),
        ]:
            click.echo(line)
        sys.stdout.flush()
        with _stopped_calmly():
            await uvicorn.Server(config).serve(sockets=[listener])


def _judges(application: "Application") -> str:
    named = [
        f"{judge.identity.name} ({judge.identity.host or 'in this process'})" for judge in application.judging.judges
    ]
    return f"Judges, and where answers go: {', '.join(named)}."


@contextmanager
def _listening(settings: "Settings") -> Iterator[socket.socket]:
    """The socket, opened before anything else is done, so that a taken port is found out first."""
    from evaluator.errors import SettingsInvalid

    try:
        family, *_, place = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(place[:2], family=family, backlog=2048)
    except OSError as error:
        why = str(error.strerror).partition(" (while")[0]
        raise SettingsInvalid(
            f"{settings.host} port {settings.port} cannot be listened on: {why}. Choose others with --host and --port."
        ) from error
    with listener:
        yield listener


@contextmanager
def _stopped_calmly() -> Iterator[None]:
    """Let the server's own graceful stop be all that Ctrl-C and SIGTERM do.

    Having stopped, uvicorn raises the signal again for whoever handled it before; by default that would end the
    process before the database is closed.
    """
    before = {number: signal.signal(number, _heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _heard(number: int, frame: FrameType | None) -> None:
    """Uvicorn has acted on the signal already."""
