"""Checkpoints, exports and keys at the command line, with a real database."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.cli.installation import Installation
from evaluator.domain.ledger import EntryKind
from evaluator.store.database import open_database
from evaluator.store.entries import append_in
from tests.cli.conftest import Desk, Result
from tests.fakes import NOON
from tests.ledgers import Signer
from tests.tools.standalone import verify_ledger


class Office:
    """Commands run for real, on a database of their own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.data = desk.settings.data_dir
        self.run("db", "upgrade")

    def run(self, *arguments: str) -> Result:
        return self._desk.run(*arguments, installation=Installation(load=lambda: self._desk.settings))

    def write(self, *names: str) -> None:
        """An entry for each name."""

        def work(connection: Connection) -> None:
            for name in names:
                append_in(connection, EntryKind.EXPORTED, name, {"by": "system"}, NOON)

        async def written() -> None:
            async with open_database(self._desk.settings.database.get_secret_value()) as database:
                await database.write(work)

        asyncio.run(written())

    def export(self) -> Path:
        path = self.data / "ledger.jsonl"
        result = self.run("ledger", "export", str(path))
        assert (result.code, result.err) == (0, "")
        return path


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def test_there_is_nothing_to_sign_in_an_empty_ledger(office: Office) -> None:
    result = office.run("ledger", "checkpoint")
    assert (result.code, result.out) == (0, "The ledger is empty: there is nothing to sign yet.\n")
    assert not (office.data / "checkpoint.key").exists()


def test_a_checkpoint_is_made_kept_and_told_with_the_key_to_note_down(office: Office) -> None:
    office.write("anna", "boris")
    result = office.run("ledger", "checkpoint")
    assert result.code == 0
    (kept,) = CheckpointFolder(office.data / "checkpoints").all()
    assert result.out.splitlines()[1:] == [f"Head: {kept.digest}", f"Key: {kept.key}"]
    assert result.out.startswith("Checkpoint #3, signed ")
    verified = office.run("ledger", "verify", "--key", kept.key)
    assert verified.out.startswith("Ledger intact up to #3, last checkpoint #3 of ")


def test_what_nobody_has_signed_yet_is_said(office: Office) -> None:
    office.write("anna")
    assert "No checkpoint vouches for it" in office.run("ledger", "verify").out
    office.run("ledger", "checkpoint")
    office.write("boris")
    assert "No checkpoint vouches yet for what comes after #2." in office.run("ledger", "verify").out


def test_an_export_is_verified_by_the_program_and_by_the_auditors_file(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.write("anna", "boris")
    office.run("ledger", "checkpoint")
    office.write("cleo")
    path, kept = office.export(), office.data / "checkpoints"
    ours = office.run("ledger", "verify", "--export", str(path), "--checkpoint", str(kept))
    assert (ours.code, ours.err) == (0, "")
    assert ours.out.startswith("Ledger intact up to #4, last checkpoint #3 of ")
    assert verify_ledger.main([str(path), "--checkpoint", str(kept)]) == 0
    theirs = capsys.readouterr().out
    assert "Ledger intact up to #4." in theirs
    assert "No checkpoint vouches yet for what comes after #3." in theirs
    assert "compare it with the one you noted down" in theirs


def test_an_export_of_an_empty_ledger_can_be_verified(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    path = office.export()
    assert office.run("ledger", "verify", "--export", str(path)).out.startswith("The ledger is empty.")
    assert verify_ledger.main([str(path)]) == 0
    assert "The ledger is empty." in capsys.readouterr().out


def test_a_changed_export_fails_with_its_entry_and_what_is_wrong(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.write("anna", "boris")
    path = office.export()
    path.write_bytes(path.read_bytes().replace(b"boris", b"doris"))
    message = "Ledger broken at #2: the entry does not match its digest. Nothing after it can be trusted.\n"
    result = office.run("ledger", "verify", "--export", str(path))
    assert (result.code, result.out, result.err) == (1, "", f"error: {message}")
    assert verify_ledger.main([str(path)]) == 1
    assert capsys.readouterr().err == message


def test_a_ledger_that_lacks_what_a_kept_checkpoint_signed_fails(office: Office, tmp_path: Path) -> None:
    office.write("anna")
    office.run("ledger", "checkpoint")
    kept = tmp_path / "kept.json"
    (made,) = (office.data / "checkpoints").iterdir()
    made.rename(kept)
    (office.data / "evaluator.db").unlink()
    (office.data / "evaluator.db-wal").unlink(missing_ok=True)
    office.run("db", "upgrade")
    office.write("anna", "boris", "cleo")
    assert office.run("ledger", "verify").code == 0
    result = office.run("ledger", "verify", "--checkpoint", str(kept))
    assert result.code == 1
    assert "broken at #2: the entry is not the one that the checkpoint of" in result.err


def test_a_checkpoint_that_somebody_changed_is_refused(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.write("anna")
    office.run("ledger", "checkpoint")
    path = office.export()
    (made,) = (office.data / "checkpoints").iterdir()
    made.write_bytes(made.read_bytes().replace(b'"seq":2', b'"seq": 2'))
    for arguments in (["verify"], ["verify", "--checkpoint", str(made)], ["checkpoint"], ["export", str(path)]):
        result = office.run("ledger", *arguments)
        assert result.code == 1
        assert "holds no checkpoint as it was written" in result.err
    assert verify_ledger.main([str(path), "--checkpoint", str(made)]) == 1
    assert "holds no checkpoint as it was written" in capsys.readouterr().err


def test_a_folder_without_a_checkpoint_is_refused(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = office.export()
    (tmp_path / "empty").mkdir()
    result = office.run("ledger", "verify", "--checkpoint", str(tmp_path / "empty"))
    assert (result.code, "There is no checkpoint in" in result.err) == (1, True)
    assert verify_ledger.main([str(path), "--checkpoint", str(tmp_path / "empty")]) == 1
    assert "there is no checkpoint in" in capsys.readouterr().err


def test_another_key_than_the_one_noted_down_fails(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.write("anna")
    office.run("ledger", "checkpoint")
    path = office.export()
    for arguments in ([], ["--export", str(path)]):
        result = office.run("ledger", "verify", "--key", Signer(1).id, *arguments)
        assert (result.code, "does not name the key that was given" in result.err) == (1, True)
    assert verify_ledger.main([str(path), "--key", Signer(1).id]) == 1
    assert "does not name the key that was given" in capsys.readouterr().err


def test_a_changed_key_is_told_and_a_lost_one_is_remembered(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.write("anna")
    first = office.run("ledger", "checkpoint").out.splitlines()[-1]
    second = office.run("ledger", "change-key").out.strip()
    assert second.startswith("Key: sha256:")
    assert second != first
    assert "unsigned by the one before" not in office.run("ledger", "verify").out
    (office.data / "checkpoint.key").unlink()
    refused = office.run("ledger", "change-key")
    assert (refused.code, "change-key --lost" in refused.err) == (1, True)
    assert office.run("ledger", "change-key", "--lost").code == 0
    remark = "Entry #4 changes the key unsigned by the one before, as if that was lost."
    assert remark in office.run("ledger", "verify").out
    path = office.export()
    assert verify_ledger.main([str(path)]) == 0
    assert remark in capsys.readouterr().out
    assert office.run("ledger", "verify", "--export", str(path), "--key", first.removeprefix("Key: ")).code == 1


def test_an_export_shows_no_candidate_and_takes_a_files_place_at_once(office: Office) -> None:
    path = office.data / "ledger.jsonl"
    path.write_bytes(b"an older export")
    office.write("anna")
    assert office.export().read_bytes().count(b"\n") == 2
    assert [one.name for one in office.data.iterdir() if "ledger" in one.name] == ["ledger.jsonl"]


def test_an_export_that_cannot_be_written_says_so(office: Office, tmp_path: Path) -> None:
    result = office.run("ledger", "export", str(tmp_path / f"{300 * 'r'}.jsonl"))
    assert (result.code, "Name another file" in result.err) == (1, True)


def test_an_export_that_cannot_be_read_says_so(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(office.data / "none.jsonl")
    result = office.run("ledger", "verify", "--export", missing)
    assert (result.code, "cannot be read" in result.err) == (1, True)
    assert verify_ledger.main([missing]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_longer_ledger_is_exported_in_pieces(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluator.cli.ledger_export.CHUNK", 2)
    office.write("anna", "boris", "cleo", "dora", "emil")
    path = office.export()
    assert office.run("ledger", "verify", "--export", str(path)).out.startswith("Ledger intact up to #5.")


def test_what_was_not_sent_makes_the_command_fail_though_the_checkpoint_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing listens on this port of this machine: reserved, never assigned.
    desk.settings = type(desk.settings)(
        data_dir=desk.settings.data_dir, checkpoint_webhook="http://127.0.0.1:1/hook?token=sesame"
    )
    monkeypatch.setattr("evaluator.checkpoints.places.PAUSES_S", (0.0, 0.0))
    office = Office(desk)
    office.write("anna")
    result = office.run("ledger", "checkpoint")
    assert result.code == 1
    assert result.out.startswith("Checkpoint #2")
    assert result.err.startswith("error: Checkpoint #2 was not taken by the webhook: it could not be reached")
    assert "sesame" not in result.err
    checked = office.run("doctor")
    assert "the webhook has not taken the last one: it could not be reached" in checked.out
