"""`evaluator worker`: judges batches handed out through PostgreSQL, beside as many others as are wanted."""

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from evaluator.cli.event_loop import loop_factory
from evaluator.cli.installation import Installation, pass_installation

if TYPE_CHECKING:
    from evaluator.settings import Settings


@click.command("worker", short_help="Judge what batches hand out, beside other workers.")
@click.option(
    "--concurrency",
    metavar="CHUNKS",
    type=click.IntRange(1, 64),
    help="Chunks of 32 answers judged at once; else one more than fill the judge that takes most at once.",
)
@click.option("--until-idle", is_flag=True, help="End as soon as nothing waits to be judged.")
@pass_installation
def command(installation: Installation, concurrency: int | None, until_idle: bool) -> None:
    """Upgrade the database and judge what batches hand out, until stopped.

    Any number of workers on any machines may share the work: each needs EVALUATOR_BATCHES=workers, the same
    EVALUATOR_DATABASE_URL and the same judges as the service. Told to stop, a worker finishes the answers it has under
    way and leaves the rest to others; what a killed one had is taken up by others within seconds.
    """
    from evaluator.errors import SettingsInvalid
    from evaluator.logs import configure_logs
    from evaluator.settings import Batches

    settings = installation.load()
    if settings.batches is not Batches.WORKERS:
        raise SettingsInvalid(
            "Batches are not handed to workers here. Set EVALUATOR_BATCHES=workers, for the service as well."
        )
    configure_logs(settings.log_level, settings.log_format, sys.stderr)
    installation.upgrade(settings)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_work(installation, settings, concurrency, until_idle=until_idle))


async def _work(installation: Installation, settings: "Settings", concurrency: int | None, *, until_idle: bool) -> None:
    from evaluator.worker import serve

    async with installation.open(settings) as application:
        if application.workshop is not None:
            click.echo("Evaluator judges what batches hand out (Ctrl-C stops it).", err=True)
            await serve(application.workshop, at_once=concurrency, until_idle=until_idle)
