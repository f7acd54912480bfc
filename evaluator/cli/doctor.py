"""`evaluator doctor`: whether everything that judging needs is there, and what to do where it is not."""

import asyncio
from typing import TYPE_CHECKING

import click

from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation
from evaluator.errors import SettingsInvalid

if TYPE_CHECKING:
    from evaluator.cli.findings import Finding, State
    from evaluator.settings import Settings


@click.command("doctor")
@pass_installation
def command(installation: Installation) -> int:
    """Check settings, data directory, questions, prompts, database and each judge's endpoint.

    Each judge is asked a few tiny questions. Ends with exit code 1 when something has to be mended.
    """
    from evaluator.cli.findings import State, failed

    try:
        settings = installation.load()
    except SettingsInvalid as error:
        _print(failed("settings", error))
        return ExitCode.FAILED
    states = asyncio.run(_check_up(settings))
    return ExitCode.FAILED if State.FAIL in states else ExitCode.DONE


async def _check_up(settings: "Settings") -> "set[State]":
    from evaluator.cli.checkup import check_up

    states = set()
    async for finding in check_up(settings):
        _print(finding)
        states.add(finding.state)
    return states


def _print(finding: "Finding") -> None:
    from evaluator.cli.printing import printable

    click.echo(f"{finding.state:4}  {printable(f'{finding.subject}: {finding.message}')}")
    for fault in finding.faults:
        click.echo(f"      {printable(fault)}")
