"""`evaluator questions`: what the bank holds, and whether its wording serves a judge."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.printing import columns, printable

if TYPE_CHECKING:
    from evaluator.domain.questions import QuestionBank


@click.group("questions")
def command() -> None:
    """List and check the questions of the bank."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the bank as JSON, as the API gives it.")
@pass_installation
def list_questions(installation: Installation, as_json: bool) -> None:
    """Name every question with its kind and number of points."""
    from evaluator.services.question_json import bank_json

    bank = _bank(installation)
    if as_json:
        click.echo(json.dumps(bank_json(bank), ensure_ascii=False, indent=2))
        return
    rows = [(one.id, one.kind.value, str(len(one.points)), one.title) for one in bank.questions]
    click.echo(columns([("ID", "KIND", "POINTS", "TITLE"), *rows]))


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@pass_installation
def lint(installation: Installation, as_json: bool) -> int:
    """Find points whose wording two readers would judge differently. Ends with exit code 1 where there are any."""
    from evaluator.bank import load_bank
    from evaluator.bank.linting import lint_bank
    from evaluator.domain.wording import lint as findings_in

    path = installation.load().bank
    if as_json:
        findings = findings_in(load_bank(path))
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
        return ExitCode.FAILED if findings else ExitCode.DONE
    lines = lint_bank(path)
    for line in lines:
        click.echo(printable(line))
    click.echo(_count(len(lines)), err=True)
    return ExitCode.FAILED if lines else ExitCode.DONE


def _count(findings: int) -> str:
    return f"{findings or 'No'} {'finding' if findings == 1 else 'findings'}."


def _bank(installation: Installation) -> "QuestionBank":
    from evaluator.bank import load_bank

    return load_bank(installation.load().bank)
