"""`evaluator export`: judgements or reviews as a file, which the ledger tells of."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.cli.installation import Installation, pass_installation

if TYPE_CHECKING:
    from evaluator.services.exports import Receipt
    from evaluator.wiring import Application

FORMATS = (".csv", ".jsonl", ".xlsx")
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("export")
@click.argument("what", metavar="WHAT", type=click.Choice(["judgements", "reviews"]))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--question", help="Answers to the question of this id.")
@click.option("--candidate", help="Answers of this candidate, by code.")
@click.option("--judge", help="Judged by the judge of this name.")
@click.option("--batch", help="Answers of the batch of this id.")
@click.option("--reviewer", help="Reviewed by this user.")
@click.option("--since", type=_DAY, help="Judged on this day (UTC) or later: 2026-11-22.")
@click.option("--until", type=_DAY, help="Judged on this day (UTC) or earlier.")
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
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Write WHAT, `judgements` or `reviews`, to OUT: a .csv, .jsonl or .xlsx file, newest first.

    Reviewers are named in it. The ledger tells that the operator did so, how many there were and under which filter.
    """
    if out.suffix.lower() not in FORMATS:
        raise click.BadParameter(f"must end in {', '.join(FORMATS)}", param_hint="OUT")

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
            since=_day(since),
            until=_day(until),
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

    written = installation.run(work)
    click.echo(f"{out}: {written.count} {what}, entry #{written.seq} of the ledger.")


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
