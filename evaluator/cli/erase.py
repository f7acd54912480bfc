"""`evaluator erase`: take back, for good, everything a candidate said."""

import json
from typing import TYPE_CHECKING

import click

from evaluator.cli.consent import agreed
from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation

if TYPE_CHECKING:
    from evaluator.domain.erasures import Erasure
    from evaluator.wiring import Application

UNFINISHED = (
    "The rows are deleted, but others had the database's files open, or they are too large to be written anew at once. "
    "Run `evaluator erase --finish` when it is quiet."
)


@click.command("erase", short_help="Delete everything a candidate said, for good.")
@click.argument("candidate", required=False)
@click.option("--why", help="Why, for the ledger: it stays there for good, so name nobody.")
@click.option("--yes", is_flag=True, help="Erase without asking back.")
@click.option("--finish", is_flag=True, help="Finish what an erasure that was cut off left to do, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@pass_installation
def command(
    installation: Installation, candidate: str | None, why: str | None, yes: bool, finish: bool, as_json: bool
) -> int:
    """Delete every word of CANDIDATE, and of reviewers about them, for good. The record stands without them."""
    if finish == (candidate is not None):
        raise click.UsageError("Either name the candidate whose words are to be erased, or say --finish.")
    if candidate is not None and why is None:
        raise click.UsageError("Say --why: an erasure needs a reason.")

    async def work(application: "Application") -> int:
        if candidate is None or why is None:
            return await _finish(application, as_json)
        return await _erase(application, candidate, why, yes=yes, as_json=as_json)

    return installation.run(work, asks=False)


async def _erase(application: "Application", candidate: str, why: str, *, yes: bool, as_json: bool) -> int:
    from evaluator.services.access import OPERATOR
    from evaluator.services.erasure_report import preview

    erasing = application.erasing
    findings = await erasing.look(candidate)
    if not yes:
        for line in preview(findings):
            click.echo(line, err=True)
        if not agreed("Erase this for good?"):
            return ExitCode.FAILED
    return _tell(await erasing.erase(candidate, why, OPERATOR), as_json)


async def _finish(application: "Application", as_json: bool) -> int:
    finished = await application.erasing.finish(at_any_size=True)
    if not finished:
        click.echo("No erasure is unfinished.")
    ends = [_tell(erasure, as_json) for erasure in finished]
    return max(ends, default=ExitCode.DONE)


def _tell(erasure: "Erasure", as_json: bool) -> int:
    from evaluator.services.erasure_report import report, report_json

    if as_json:
        click.echo(json.dumps(report_json(erasure), ensure_ascii=False, indent=2))
    else:
        for line in report(erasure):
            click.echo(line)
    if erasure.is_complete:
        return ExitCode.DONE
    if erasure.cleaning is None:
        click.echo(f"error: {UNFINISHED}", err=True)
    else:
        click.echo(f"error: {erasure.cleaning.check.message}", err=True)
    return ExitCode.FAILED
