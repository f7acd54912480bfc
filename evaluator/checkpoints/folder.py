"""Checkpoints as files in a folder, one each, named by the entry they sign."""

from collections.abc import Sequence
from pathlib import Path

from evaluator.checkpoints.files import write_once
from evaluator.digests import canonical_json
from evaluator.domain.checkpoints import Checkpoint, parse_checkpoint
from evaluator.errors import LedgerBroken, OutputRefused

READABLE = 0o644
"""Checkpoints hold digests only: whoever sees the folder may read them."""

_NAMES = "checkpoint-*.json"
_MOST_BYTES = 4096


class CheckpointFolder:
    """A folder of checkpoints: `services.checkpoints.Shelf`. It need not be there before the first is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def newest(self) -> Checkpoint | None:
        """The one that signs the latest entry. Raises LedgerBroken where its file holds something else."""
        latest = max(self.path.glob(_NAMES), default=None)
        return None if latest is None else read_checkpoint(latest)

    def all(self) -> Sequence[Checkpoint]:
        """Every checkpoint, oldest first. Raises LedgerBroken where a file holds something else."""
        return [read_checkpoint(path) for path in sorted(self.path.glob(_NAMES))]

    def keep(self, checkpoint: Checkpoint) -> bool:
        """Write one down unless that entry has one already. Raises OutputRefused."""
        try:
            return write_once(self.path / file_name(checkpoint), written(checkpoint), READABLE)
        except OSError as error:
            raise OutputRefused(
                f"A checkpoint cannot be kept in {self.path}: {error.strerror}. Name another folder by "
                "EVALUATOR_CHECKPOINTS."
            ) from None


def written(checkpoint: Checkpoint) -> bytes:
    """What stands in a checkpoint's file."""
    return canonical_json(checkpoint.written) + b"\n"


def file_name(checkpoint: Checkpoint) -> str:
    """What a checkpoint's file is called: names sort as the entries do."""
    return f"checkpoint-{checkpoint.seq:016}.json"


def read_checkpoints(path: Path) -> Sequence[Checkpoint]:
    """The checkpoint in a file, or all in a folder. Raises LedgerBroken where there is none."""
    if not path.is_dir():
        return [read_checkpoint(path)]
    found = CheckpointFolder(path).all()
    if not found:
        raise LedgerBroken(f"There is no checkpoint in {path}.")
    return found


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint in a file. Raises LedgerBroken where it holds none."""
    try:
        with path.open("rb") as file:
            return parse_checkpoint(file.read(_MOST_BYTES))
    except OSError as error:
        raise LedgerBroken(f"The checkpoint {path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise LedgerBroken(f"{path} holds no checkpoint as it was written: somebody has changed it.") from None
