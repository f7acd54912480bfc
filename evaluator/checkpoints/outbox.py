"""Sending checkpoints away, and remembering what was sent where: one small file for each place, beside the checkpoints.

Only the newest is sent: it stands for all before it. So a place that was out of reach for a day has missed nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from evaluator.checkpoints.files import replace_whole
from evaluator.checkpoints.folder import READABLE
from evaluator.domain.checkpoints import Checkpoint
from evaluator.domain.ledger import moment_text, spaced
from evaluator.errors import OutputRefused


class SendingFailed(Exception):
    """A place did not take a checkpoint; the message completes a sentence and holds no address and no secret."""


class Place(Protocol):
    """Somewhere outside that takes checkpoints."""

    @property
    def name(self) -> str:
        """A word for people, and for a file's name."""

    async def send(self, checkpoint: Checkpoint, now: datetime) -> None:
        """Hand it over. Raises SendingFailed."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The last checkpoint that a place took (0: none), and what went wrong since, if anything did."""

    seq: int = 0
    at: str = ""
    fault: str = ""


class FolderOutbox:
    """Places to send to, and a folder to remember in: `services.checkpoints.Outbox`."""

    def __init__(self, folder: Path, places: Sequence[Place]) -> None:
        self._folder = folder
        self._places = places

    async def send(self, checkpoint: Checkpoint, now: datetime) -> Sequence[str]:
        """See Outbox. Raises OutputRefused where it cannot remember."""
        faults = []
        for place in self._places:
            before = recall(self._folder, place.name)
            if before.seq >= checkpoint.seq:
                continue
            after = await _sent(place, checkpoint, before, now)
            _remember(self._folder, place.name, after)
            if after.fault:
                faults.append(f"Checkpoint #{spaced(checkpoint.seq)} was not taken by the {place.name}: {after.fault}.")
        return faults


def recall(folder: Path, name: str) -> Delivery:
    """What is remembered of a place. A file that cannot be read counts for nothing: then it is sent once more."""
    try:
        return Delivery(**json.loads(_memory(folder, name).read_bytes()))
    except (OSError, ValueError, TypeError):
        return Delivery()


async def _sent(place: Place, checkpoint: Checkpoint, before: Delivery, now: datetime) -> Delivery:
    try:
        await place.send(checkpoint, now)
    except SendingFailed as failure:
        return Delivery(before.seq, before.at, str(failure))
    return Delivery(checkpoint.seq, moment_text(now))


def _remember(folder: Path, name: str, delivery: Delivery) -> None:
    try:
        replace_whole(_memory(folder, name), json.dumps(asdict(delivery)).encode(), READABLE)
    except OSError as error:
        raise OutputRefused(f"{folder} cannot be written to: {error.strerror}. Make room there.") from None


def _memory(folder: Path, name: str) -> Path:
    return folder / f"sent-to-{name}.json"
