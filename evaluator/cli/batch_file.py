"""The file of `evaluator batch`: how it is to be read, what is found in it, and whether judging may begin."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evaluator.cli.destinations import Destination

if TYPE_CHECKING:
    from evaluator.cli.batch_left import Left
    from evaluator.files.sheets import Checked, ColumnMapping
    from evaluator.wiring import Application


@dataclass(frozen=True, slots=True)
class Source:
    """How a file is read. `bad_rows` is where the rows that cannot be judged go, None for nowhere."""

    mapping: "ColumnMapping"
    sheet: str | None = None
    skip_bad_rows: bool = False
    bad_rows: Path | None = None

    def check(self, application: "Application", file: Path) -> "Checked":
        """Every row looked at, and the bad ones written where they are wanted."""
        from evaluator.files.sheets import check_sheet, read_sheet

        checked = check_sheet(read_sheet(file, tab=self.sheet), application.bank, self.mapping)
        if self.bad_rows is not None:
            _keep_bad_rows(checked, self.bad_rows)
        return checked

    def may_begin(self, application: "Application", checked: "Checked", judge: str | None, left: "Left | None") -> bool:
        """Tell what was found and what judging it takes, or only what was `left` of it before.

        False where judging is no use or something must be mended.
        """
        from evaluator.cli.batch_report import estimate_text, intake_text

        workload = left.workload if left else checked.intake.workload
        summary, expected = application.batches.estimate(workload, judge)
        click.echo(intake_text(checked.intake), err=True)
        if left:
            click.echo(left.told(), err=True)
        if left.waiting if left else checked.intake.ready:
            click.echo(estimate_text(summary, expected), err=True)
        if checked.intake.bad and not self.skip_bad_rows:
            mend = "Mend these rows, or judge the others with --skip-bad-rows."
            click.echo(f"error: Nothing was judged. {mend}", err=True)
            return False
        if not checked.intake.ready:
            click.echo("error: There is no row that can be judged.", err=True)
            return False
        return True


def source_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say how the file is read, given to the command as `source`."""

    @click.option(
        "--sheet", metavar="NAME", help="Which sheet of a workbook; else the first that shows and is not empty."
    )
    @click.option("--skip-bad-rows", is_flag=True, help="Judge the good rows of a file that has bad ones.")
    @click.option(
        "--bad-rows",
        type=Destination(".csv", ".xlsx"),
        metavar="FILE",
        help="Write the bad rows to a .csv or .xlsx file, each with what is wrong, to be mended.",
    )
    @click.option("--question", metavar="ID", help="The question of every row, whatever the columns say.")
    @click.option("--column", "columns", metavar="ROLE=NAME", multiple=True, help="Which column is what: answer=Text.")
    @wraps(command)
    def chosen(
        *arguments: Any,
        sheet: str | None,
        skip_bad_rows: bool,
        bad_rows: Path | None,
        question: str | None,
        columns: tuple[str, ...],
        **options: Any,
    ) -> int:
        source = Source(_mapping(columns, question), sheet, skip_bad_rows, bad_rows)
        return command(*arguments, source=source, **options)

    return chosen


def _mapping(columns: tuple[str, ...], question: str | None) -> "ColumnMapping":
    from evaluator.files.sheets import ColumnMapping, Role

    said = dict(column.partition("=")[::2] for column in columns)
    unknown = sorted(set(said) - {role.value for role in Role})
    if unknown or not all("=" in column for column in columns):
        roles = ", ".join(Role)
        raise click.BadParameter(f"takes ROLE=NAME, with a role out of {roles}", param_hint="'--column'")
    return ColumnMapping(**said, single_question=question)


def _keep_bad_rows(checked: "Checked", out: Path) -> None:
    from evaluator.cli.batch_results import write_bad_rows_file
    from evaluator.cli.printing import counted

    if not checked.intake.bad:
        click.echo(f"No row is bad; {out} was not written.", err=True)
        return
    write_bad_rows_file(checked, out)
    bad = counted(len(checked.intake.bad), "bad row", "bad rows")
    click.echo(f"{bad} written to {out}, each with what is wrong.", err=True)
