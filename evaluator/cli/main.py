"""`evaluator`: finds the command, and turns whatever goes wrong into one line and an exit code."""

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper

import click

from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation
from evaluator.errors import ColumnsUnclear, EvaluatorError, SpeakerUnclear

COMMANDS: Mapping[str, str] = {
    "serve": "evaluator.cli.serve",
    "judge": "evaluator.cli.judge",
    "batch": "evaluator.cli.batch",
    "rejudge": "evaluator.cli.rejudge",
    "worker": "evaluator.cli.worker",
    "questions": "evaluator.cli.questions",
    "doctor": "evaluator.cli.doctor",
    "users": "evaluator.cli.users",
    "db": "evaluator.cli.db",
    "ledger": "evaluator.cli.ledger",
    "measure": "evaluator.cli.measure",
    "calibrate": "evaluator.cli.calibrate",
    "trust": "evaluator.cli.trust",
    "export": "evaluator.cli.export",
    "erase": "evaluator.cli.erase",
    "hold": "evaluator.cli.hold",
    "purge": "evaluator.cli.purge",
}
"""Each command's module, which holds it under the name `command`."""


class LateGroup(click.Group):
    """A group that imports a command's module when the command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order people need them."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that a line begins with; where there is none, one of nearly that name is told."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            ctx.fail(f"No such command '{name}'." + "".join(f" Did you mean '{one}'?" for one in near))
        return super().resolve_command(ctx, args)


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="evaluator", prog_name="evaluator")
def cli() -> None:
    """A second opinion on interview answers that can be checked.

    Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 finished but not scored, 130 stopped by Ctrl-C or
    SIGTERM.
    """


def run(arguments: Sequence[str], installation: Installation | None = None) -> int:
    """Carry out a command line and return its exit code. Writes every failure to stderr as one clear line."""
    try:
        returned = cli.main(list(arguments), prog_name="evaluator", standalone_mode=False, obj=installation)
        sys.stdout.flush()
    except click.ClickException as error:
        _tell_usage(error)
        return error.exit_code
    except click.Abort as abort:
        return _ended_by(abort)
    except EvaluatorError as error:
        _tell(error)
        return ExitCode.FAILED
    except BrokenPipeError:
        _close_stdout()
        return ExitCode.FAILED
    except Exception as error:
        _tell_unforeseen(error)
        return ExitCode.FAILED
    return returned if isinstance(returned, int) else ExitCode.DONE


def main() -> None:
    """The program's entry."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def _tell(error: EvaluatorError) -> None:
    click.echo(f"error: {error.message}", err=True)
    for fault in error.faults:
        # Of faults of columns the first one is the message.
        if not error.message.startswith(fault):
            click.echo(f"  {fault}", err=True)
    if isinstance(error, SpeakerUnclear) and error.speakers:
        click.echo(f"  Name one with --speaker: {', '.join(error.speakers)}", err=True)
    if isinstance(error, ColumnsUnclear):
        click.echo("  --column answer=NAME says which column is what, --question ID what all rows answer.", err=True)


def _tell_usage(error: click.ClickException) -> None:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(f"Try '{context.command_path} --help' for help.\n", err=True)
    click.echo(f"error: {error.format_message()}", err=True)


def _ended_by(abort: click.Abort) -> int:
    """How a command ends that was stopped by Ctrl-C, or that asked back and nobody answered."""
    if isinstance(abort.__context__, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    click.echo("\nerror: Nobody answered, so nothing was done. --yes says yes beforehand.", err=True)
    return ExitCode.FAILED


def _tell_unforeseen(error: Exception) -> None:
    from evaluator.logs import trace_of

    # The message is left out on purpose: it may quote what it failed on.
    trace = trace_of(error)
    place = next((step for step in reversed(trace) if step.startswith("evaluator/")), "unknown place")
    hint = "" if os.environ.get("EVALUATOR_DEBUG") else " EVALUATOR_DEBUG=1 shows the way there."
    click.echo(f"error: Something went wrong that was not foreseen: {type(error).__name__} at {place}.{hint}", err=True)
    if not hint:
        for step in trace:
            click.echo(f"  {step}", err=True)


def _close_stdout() -> None:
    # Whoever read our output has gone; without this, Python would complain about it once more while it exits.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
