"""Where a measurement goes: standard output, and files that are whole or not there."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from evaluator.cli.batch_results import replacing
from evaluator.cli.measure_options import Outputs
from evaluator.cli.measure_report import report_text
from evaluator.domain.measures.report import Report
from evaluator.errors import OutputRefused, RequestInvalid
from evaluator.services.card_suites import Suites, suites_of
from evaluator.services.judge_card import Card, cards_of
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

    if outputs.card is not None:
        cards = cards_of(report, _suites(outputs.attacks))
        _write(outputs.card, cards_markdown(cards) if outputs.card.suffix.lower() == ".md" else _cards_html(cards))


def cards_markdown(cards: Sequence[Card]) -> str:
    """Cards of judges as Markdown."""
    lines = []
    for card in cards:
        lines += [f"# {card.title}", ""]
        for part in card.parts:
            lines += [f"## {part.title}", ""]
            lines += [line for sentence in part.sentences for line in (sentence, "")]
            if part.rows:
                rule = ("---",) * len(part.rows[0])
                lines += [*map(_row, (part.rows[0], rule, *part.rows[1:])), ""]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _cards_html(cards: Sequence[Card]) -> str:
    from evaluator.web.measure_files import cards_html

    return cards_html(cards)


def _suites(file: Path | None) -> Suites:
    """What the suites found; nothing where no file is named. Raises RequestInvalid for a file of another kind."""
    if file is None:
        return {}
    try:
        return suites_of(json.loads(file.read_text(encoding="utf-8")))
    except ValueError:
        raise RequestInvalid(f"{file} is not JSON in UTF-8; docs/measuring.md shows its form.") from None


def _write(out: Path, text: str) -> None:
    try:
        with replacing(out) as stream:
            stream.write(text.encode("utf-8"))
    except OSError as error:
        raise OutputRefused(f"The report cannot be written to {out}: {error.strerror}. Name another file.") from None
    click.echo(f"Written to {out}.", err=True)
