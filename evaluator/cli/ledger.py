"""`evaluator ledger`: whether the record is still what was written."""

import click

from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation


@click.group("ledger")
def command() -> None:
    """Check the journal that every judgement is chained into."""


@command.command()
@pass_installation
def verify(installation: Installation) -> int:
    """Derive every entry's digest again, and check what is stored against it."""
    from evaluator.domain.ledger import Verified

    found = installation.run(lambda application: application.ledger.verify())
    if not isinstance(found, Verified):
        click.echo(f"error: {found.message}", err=True)
        return ExitCode.FAILED
    click.echo(f"{found.message}.")
    if found.erased:
        click.echo(f"Of these, {found.erased} had their words erased; their commitments still stand.")
    click.echo(f"Head: {found.head}")
    return ExitCode.DONE
