"""Where a measurement goes: standard output, and files that are whole or not there."""

import json
from pathlib import Path

import click

from evaluator.cli.batch_results import replacing
from evaluator.cli.measure_options import Outputs
from evaluator.cli.measure_report import report_text
from evaluator.domain.measures.report import Report
from evaluator.errors import OutputRefused
from evaluator.services.measure_json import report_json


def told(report: Report, outputs: Outputs) -> None:
    """Print the report and write the files asked for. Raises OutputRefused where one cannot be written."""
    as_json = json.dumps(report_json(report), ensure_ascii=False, indent=2)
    click.echo(as_json if outputs.as_json else report_text(report, compares=outputs.compares))
    if outputs.out is not None:
        _write(outputs.out, as_json + "\n")
    if outputs.html is not None:
        from evaluator.web.measure_files import report_html

        _write(outputs.html, report_html(report))


def _write(out: Path, text: str) -> None:
    try:
        with replacing(out) as stream:
            stream.write(text.encode("utf-8"))
    except OSError as error:
        raise OutputRefused(f"The report cannot be written to {out}: {error.strerror}. Name another file.") from None
    click.echo(f"Written to {out}.", err=True)
