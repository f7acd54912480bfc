"""`evaluator rejudge`: what is outdated, what judging it again costs, a batch of it, and how verdicts moved."""

import sys
from typing import TYPE_CHECKING

import click

from evaluator.cli.consent import agreed
from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.progress_option import progress_option
from evaluator.cli.values import BUDGET

if TYPE_CHECKING:
    from evaluator.domain.batches import Batch
    from evaluator.domain.rejudging import Choice, Rejudging
    from evaluator.services.rejudging import Survey
    from evaluator.wiring import Application

LOOK_S = 10.0
"""Seconds between two words about how far the record has been looked through."""


@click.command("rejudge", short_help="Judge again what is outdated.")
@click.option("--question", metavar="ID", help="Answers to this question alone.")
@click.option("--judge", metavar="NAME", help="Judgements of this judge; needed where several judges' are outdated.")
@click.option("--by", metavar="NAME", help="Who judges; else the judge of the same name, or the default one.")
@click.option("--dry-run", is_flag=True, help="Say what is outdated and what it costs; nothing is asked or paid.")
@click.option("--yes", is_flag=True, help="Begin without asking back.")
@click.option("--budget", type=BUDGET, help="What judging may cost at most.")
@progress_option
@pass_installation
def command(
    installation: Installation,
    question: str | None,
    judge: str | None,
    by: str | None,
    dry_run: bool,
    yes: bool,
    budget: float | None,
    progress: str,
) -> int:
    """Judge again what is outdated: the question, the prompt, the model or its settings are others now, or the judge is
    gone.

    The old judgements stay. Run again it goes on where it stopped; nothing is paid twice. Ends with exit code 3 when
    some answers could not be scored, and 1 when it had to stop before the end.
    """
    from evaluator.domain.rejudging import Choice

    choice = Choice(judge, question)

    async def carry_out(application: "Application") -> int:
        going = None if dry_run else await _left(application, choice)
        if going is None:
            survey = await _surveyed(application, choice, by)
            _tell(survey)
            if dry_run or not survey.offers:
                return ExitCode.DONE
        else:
            click.echo(_going_on(going), err=True)
        if not yes and not agreed("Begin?"):
            return ExitCode.FAILED
        rejudging = going or await _ordered(application, choice, by, budget)
        if going and budget is not None and budget != going.batch.budget:
            await application.batches.rebudget(going.batch.id, budget)
        return await _judged(application, rejudging.batch, progress)

    return installation.run(carry_out)


async def _left(application: "Application", choice: "Choice") -> "Rejudging | None":
    """The oldest rejudging of this choice that was begun and is not over."""
    return next(iter(await application.rejudging.under_way(choice)), None)


async def _surveyed(application: "Application", choice: "Choice", by: str | None) -> "Survey":
    """What is outdated, once the whole record is looked through."""
    while True:
        survey = await application.rejudging.survey(choice, by=by, within_s=LOOK_S)
        if survey.following.is_level:
            return survey
        seen = survey.following
        click.echo(f"Looked through {seen.seq:,} of {seen.head:,} entries of the record.", err=True)


async def _ordered(application: "Application", choice: "Choice", by: str | None, budget: float | None) -> "Rejudging":
    from evaluator.services.access import OPERATOR
    from evaluator.services.rejudging import RejudgingOrder

    return await application.rejudging.order(RejudgingOrder(choice, by, budget, OPERATOR), within_s=LOOK_S)


async def _judged(application: "Application", batch: "Batch", progress: str) -> int:
    from evaluator.cli.batch_progress import shown
    from evaluator.cli.rejudge_report import closing_text
    from evaluator.domain.batches import BatchState
    from evaluator.services.access import OPERATOR

    batch = await shown(application.batches, batch, progress, sys.stderr)
    click.echo(closing_text(batch, await application.rejudging.moves(batch.id, OPERATOR)))
    if batch.state is not BatchState.FINISHED:
        return ExitCode.FAILED
    return ExitCode.UNSCORED if batch.tally.unscored else ExitCode.DONE


def _tell(survey: "Survey") -> None:
    from evaluator.cli.rejudge_report import survey_text

    click.echo(survey_text(survey))


def _going_on(rejudging: "Rejudging") -> str:
    from evaluator.cli.printing import printable

    batch = rejudging.batch
    return printable(f"Going on with “{batch.name}”: {batch.tally.done:,} of {batch.tally.total:,} answers are done.")
