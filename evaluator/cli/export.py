"""`evaluator export`: judgements or reviews as a file, which the ledger tells of."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.cli.destinations import Destination
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.values import day

if TYPE_CHECKING:
    from evaluator.services.exports import Receipt
    from evaluator.wiring import Application


@click.command("export", short_help="Write judgements or reviews to a file.")
@click.argument("what", metavar="WHAT", type=click.Choice(["judgements", "reviews"]))
@click.argument("out", type=Destination(".csv", ".jsonl", ".xlsx"))
@click.option("--question", metavar="ID", help="Answers to the question of this id.")
@click.option("--candidate", metavar="CODE", help="Answers of this candidate, by code.")
@click.option("--judge", metavar="NAME", help="Judged by the judge of this name.")
@click.option("--batch", metavar="ID", help="Answers of the batch of this id.")
@click.option("--reviewer", metavar="NAME", help="Reviewed by this user.")
@click.option("--since", type=day, help="Judged on this day (UTC) or later: 2026-11-22.")
@click.option("--until", type=day, help="Judged on this day (UTC) or earlier.")
@pass_installation
def command(
    installation: Installation,
    what: str,
    out: Path,
    question: str | None,
    candidate: str | None,
    judge: str | None,
    batch: str | None,
    reviewer: str | None,
    since: date | None,
    until: date | None,
) -> None:
    """Write WHAT, `judgements` or `reviews`, to OUT: a .csv, .jsonl or .xlsx file, newest first.

    Reviewers are named in it. The ledger tells that the operator did so, how many there were and under which filter.
    """
    if since and until and since > until:
        raise click.UsageError("No day is on or after --since and on or before --until: change one of them.")

    async def work(application: "Application") -> "Receipt":
        from evaluator.cli.batch_results import replacing
        from evaluator.errors import OutputRefused
        from evaluator.services.exports import ExportOrder
        from evaluator.services.orders import JudgementFilter
        from evaluator.services.tables import ResultFormat

        wanted = JudgementFilter(
            question_id=question,
            candidate=candidate,
            judge=judge,
            batch=batch,
            reviewer=reviewer,
            since=since,
            until=until,
        )
        order = ExportOrder(wanted, ResultFormat(out.suffix.lower().removeprefix(".")))
        exports = application.exports
        try:
            with replacing(out) as stream:
                return await (exports.judgements if what == "judgements" else exports.reviews)(order, stream)
        except OSError as error:
            raise OutputRefused(
                f"The export cannot be written to {out}: {error.strerror}. Name another file."
            ) from None

    written = installation.run(work, asks=False)
    click.echo(f"{out}: {written.count} {what}, entry #{written.seq} of the ledger.")
