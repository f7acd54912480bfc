"""`evaluator users`: who may use the service, and as what."""

from typing import TYPE_CHECKING

import click

from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.links import login_link
from evaluator.cli.printing import columns

if TYPE_CHECKING:
    from evaluator.domain.users import User
    from evaluator.wiring import Application

ROLES = ("interviewer", "reviewer", "admin")


@click.group("users", short_help="Add, list and remove users; make login links.")
def command() -> None:
    """Add, list and remove users, and make login links for them."""


@command.command(short_help="Add a user and print the token.")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the user may do.")
@pass_installation
def add(installation: Installation, name: str, role: str) -> None:
    """Add NAME and print the token, which cannot be shown again, with a link that signs in once."""
    from evaluator.domain.users import Role

    async def work(application: "Application") -> tuple["User", str, str]:
        user, token = await application.users.add(name, Role(role))
        return user, token, await login_link(application, user)

    user, token, link = installation.run(work, begin=True, asks=False)
    click.echo(f"Added {user.name} ({user.role.value}).")
    click.echo(f"Token, shown only now: {token}")
    click.echo(f"Login link, good once and for an hour: {link}")


@command.command("list")
@pass_installation
def list_users(installation: Installation) -> None:
    """Name every user with role and day of entry."""

    async def work(application: "Application") -> "list[User]":
        return list(await application.users.list())

    users = installation.run(work, asks=False)
    rows = [(user.name, user.role.value, f"{user.created_at:%Y-%m-%d}") for user in users]
    click.echo(columns([("NAME", "ROLE", "SINCE"), *rows]))


@command.command()
@click.argument("name")
@pass_installation
def remove(installation: Installation, name: str) -> None:
    """End the access of NAME at once: token, sessions and links. What they judged stays."""

    async def work(application: "Application") -> "User":
        return await application.users.remove(name)

    user = installation.run(work, asks=False)
    click.echo(f"Removed {user.name}. Their token, sessions and links no longer work.")


@command.command()
@click.argument("name")
@pass_installation
def link(installation: Installation, name: str) -> None:
    """Print a link that signs NAME in once."""
    from evaluator.errors import UserUnknown

    async def work(application: "Application") -> str:
        for user in await application.users.list():
            if user.name == name:
                return await login_link(application, user)
        raise UserUnknown("There is no user of that name. `evaluator users list` names them all.")

    click.echo(installation.run(work, asks=False))
