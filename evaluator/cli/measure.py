"""`evaluator measure`: judges held against answers that people have labelled, with intervals."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from evaluator.cli.consent import agreed
from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation
from evaluator.cli.measure_options import Outputs, Wanted, output_options, wanted_options

if TYPE_CHECKING:
    from evaluator.domain.batches import Batch
    from evaluator.domain.measures.report import Report
    from evaluator.files.labelled import Labelled
    from evaluator.services.measuring import MeasuringService
    from evaluator.settings import Settings
    from evaluator.wiring import Application

FOLDER = "measuring"
"""Where in the data directory labelled answers are recorded: apart from those of candidates."""


@click.command("measure", short_help="Measure judges on answers that people have labelled.")
@wanted_options
@output_options
@pass_installation
def command(installation: Installation, wanted: Wanted, outputs: Outputs) -> int:
    """Measure judges on answers that people have labelled, in JSON Lines, plain or gzipped; a folder is all its files.

    Each answer is judged as in a batch, in a record of its own beside that of candidates. Run again it goes on where it
    stopped; nothing is paid twice. Ends with exit code 3 when some answers could not be scored, and 1 when the file has
    to be mended or judging had to stop before the end.
    """
    settings = installation.load()
    if not wanted.files:
        report = installation.run(lambda application: _of_reviews(application, wanted))
    else:
        beside = _beside(installation, settings)
        beside.upgrade(beside.load())
        found = beside.run(lambda application: _of_files(application, wanted))
        if found is None:
            return ExitCode.FAILED
        report = found
    from evaluator.cli.measure_outputs import told

    told(report, outputs)
    _keep(installation, report)
    failed = any(one.overall.unscored for one in report.judges)
    return ExitCode.UNSCORED if failed else ExitCode.DONE


def _beside(installation: Installation, settings: "Settings") -> Installation:
    """The installation with a record of its own. Examples are read where people mark them."""
    apart = _apart(settings)
    if any(judge.examples for judge in settings.judges):
        return replace(installation, load=lambda: apart, open=lambda own: installation.open_shown(own, settings))
    return replace(installation, load=lambda: apart)


def _apart(settings: "Settings") -> "Settings":
    """The same judges with a record of their own: what is measured never waits for review, nor counts in insights.

    Any judge may be measured, whatever a screening found: that is how one gets to know.
    """
    from evaluator.settings import Batches

    own = {"data_dir": settings.data_dir / FOLDER, "database_url": None, "batches": Batches.IN_PROCESS}
    review = settings.review.model_copy(update={"enabled": False})
    screening = settings.screening.model_copy(update={"first_use": "off", "allow_unfit": True})
    return settings.model_copy(update={**own, "review": review, "screening": screening})


async def _of_reviews(application: "Application", wanted: Wanted) -> "Report":
    from evaluator.domain.measures.report import Drawn

    measured = await application.reviewed.collect(wanted.judges)
    return application.measuring.report(measured, Drawn(wanted.drawn))


async def _of_files(application: "Application", wanted: Wanted) -> "Report | None":
    from evaluator.domain.measures.report import Drawn
    from evaluator.files.labelled import read_labelled

    labelled = read_labelled(wanted.files, application.bank, part=wanted.part)
    measuring = application.measuring
    asked: Sequence[str | None] = measuring.judges(labelled) if wanted.all_judges else [*dict.fromkeys(wanted.judges)]
    names = asked or [None]
    if not _may_begin(measuring, labelled, names, wanted):
        return None
    batches = [await measuring.order(labelled, name, again=wanted.again) for name in names]
    judged = await _judged(application, batches, wanted)
    if judged is None:
        return None
    return measuring.report(await measuring.collect(labelled, judged), Drawn(wanted.drawn))


def _may_begin(
    measuring: "MeasuringService", labelled: "Labelled", names: Sequence[str | None], wanted: Wanted
) -> bool:
    """Tell what it takes. Only where answers leave this machine, and somebody sits at a terminal, are they asked."""
    from evaluator.cli.batch_report import estimate_text
    from evaluator.cli.measure_report import material_text
    from evaluator.services.measuring import material_of

    click.echo(material_text(material_of(labelled)), err=True)
    expected = [measuring.estimate(labelled, name) for name in names]
    for summary, estimate in expected:
        click.echo(estimate_text(summary, estimate), err=True)
    goes_out = any(summary.identity.host for summary, _ in expected)
    return wanted.agreed or not goes_out or not sys.stdin.isatty() or agreed("Begin?")


async def _judged(application: "Application", batches: Sequence["Batch"], wanted: Wanted) -> Sequence["Batch"] | None:
    """The batches once all are finished; None, with the reason told, where one had to stop."""
    from evaluator.cli.batch_progress import shown
    from evaluator.cli.batch_report import stopped_text
    from evaluator.domain.batches import BatchState

    done = []
    for batch in batches:
        ready = await application.measuring.bound(batch, batches, wanted.budget)
        ended = await shown(application.batches, ready, wanted.progress, sys.stderr)
        if ended.state is not BatchState.FINISHED:
            click.echo("\n".join(["error: Nothing is reported before all is judged.", *stopped_text(ended)]), err=True)
            return None
        done.append(ended)
    return done


def _keep(installation: Installation, report: "Report") -> None:
    """Keep the report for the page of measurements; it was told already, so that it fails is only said."""
    from evaluator.errors import StoreError

    try:
        installation.run(lambda application: application.measurements.keep(report), begin=True)
    except StoreError as error:
        click.echo(f"The report was not kept for the page of measurements: {error.message}", err=True)
