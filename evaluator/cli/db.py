"""`evaluator db`: bring the database's schema up to date, or back."""

import click

from evaluator.cli.consent import agreed
from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation


@click.group("db")
def command() -> None:
    """Upgrade or downgrade the database."""


@command.command(short_help="Bring the database to what this version needs.")
@pass_installation
def upgrade(installation: Installation) -> None:
    """Bring the database to what this version needs, making it where there is none."""
    installation.upgrade(installation.load())
    click.echo("The database is up to date.")


@command.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Go back without asking.")
@pass_installation
def downgrade(installation: Installation, revision: str, yes: bool) -> int:
    """Bring the database back to REVISION, `base` for none. What newer tables hold is lost."""
    from evaluator.store.upgrades import downgrade as bring_back

    url = installation.load().database.get_secret_value()
    if not yes and not agreed(f"Going back to {revision} deletes what newer tables hold. Go on?"):
        return ExitCode.FAILED
    bring_back(url, revision)
    click.echo(f"The database is at {revision}.")
    return ExitCode.DONE
