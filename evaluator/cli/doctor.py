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


@click.command("doctor", short_help="Check that all is there and answers; screen a judge.")
@click.option("--screen", "judge", metavar="JUDGE", help="Find out what this judge is worth, and do nothing else.")
@click.option("--anchors", metavar="JUDGE", help="Judge the anchors once more: has this judge become worse?")
@click.option("--anew", is_flag=True, help="With --anchors: begin a new watch with the judge as it is now.")
@pass_installation
def command(installation: Installation, judge: str | None, anchors: str | None, anew: bool) -> int:
    """Check settings, data directory, questions, prompts, database and each judge's endpoint.

    Each judge is asked a few tiny questions. Ends with exit code 1 when something has to be mended.

    With --screen a judge is given twenty answers whose labels are known, half of them weak, and four of them twice. It
    says in words what the judge is, keeps that in the ledger, and ends with exit code 1 where it is unfit.

    With --anchors it judges these twenty once more, and exit code 1 says that it has become worse since the first time.
    """
    from evaluator.cli.findings import State, failed

    if judge is not None and anchors is not None:
        raise click.UsageError("Choose one of --screen and --anchors.")
    if anew and anchors is None:
        raise click.UsageError("--anew begins a watch anew: say of which judge with --anchors.")
    if judge is not None:
        return _screened(installation, judge)
    if anchors is not None:
        return _watched(installation, anchors, anew=anew)
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


def _watched(installation: Installation, judge: str, *, anew: bool) -> int:
    from evaluator.cli.screening import ended, judge_anchors

    finding = installation.run(lambda application: judge_anchors(application, judge, anew=anew), begin=True)
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
