"""`evaluator purge`: erase what is past its time, as the web service does by itself once a day."""

import json
from typing import TYPE_CHECKING

import click

from evaluator.cli.consent import agreed
from evaluator.cli.erase import UNFINISHED
from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.printing import counted

if TYPE_CHECKING:
    from evaluator.domain.keeping import Due
    from evaluator.wiring import Application


@click.command("purge", short_help="Erase words that were kept for long enough.")
@click.option("--dry-run", is_flag=True, help="Say what would be erased; nothing is.")
@click.option("--yes", is_flag=True, help="Erase without asking back.")
@click.option("--json", "as_json", is_flag=True, help="Print what is due, or the reports, as JSON.")
@pass_installation
def command(installation: Installation, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Erase the words of answers that were kept for as long as they are to be, but for those that are held."""

    async def work(application: "Application") -> int:
        due = await application.keeping.due()
        if dry_run and as_json:
            from evaluator.services.erasure_report import due_json

            keeping = application.keeping
            click.echo(json.dumps(due_json(due, keeping.days, purges=keeping.purges), indent=2))
            return ExitCode.DONE
        click.echo(_told(due, application.keeping.days), err=not dry_run)
        if dry_run or not due.is_any:
            return ExitCode.DONE
        if not yes and not agreed("Erase this for good?"):
            return ExitCode.FAILED
        return await _purge(application, as_json)

    return installation.run(work, asks=False)


async def _purge(application: "Application", as_json: bool) -> int:
    from evaluator.domain.ledger import spaced
    from evaluator.services.access import OPERATOR
    from evaluator.services.erasure_report import report_json

    erasures = await application.keeping.purge(OPERATOR)
    if as_json:
        click.echo(json.dumps([report_json(erasure) for erasure in erasures], ensure_ascii=False, indent=2))
    for erasure in erasures:
        if not as_json:
            click.echo(f"Erased {counted(erasure.deleted.answers)}, entry #{spaced(erasure.ledger_seq)} of the ledger.")
    if all(erasure.is_complete for erasure in erasures):
        return ExitCode.DONE
    click.echo(f"error: {UNFINISHED}", err=True)
    return ExitCode.FAILED


def _told(due: "Due", days: int) -> str:
    from evaluator.domain.days import told_day

    held = f"; held beyond that: {counted(due.held)}" if due.held else ""
    since = f", the first of {told_day(due.oldest)}" if due.oldest else ""
    more = "" if due.is_whole else " or more: only the newest were looked at"
    return f"Kept for {days} days and due now: {counted(due.answers)}{since}{held}{more}."
