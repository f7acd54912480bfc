"""What `evaluator doctor` says of the ledger's checkpoints: made, signed by a key that is here, and taken elsewhere."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.checkpoints.keys import KeyFile, is_open_to_others
from evaluator.checkpoints.outbox import recall
from evaluator.cli.findings import Finding, State, failed
from evaluator.domain.audit import when
from evaluator.domain.ledger import spaced
from evaluator.errors import EvaluatorError
from evaluator.store.ledger import SqlLedger

if TYPE_CHECKING:
    from evaluator.settings import Settings
    from evaluator.store.database import Database

SUBJECT = "checkpoints"


async def checkpoint_findings(settings: "Settings", database: "Database") -> AsyncIterator[Finding]:
    """The key, the last checkpoint, and each place it was to be sent to."""
    try:
        async for finding in _key_and_newest(settings, database):
            yield finding
    except EvaluatorError as error:
        yield failed(SUBJECT, error)
    for finding in _places(settings):
        yield finding


async def _key_and_newest(settings: "Settings", database: "Database") -> AsyncIterator[Finding]:
    folder, path = settings.checkpoint_folder, settings.checkpoint_key_file
    ledger, newest = SqlLedger(database), CheckpointFolder(folder).newest()
    standing = await ledger.standing()
    if newest is None:
        yield Finding(State.OK, SUBJECT, f"none in {folder} yet; `evaluator serve` makes them as entries come")
    elif [entry.digest for entry in await ledger.entries(after=newest.seq - 1, limit=1)] == [newest.digest]:
        yield Finding(State.OK, SUBJECT, f"#{spaced(newest.seq)} of {when(newest)} is the last in {folder}")
    else:
        message = f"the ledger does not hold the last one in {folder}, #{spaced(newest.seq)} of {when(newest)}"
        yield Finding(State.FAIL, SUBJECT, f"{message}; `evaluator ledger verify` tells more")
    if standing.key is not None and KeyFile(path).find(standing.key.id) is None:
        message = f"{path} is not the key that the ledger names; name the right file by EVALUATOR_CHECKPOINT_KEY"
        yield Finding(State.FAIL, SUBJECT, message)
    if is_open_to_others(path):
        yield Finding(State.WARN, SUBJECT, f"{path} is open to other users of this machine; chmod 600 closes it")


def _places(settings: "Settings") -> Iterator[Finding]:
    for name, wanted in (("webhook", settings.checkpoint_webhook), ("bucket", settings.checkpoint_bucket)):
        delivery = recall(settings.checkpoint_folder, name)
        if wanted is not None and delivery.fault:
            message = f"the {name} has not taken the last one: {delivery.fault}; it is tried again every minute"
            yield Finding(State.WARN, SUBJECT, message)
        elif wanted is not None and delivery.seq:
            yield Finding(State.OK, SUBJECT, f"the {name} has taken #{spaced(delivery.seq)}")
