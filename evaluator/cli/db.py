"""`evaluator db`: bring the database's schema up to date, or back."""

import click

from evaluator.cli.installation import Installation, pass_installation


@click.group("db")
def command() -> None:
    """Upgrade or downgrade the database."""


@command.command()
@pass_installation
def upgrade(installation: Installation) -> None:
    """Bring the database to what this version needs, making it where there is none."""
    installation.upgrade(installation.load())
    click.echo("The database is up to date.")


@command.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_installation
def downgrade(installation: Installation, revision: str, yes: bool) -> None:
    """Bring the database back to REVISION, `base` for none. What newer tables hold is lost."""
    from evaluator.store.upgrades import downgrade as bring_back

    url = installation.load().database.get_secret_value()
    if not yes:
        click.confirm(f"Going back to {revision} deletes what newer tables hold. Go on?", abort=True, err=True)
    bring_back(url, revision)
    click.echo(f"The database is at {revision}.")
