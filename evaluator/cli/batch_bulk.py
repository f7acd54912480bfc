"""The other roads of `evaluator batch`: requests out to a file, replies in from one, or all of it by a provider."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evaluator.cli.consent import agreed
from evaluator.cli.destinations import Destination
from evaluator.cli.exits import ExitCode
from evaluator.cli.printing import counted

if TYPE_CHECKING:
    from evaluator.domain.batches import Batch
    from evaluator.services.bulk import HandedOut, TakenIn
    from evaluator.services.provider_batches import Course
    from evaluator.wiring import Application

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
PROVIDER_BATCH = "provider-batch"


@dataclass(frozen=True, slots=True)
class Road:
    """How the answers reach the judge: live, where no file is named and no provider asked. `agreed` is `--yes`."""

    requests: Path | None = None
    replies: Path | None = None
    by_provider: bool = False
    agreed: bool = False

    @property
    def is_live(self) -> bool:
        """Whether the judge is asked over a connection, here and now."""
        return self.requests is None and self.replies is None and not self.by_provider

    async def taken(self, application: "Application", batch: "Batch", out: Path | None) -> int:
        """Go down this road; tell what came of it and return how the command ends."""
        is_asked = self.by_provider and not self.agreed and not batch.state.is_over
        if is_asked and not agreed("Begin?"):
            return ExitCode.FAILED
        if self.requests is not None:
            click.echo(await _hand_out(application, batch, self.requests), err=True)
        if self.replies is not None:
            click.echo(await _take_in(application, batch, self.replies), err=True)
        if self.by_provider:
            click.echo(await _by_provider(application, batch), err=True)
        batch = await application.batches.get(batch.id)
        if out is not None:
            await _written(application, batch, out)
        return ExitCode.DONE if self.requests is not None else _ended(batch)


def road_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that choose the road, given to the command as `road`."""

    @click.option(
        "--export-requests",
        type=Destination(),
        metavar="REQUESTS.jsonl",
        help="Ask nothing: write the requests to a file for `vllm run-batch` or a provider's batch API.",
    )
    @click.option(
        "--import-replies",
        type=READABLE,
        metavar="REPLIES.jsonl",
        help="Ask nothing: judge by the replies in a file, those there are.",
    )
    @click.option(
        "--via",
        type=click.Choice(["live", PROVIDER_BATCH]),
        default="live",
        show_default=True,
        help="How to ask: now, over connections; or by the Batch API of the judge's provider, within a day.",
    )
    @wraps(command)
    def chosen(
        *arguments: Any, export_requests: Path | None, import_replies: Path | None, via: str, **options: Any
    ) -> int:
        road = Road(export_requests, import_replies, via == PROVIDER_BATCH, bool(options["yes"]))
        if sum((road.requests is not None, road.replies is not None, road.by_provider)) > 1:
            raise click.UsageError("Choose one of --export-requests, --import-replies and --via provider-batch.")
        return command(*arguments, road=road, **options)

    return chosen


async def _hand_out(application: "Application", batch: "Batch", path: Path) -> str:
    from evaluator.cli.batch_results import replacing
    from evaluator.errors import OutputRefused

    try:
        with replacing(path) as stream:
            out = await application.bulk.hand_out(batch.id, lambda request: stream.write(request.line()))
    except OSError as error:
        raise OutputRefused(f"The requests cannot be written to {path}: {error.strerror}. Name another file.") from None
    return "\n".join(_told_out(out, application.bulk.reply_format(batch), path))


def _told_out(out: "HandedOut", reply_format: str, path: Path) -> list[str]:
    told = [f"{counted(out.requests, 'request', 'requests')} written to {path}; nothing was sent."]
    if out.alike:
        told.append(f"{counted(out.alike)} more will share the reply to the same words.")
    if out.shared:
        told.append(f"{counted(out.shared)} had been judged before and share those verdicts.")
    if out.requests:
        told += [
            f"Replies are asked for as {reply_format}; nothing was probed. Where the endpoint takes another form, "
            "set the judge's reply_format and export again.",
            "The file holds candidates' words: delete it when the replies are in. Then run the same command with "
            "--import-replies REPLIES.jsonl instead of --export-requests.",
        ]
    return told


async def _take_in(application: "Application", batch: "Batch", path: Path) -> str:
    from evaluator.domain.via import Via
    from evaluator.files.bulk import read_replies

    with read_replies(path) as replies:
        taken = await application.bulk.take_in(batch.id, replies, Via.FILE)
        return "\n".join(_told_in(taken, replies.unreadable, replies.twice))


async def _by_provider(application: "Application", batch: "Batch") -> str:
    from evaluator.wiring.bulk import open_provider

    application.bulk.desk(batch)  # Says so where the judge has no provider.
    try:
        async with open_provider(application, batch.judge_name) as provider:
            course = await provider.run(batch.id, _tell_course())
    except asyncio.CancelledError:
        click.echo(
            "Stopped watching; the provider goes on with what it has. Run the same command again to fetch it.", err=True
        )
        raise
    return "\n".join([*_told_course(course), *_told_in(course.taken)])


def _tell_course() -> "Callable[[Course], None]":
    """Tells how far it has come, where that is further than told before."""
    told: set[str] = set()

    def tell(course: "Course") -> None:
        answered = sum(course.answered.values())
        line = f"{answered:,} of {counted(course.requests, 'request', 'requests')} answered at the provider."
        if line not in told:
            click.echo(line, err=True)
        told.add(line)

    return tell


def _told_course(course: "Course") -> list[str]:
    told = [f"At the provider: {counted(count, 'batch', 'batches')} {state}." for state, count in course.over.items()]
    told += [f"The provider says: {fault}." for fault in dict.fromkeys(course.faults)]
    if course.over and not course.left:
        told.append("Every file of it at the provider was deleted.")
    if course.left:
        told.append(f"These files at the provider could not be deleted: {', '.join(course.left)}. Run it again.")
    return told


def _told_in(taken: "TakenIn", unreadable: int = 0, twice: int = 0) -> list[str]:
    told = [f"Taken in: {taken.scored:,} scored, {taken.unscored:,} not scored, {taken.shared:,} shared."]
    for error, count in sorted(taken.errors.items()):
        told.append(f"Sent back with an error, waiting on: {count:,} [{error}].")
    if taken.others:
        told.append(
            f"Passed over: {counted(taken.others, 'reply', 'replies')} to answers that do not wait in this batch."
        )
    if taken.others and not (taken.scored or taken.unscored or taken.errors):
        told.append(
            "If none was taken in before: replies belong to the file, judge, settings and prompt of their export."
        )
    if twice:
        told.append(f"Passed over: {counted(twice, 'reply', 'replies')} to a request that had another.")
    if unreadable:
        told.append(f"Passed over: {counted(unreadable, 'line', 'lines')} without a whole reply.")
    return told


async def _written(application: "Application", batch: "Batch", out: Path) -> None:
    from evaluator.cli.batch_report import closing_text
    from evaluator.cli.batch_results import write_file

    await write_file(application.batches, batch, out)
    click.echo(closing_text(batch, out), err=True)


def _ended(batch: "Batch") -> int:
    from evaluator.domain.batches import BatchState

    if batch.state is not BatchState.FINISHED:
        return ExitCode.FAILED
    return ExitCode.UNSCORED if batch.tally.unscored else ExitCode.DONE
