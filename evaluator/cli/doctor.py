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
@click.option("--screen", "judge", metavar="JUDGE", help="Find out what this judge is worth, and do nothing else.")
@pass_installation
def command(installation: Installation, judge: str | None) -> int:
    """Check settings, data directory, questions, prompts, database and each judge's endpoint.

    Each judge is asked a few tiny questions. Ends with exit code 1 when something has to be mended.

    With --screen a judge is given twenty answers whose labels are known, half of them weak, and four of them twice. It
    says in words what the judge is, keeps that in the ledger, and ends with exit code 1 where it is unfit.
    """
    from evaluator.cli.findings import State, failed

    if judge is not None:
        return _screened(installation, judge)
    try:
        settings = installation.load()
    except SettingsInvalid as error:
        _print(failed("settings", error))
        return ExitCode.FAILED
    states = asyncio.run(_check_up(settings))
    return ExitCode.FAILED if State.FAIL in states else ExitCode.DONE


def _screened(installation: Installation, judge: str) -> int:
    from evaluator.cli.screening import ended, screen

    finding = installation.run(lambda application: screen(application, judge), begin=True)
    _print(finding)
    return ended(finding)


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
