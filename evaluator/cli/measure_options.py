"""What `evaluator measure` is told: what to measure, and where the report goes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from evaluator.cli.destinations import Destination, keep_apart
from evaluator.cli.progress_option import progress_option
from evaluator.cli.values import BUDGET

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = Destination()
NAMES = (".jsonl", ".jsonl.gz", ".ndjson")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured and how. No files means the reviews of one's own log, no judges the default one."""

    files: tuple[Path, ...]
    judges: tuple[str, ...]
    part: str | None
    drawn: str
    budget: float | None
    again: bool
    agreed: bool
    progress: str
    all_judges: bool


@dataclass(frozen=True, slots=True)
class Outputs:
    """How a report is told: as text or JSON on standard output, and in files besides.

    `attacks` is a file with what the attack and invariance suites measured, which a card cites.
    """

    as_json: bool = False
    compares: bool = False
    out: Path | None = None
    html: Path | None = None
    card: Path | None = None
    attacks: Path | None = None


def wanted_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say what is measured, given to the command as `wanted`."""

    @click.argument("labelled", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="LABELLED.jsonl")
    @click.option("--judge", "judges", metavar="NAME", multiple=True, help="Which judge; may be given several times.")
    @click.option("--from-reviews", is_flag=True, help="Measure on the blind reviews of this installation's own log.")
    @click.option("--part", metavar="NAME", help="Only rows of this part of the file: held, tuning.")
    @click.option(
        "--draw",
        "drawn",
        type=click.Choice(["answers", "questions"]),
        default="answers",
        show_default=True,
        help="What intervals draw as a whole; questions, to speak of questions that are not in the file.",
    )
    @click.option("--budget", type=BUDGET, help="What judging may cost at most, in all.")
    @click.option("--again", is_flag=True, help="Judge again what an earlier run left without a score.")
    @click.option("--yes", "agreed", is_flag=True, help="Begin without asking back.")
    @progress_option
    @click.option(
        "--compare", is_flag=True, help="Set judges side by side, quality against cost; all if none is named."
    )
    @wraps(command)
    def chosen(*arguments: Any, labelled: tuple[Path, ...], from_reviews: bool, compare: bool, **options: Any) -> int:
        if bool(labelled) is from_reviews:
            raise click.UsageError("Name a labelled file, or measure on reviews with --from-reviews.")
        names = {
            field: options.pop(field) for field in ("judges", "part", "drawn", "budget", "again", "agreed", "progress")
        }
        wanted = Wanted(_files(labelled), all_judges=compare and not names["judges"], **names)
        return command(*arguments, wanted=wanted, compares=compare, **options)

    return chosen


def output_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say where the report goes, given to the command as `outputs`."""

    @click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
    @click.option("--out", type=WRITABLE, metavar="FILE", help="Write the report as JSON to this file, too.")
    @click.option(
        "--html",
        type=WRITABLE,
        metavar="FILE",
        help="Write the report as a page with plots, which needs nothing else.",
    )
    @click.option(
        "--card",
        type=WRITABLE,
        metavar="FILE",
        help="Write a card of each judge: HTML, or Markdown in an .md file.",
    )
    @click.option("--attacks", type=READABLE, help="What the attack suite measured, as JSON, for the card.")
    @wraps(command)
    def chosen(
        *arguments: Any,
        wanted: Wanted,
        as_json: bool,
        compares: bool,
        out: Path | None,
        html: Path | None,
        card: Path | None,
        attacks: Path | None,
    ) -> int:
        keep_apart({"--out": out, "--html": html, "--card": card}, [*wanted.files, *filter(None, [attacks])])
        return command(*arguments, wanted=wanted, outputs=Outputs(as_json, compares, out, html, card, attacks))

    return chosen


def _files(given: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files named; of a folder all labelled ones, in the order of their names."""
    files = [
        file
        for path in given
        for file in (sorted(one for one in path.iterdir() if one.name.endswith(NAMES)) if path.is_dir() else [path])
    ]
    if given and not files:
        raise click.UsageError(f"There is no labelled file in that folder; their names end in {', '.join(NAMES)}.")
    return tuple(files)
