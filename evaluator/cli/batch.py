"""`evaluator batch`: a file of answers checked and priced, judged with its progress shown, and written as results."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.cli.batch_bulk import Road, road_options
from evaluator.cli.batch_file import Source, source_options
from evaluator.cli.consent import agreed
from evaluator.cli.destinations import Destination, keep_apart
from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.progress_option import progress_option
from evaluator.cli.values import BUDGET

if TYPE_CHECKING:
    from evaluator.cli.batch_left import Left
    from evaluator.domain.batches import Batch
    from evaluator.files.sheets import Checked
    from evaluator.services.batch_orders import BatchOrder
    from evaluator.wiring import Application

RESULTS = Destination(".csv", ".jsonl", ".xlsx")


@click.command("batch", short_help="Judge every answer of a CSV, JSON Lines or XLSX file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=RESULTS, metavar="RESULTS", help="Results: a .csv, .jsonl or .xlsx file.")
@click.option("--judge", "judge_name", metavar="NAME", help="Which judge to ask; else the default one.")
@click.option("--dry-run", is_flag=True, help="Check and price the file; nothing is asked or paid.")
@click.option("--yes", is_flag=True, help="Begin without asking back.")
@click.option("--budget", type=BUDGET, help="What judging may cost at most.")
@click.option("--again", is_flag=True, help="Judge again what a finished run of this file left without a score.")
@progress_option
@source_options
@road_options
@pass_installation
def command(
    installation: Installation,
    file: Path,
    out: Path | None,
    judge_name: str | None,
    dry_run: bool,
    yes: bool,
    budget: float | None,
    again: bool,
    progress: str,
    source: Source,
    road: Road,
) -> int:
    """Judge every answer in FILE: CSV, JSON Lines or XLSX, one answer a row.

    Run again on the same file with the same judge it goes on where it stopped, under the --budget said last; nothing
    is paid twice. Ends with exit code 3 when some answers could not be scored, and 1 when it had to stop before the
    end.

    Without a connection: --export-requests writes what would be sent, and --import-replies takes in what came back.
    """
    if out is None and not dry_run and road.requests is None:
        raise click.UsageError("Say where the results go with --out, or try the file with --dry-run.")
    keep_apart(
        {"--out": out, "--bad-rows": source.bad_rows, "--export-requests": road.requests},
        [file, *filter(None, [road.replies])],
    )

    from evaluator.cli.screening import tell_new

    async def carry_out(application: "Application") -> int:
        checked = source.check(application, file)
        order = _order(checked, judge_name, budget)
        left = None if yes else await _left(application, checked, order, again=again)
        if not source.may_begin(application, checked, judge_name, left):
            return ExitCode.FAILED
        await tell_new(application, judge_name)
        if dry_run:
            return ExitCode.DONE
        is_asked = road.is_live and not yes and (left is None or left.waiting > 0)
        if is_asked and not agreed("Begin?"):
            return ExitCode.FAILED
        batch = await application.batches.create(order, checked.rows())
        batch = await _taken_up(application, batch, budget, again=again)
        if out is None or not road.is_live:
            return await road.taken(application, batch, out)
        return await _judged(application, batch, out, progress)

    return installation.run(carry_out, begin=True)


def _order(checked: "Checked", judge: str | None, budget: float | None) -> "BatchOrder":
    from evaluator.services.access import OPERATOR
    from evaluator.services.batch_orders import BatchOrder

    return BatchOrder(checked.intake.filename, checked.intake.digest, judge, budget, ordered_by=OPERATOR)


async def _left(application: "Application", checked: "Checked", order: "BatchOrder", *, again: bool) -> "Left | None":
    # Looked up only for somebody who reads it: with --yes, nothing stands between the file and its first request.
    from evaluator.cli.batch_left import left_of

    return await left_of(application, checked, order, again=again)


async def _taken_up(application: "Application", batch: "Batch", budget: float | None, *, again: bool) -> "Batch":
    """A batch there may have been before, under the budget said now, and ready to judge again what it left."""
    from evaluator.domain.batches import BatchState

    if again and batch.state is BatchState.FINISHED and batch.tally.unscored:
        batch = await application.batches.judge_again(batch.id)
    if budget is not None and budget != batch.budget and not batch.state.is_over:
        batch = await application.batches.rebudget(batch.id, budget)
    return batch


async def _judged(application: "Application", batch: "Batch", out: Path, progress: str) -> int:
    from evaluator.cli.batch_progress import shown
    from evaluator.cli.batch_report import closing_text
    from evaluator.cli.batch_results import write_file
    from evaluator.domain.batches import BatchState

    try:
        batch = await shown(application.batches, batch, progress, sys.stderr)
    finally:
        await write_file(application.batches, batch, out)
    click.echo(closing_text(batch, out), err=True)
    if batch.state is not BatchState.FINISHED:
        return ExitCode.FAILED
    return ExitCode.UNSCORED if batch.tally.unscored else ExitCode.DONE
