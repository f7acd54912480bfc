"""`evaluator questions`: what the bank holds, and whether its wording serves a judge."""

import json
from typing import TYPE_CHECKING

import click

from evaluator.cli.printing import columns
from evaluator.cli.installation import Installation, pass_installation

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


def _bank(installation: Installation) -> "QuestionBank":
    from evaluator.bank import load_bank

    return load_bank(installation.load().bank)
