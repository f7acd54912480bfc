"""What `evaluator doctor` says of checkpoints."""

from pathlib import Path

import pytest

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.checkpoints.outbox import FolderOutbox
from evaluator.cli.checkup_ledger import checkpoint_findings
from evaluator.cli.findings import State
from evaluator.domain.users import Role
from evaluator.settings import Settings
from evaluator.store.database import open_database
from evaluator.store.ledger import SqlLedger
from evaluator.store.upgrades import upgrade
from evaluator.store.users import SqlUserDirectory
from evaluator.wiring import surroundings
from evaluator.wiring.checkpoints import checkpoint_service
from tests.checkpoints.receivers import Box
from tests.ledgers import NOON, two_keys


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path / "var", checkpoint_webhook="https://hook.example/sesame")
    upgrade(settings.database.get_secret_value())
    return settings


async def told(settings: Settings, *, sign: bool = False) -> list[tuple[State, str]]:
    async with open_database(settings.database.get_secret_value()) as database:
        if sign:
            await SqlUserDirectory(database).add("anna", Role.REVIEWER)
            await checkpoint_service(settings, SqlLedger(database), surroundings()).make()
        return [(finding.state, finding.message) async for finding in checkpoint_findings(settings, database)]


async def test_before_the_first_checkpoint_there_is_nothing_to_mend(settings: Settings) -> None:
    assert await told(settings) == [
        (State.OK, f"none in {settings.checkpoint_folder} yet; `evaluator serve` makes them as entries come")
    ]


async def test_the_last_checkpoint_is_told(settings: Settings) -> None:
    ((state, message),) = await told(settings, sign=True)
    assert state is State.OK
    assert message.startswith("#2 of ")
    assert message.endswith(f"is the last in {settings.checkpoint_folder}")


async def test_a_ledger_that_does_not_hold_its_last_checkpoint_is_a_failure(settings: Settings) -> None:
    CheckpointFolder(settings.checkpoint_folder).keep(two_keys().checkpoints[0])
    ((state, message),) = await told(settings)
    assert state is State.FAIL
    assert message.startswith(f"the ledger does not hold the last one in {settings.checkpoint_folder}, #3 of ")


async def test_a_key_that_is_not_here_is_a_failure(settings: Settings) -> None:
    await told(settings, sign=True)
    settings.checkpoint_key_file.unlink()
    assert (
        State.FAIL,
        f"{settings.checkpoint_key_file} is not the key that the ledger names; name the right file by "
        "EVALUATOR_CHECKPOINT_KEY",
    ) in await told(settings)


async def test_a_file_that_holds_no_key_is_a_failure(settings: Settings) -> None:
    await told(settings, sign=True)
    settings.checkpoint_key_file.write_text("sesame")
    *_, (state, message) = await told(settings)
    assert (state, "holds no Ed25519 key" in message) == (State.FAIL, True)


async def test_a_key_open_to_others_is_warned_of(settings: Settings) -> None:
    await told(settings, sign=True)
    settings.checkpoint_key_file.chmod(0o644)
    *_, (state, message) = await told(settings)
    assert (state, message.endswith("chmod 600 closes it")) == (State.WARN, True)


async def test_a_checkpoint_that_somebody_changed_is_a_failure(settings: Settings) -> None:
    await told(settings, sign=True)
    (kept,) = settings.checkpoint_folder.iterdir()
    kept.write_bytes(b"{}")
    ((state, message),) = await told(settings)
    assert (state, "somebody has changed it" in message) == (State.FAIL, True)


async def test_what_each_place_has_taken_is_told(settings: Settings) -> None:
    checkpoint = two_keys().checkpoints[0]
    await FolderOutbox(settings.checkpoint_folder, [Box("webhook")]).send(checkpoint, NOON)
    assert (State.OK, "the webhook has taken #3") in await told(settings)
    assert CheckpointFolder(settings.checkpoint_folder).all() == []


async def test_what_a_place_did_not_take_is_warned_of_without_its_address(settings: Settings) -> None:
    checkpoint = two_keys().checkpoints[0]
    await FolderOutbox(settings.checkpoint_folder, [Box("webhook", "it answered 500")]).send(checkpoint, NOON)
    *_, (state, message) = await told(settings)
    assert state is State.WARN
    assert message == "the webhook has not taken the last one: it answered 500; it is tried again every minute"
