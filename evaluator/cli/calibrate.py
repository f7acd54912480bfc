"""`evaluator calibrate`: thresholds for one's own answers, chosen on reviews, to be put into the settings."""

import json
from typing import TYPE_CHECKING

import click

from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.values import Number

if TYPE_CHECKING:
    from evaluator.services.calibrating import Calibrated
    from evaluator.wiring import Application

_RIGHT = Number("share", 0.5, 1)


@click.command("calibrate", short_help="Choose a judge's thresholds on people's reviews.")
@click.option("--judge", "judges", multiple=True, metavar="NAME", help="For which judge; several times, or all.")
@click.option(
    "--covered", type=_RIGHT, default=0.9, show_default=True, help="Share of `covered` that is to be right, by people."
)
@click.option("--missed", type=_RIGHT, default=0.9, show_default=True, help="The same of `missed`.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, one line a judge.")
@pass_installation
def command(installation: Installation, judges: tuple[str, ...], covered: float, missed: float, as_json: bool) -> int:
    """Choose a judge's thresholds on people's reviews, and print the settings that they come to.

    For the built-in matcher and for judges in the mode yes_no_logprobs; from blind reviews of answers that chance
    chose. Nothing is changed by it: put the lines into evaluator.toml yourself.
    """
    from evaluator.cli.calibrate_report import calibrated_json, calibrated_text
    from evaluator.domain.agreement.calibration import Bounds

    bounds = Bounds(covered, missed)

    async def found(application: "Application") -> "tuple[Calibrated, ...]":
        return await application.calibrating.find(bounds, judges)

    told = [
        json.dumps(calibrated_json(one, bounds)) if as_json else calibrated_text(one, bounds)
        for one in installation.run(found)
    ]
    click.echo(("\n" if as_json else "\n\n").join(told))
    return ExitCode.DONE
