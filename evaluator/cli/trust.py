"""`evaluator trust`: from what confidence on a judge's verdicts may stand without review, proved by reviews."""

import json
from typing import TYPE_CHECKING

import click

from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.values import Number
from evaluator.services.plain_words import per_cent

if TYPE_CHECKING:
    from evaluator.domain.judge_trust import JudgeTrust
    from evaluator.wiring import Application

MOST = 0.5
"""An error of half the points is no bound."""


@click.command("trust", short_help="Tell which verdicts could stand without review.")
@click.option("--judge", "judges", multiple=True, metavar="NAME", help="Of which judge to tell; several times, or all.")
@click.option(
    "--bound",
    type=Number("share", 0, MOST, is_open=True),
    default=0.05,
    show_default=True,
    help="Share of wrong verdicts that may be among those taken without review.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, one line a judge.")
@pass_installation
def command(installation: Installation, judges: tuple[str, ...], bound: float, as_json: bool) -> int:
    """Tell which verdicts could stand without review while no more than --bound of them are wrong.

    From blind reviews of answers that chance chose, with 95 % confidence. With too few reviews everything goes to
    people. Nothing follows by itself: who is asked to review stays as it is.
    """

    async def found(application: "Application") -> "tuple[JudgeTrust, ...]":
        return await application.trusting.find(bound, judges)

    told = installation.run(found)
    names = [trusted.maker.judge for trusted in told]
    for trusted in told:
        if as_json:
            click.echo(json.dumps(_json(trusted, bound)))
        else:
            click.echo(_text(trusted, bound, is_alone=names.count(trusted.maker.judge) == 1))
    return ExitCode.DONE


def _text(trusted: "JudgeTrust", bound: float, *, is_alone: bool) -> str:
    from evaluator.cli.printing import printable
    from evaluator.domain.agreement.figures import NotEnough

    maker, found = trusted.maker, trusted.found
    # One whose model or prompt changed stands there once for each.
    name = printable(maker.judge if is_alone or not maker.in_brief else f"{maker.judge} ({maker.in_brief})")
    if isinstance(found, NotEnough):
        return (
            f"{name}: everything goes to people. {found.have} reviewed {found.unit} have a verdict with a probability; "
            f"{found.needed} are needed"
        )
    if found.threshold is None:
        return f"{name}: everything goes to people. No threshold keeps errors under {per_cent(bound)} for certain"
    return (
        f"{name}: verdicts of {found.threshold:.3f} or surer could stand: {found.taken} of {trusted.reviewed} reviewed "
        f"points, {found.wrong} of them wrong; under {per_cent(bound)} of all such, with 95 % confidence"
    )


def _json(trusted: "JudgeTrust", bound: float) -> dict[str, object]:
    from evaluator.domain.agreement.figures import NotEnough

    maker, found = trusted.maker, trusted.found
    made_by = {"judge": maker.judge, "model": maker.model, "prompt": maker.prompt or None}
    known = {**made_by, "bound": bound, "reviewed": trusted.reviewed}
    if isinstance(found, NotEnough):
        return {**known, "unsure": trusted.unsure, "threshold": None, "needed": found.needed, "have": found.have}
    return {
        **known,
        "unsure": trusted.unsure,
        "threshold": found.threshold,
        "taken": found.taken,
        "wrong": found.wrong,
    }
