"""`evaluator hold`: keep words from being erased while they may be needed as evidence."""

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click

from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.printing import columns

if TYPE_CHECKING:
    from evaluator.domain.keeping import Hold
    from evaluator.wiring import Application

KINDS = ("candidate", "batch", "question")
_WHY = "Why, for the ledger: it stays there for good, so name nobody."


@click.group("hold", short_help="Place and lift legal holds on words.")
def command() -> None:
    """Place and lift legal holds: what is held is neither erased nor purged."""


@command.command(short_help="Keep the words of a candidate, batch or question.")
@click.argument("kind", metavar="KIND", type=click.Choice(KINDS))
@click.argument("subject")
@click.option("--why", required=True, help=_WHY)
@pass_installation
def place(installation: Installation, kind: str, subject: str, why: str) -> None:
    """Hold the words of a KIND (candidate, batch or question): SUBJECT is its code or id."""
    from evaluator.domain.keeping import HoldKind
    from evaluator.services.access import OPERATOR

    hold = _done(installation, lambda application: application.keeping.place(HoldKind(kind), subject, why, OPERATOR))
    click.echo(f"Hold {hold.id} stands. Entry #{hold.placed_seq} of the ledger.")


@command.command()
@click.argument("hold_id", metavar="ID")
@click.option("--why", required=True, help=_WHY)
@pass_installation
def lift(installation: Installation, hold_id: str, why: str) -> None:
    """Lift the hold of that ID."""
    from evaluator.services.access import OPERATOR

    hold = _done(installation, lambda application: application.keeping.lift(hold_id, why, OPERATOR))
    click.echo(f"Hold {hold.id} is lifted. Entry #{hold.lifted_seq} of the ledger.")


@command.command("list")
@click.option("--all", "every", is_flag=True, help="Those that were lifted, too.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_installation
def list_holds(installation: Installation, every: bool, as_json: bool) -> None:
    """Name every hold that stands."""
    from evaluator.services.erasure_report import hold_json

    async def work(application: "Application") -> "list[Hold]":
        return [hold for hold in await application.keeping.holds() if every or hold.stands]

    holds = installation.run(work, asks=False)
    if as_json:
        click.echo(json.dumps([hold_json(hold) for hold in holds], ensure_ascii=False, indent=2))
        return
    rows = [
        (
            hold.id,
            hold.kind.value,
            hold.subject or "(erased)",
            f"{hold.at:%Y-%m-%d}",
            hold.by,
            "stands" if hold.lifting is None else f"lifted {hold.lifting.at:%Y-%m-%d}",
            hold.why,
        )
        for hold in holds
    ]
    click.echo(columns([("ID", "ON", "SUBJECT", "SINCE", "BY", "STATE", "WHY"), *rows]))


def _done(installation: Installation, work: "Callable[[Application], Awaitable[Hold]]") -> "Hold":
    return installation.run(work, asks=False)
