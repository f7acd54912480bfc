"""`evaluator ledger`: whether the record is still what was written, and what to give to somebody who doubts it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.cli.destinations import Destination
from evaluator.cli.exits import ExitCode
from evaluator.cli.installation import Installation, pass_installation

if TYPE_CHECKING:
    from evaluator.domain.audit import Witnesses
    from evaluator.domain.checkpoints import Checkpoint, KeyEntry
    from evaluator.domain.ledger import Broken, Verified
    from evaluator.wiring import Application

_FILE = click.Path(dir_okay=False, path_type=Path)
_THERE = click.Path(exists=True, path_type=Path)


@click.group("ledger", short_help="Check, sign and export the ledger, the journal of the record.")
def command() -> None:
    """Check the journal that every judgement is chained into, sign it, and hand it to an auditor."""


@command.command(short_help="Derive every digest again; check keys and checkpoints.")
@click.option("--checkpoint", type=_THERE, metavar="PATH", help="A checkpoint kept elsewhere, or a folder of them.")
@click.option("--export", type=_FILE, metavar="FILE", help="Check this export instead of the database.")
@click.option(
    "--key",
    metavar="ID",
    callback=lambda _, __, said: _key_id(said),
    help="The id of a key that you noted down: sha256:...",
)
@pass_installation
def verify(installation: Installation, checkpoint: Path | None, export: Path | None, key: str | None) -> int:
    """Derive every entry's digest again, and check what is stored, the keys and the checkpoints against it."""
    from evaluator.checkpoints.folder import read_checkpoints
    from evaluator.domain.ledger import Verified

    given = read_checkpoints(checkpoint) if checkpoint else ()
    if export is not None:
        from evaluator.files.ledger import audit_export

        found = audit_export(export, _witnesses(given, key))
    else:
        found = installation.run(lambda application: _verified(application, given, key), asks=False)
    if not isinstance(found, Verified):
        click.echo(f"error: {found.message}", err=True)
        return ExitCode.FAILED
    _tell(found)
    return ExitCode.DONE


@command.command(short_help="Sign where the ledger stands.")
@pass_installation
def checkpoint(installation: Installation) -> int:
    """Sign where the ledger stands, keep that and send it wherever checkpoints go."""

    async def work(application: "Application") -> tuple["Checkpoint | None", list[str]]:
        made = await application.checkpoints.make()
        return made, list(await application.checkpoints.send())

    made, failures = installation.run(work, asks=False)
    if made is None:
        click.echo("The ledger is empty: there is nothing to sign yet.")
        return ExitCode.DONE
    from evaluator.domain.audit import when
    from evaluator.domain.ledger import spaced

    click.echo(f"Checkpoint #{spaced(made.seq)}, signed {when(made)}.")
    click.echo(f"Head: {made.digest}")
    click.echo(f"Key: {made.key}")
    for failure in failures:
        click.echo(f"error: {failure}", err=True)
    return ExitCode.FAILED if failures else ExitCode.DONE


@command.command()
@click.argument("file", type=Destination())
@pass_installation
def export(installation: Installation, file: Path) -> None:
    """Write every entry, checkpoint and public key to FILE. It holds no candidate and none of their words."""
    from evaluator.cli.ledger_export import write_export
    from evaluator.domain.ledger import spaced

    head = installation.run(lambda application: write_export(application, file), asks=False)
    click.echo(f"Wrote {spaced(head.seq)} entries to {file}.")
    click.echo(f"Head: {head.digest}")


@command.command("change-key", short_help="Sign with a new key from now on.")
@click.option("--lost", is_flag=True, help="The key in force is gone: nobody vouches for the new one.")
@pass_installation
def change_key(installation: Installation, lost: bool) -> None:
    """Sign checkpoints with a new key from now on, and say so in the ledger. The old key signs that, and is deleted."""

    async def work(application: "Application") -> "KeyEntry":
        return await application.checkpoints.change_key(lost=lost)

    click.echo(f"Key: {installation.run(work, asks=False).id}")


def _key_id(said: str | None) -> str | None:
    if said is None:
        return None
    key = said.strip().lower()
    if re.fullmatch("sha256:[0-9a-f]{64}", key) is None:
        raise click.BadParameter("a key's id is sha256: and 64 letters and digits, as `ledger checkpoint` prints it.")
    return key


async def _verified(application: "Application", given: "Sequence[Checkpoint]", key: str | None) -> "Verified | Broken":
    kept = await application.checkpoints.all()
    return await application.ledger.verify(_witnesses([*given, *kept], key))


def _witnesses(checkpoints: "Sequence[Checkpoint]", key: str | None) -> "Witnesses":
    from evaluator.digests import Digest
    from evaluator.domain.audit import Witnesses

    return Witnesses(tuple(checkpoints), None if key is None else Digest(key))


def _tell(found: "Verified") -> None:
    click.echo(f"{found.message}.")
    if found.erased:
        click.echo(f"Of these, {found.erased} had their words erased; their commitments still stand.")
    for remark in filter(None, (found.unsigned, found.doubt)):
        click.echo(f"{remark}.")
    click.echo(f"Head: {found.head}")
