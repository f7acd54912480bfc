"""A folder of checkpoints: one file for each entry signed, whole or not there."""

from pathlib import Path

import pytest

from evaluator.checkpoints.folder import CheckpointFolder, read_checkpoint, read_checkpoints
from evaluator.errors import LedgerBroken, OutputRefused
from tests.ledgers import two_keys

ONE, TWO, THREE = two_keys().checkpoints


@pytest.fixture
def folder(tmp_path: Path) -> CheckpointFolder:
    return CheckpointFolder(tmp_path / "checkpoints")


def test_a_folder_that_is_not_there_holds_nothing(folder: CheckpointFolder) -> None:
    assert folder.newest() is None
    assert folder.all() == []


def test_checkpoints_are_kept_oldest_first(folder: CheckpointFolder) -> None:
    assert folder.keep(THREE)
    assert folder.keep(ONE)
    assert folder.all() == [ONE, THREE]
    assert folder.newest() == THREE
    assert sorted(path.name for path in folder.path.iterdir()) == [
        "checkpoint-0000000000000003.json",
        "checkpoint-0000000000000012.json",
    ]


def test_an_entry_has_one_checkpoint_and_the_first_stays(folder: CheckpointFolder) -> None:
    folder.keep(ONE)
    assert not folder.keep(ONE)
    assert folder.all() == [ONE]


def test_a_half_written_file_counts_for_nothing(folder: CheckpointFolder) -> None:
    folder.keep(ONE)
    (folder.path / ".checkpoint-0000000000000012.json.1f").write_bytes(b'{"at":')
    (folder.path / "sent-to-webhook.json").write_bytes(b"{}")
    assert folder.newest() == ONE


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 3000, b'{"seq":12}'], ids=["empty", "object", "deep", "other"])
def test_a_file_that_somebody_changed_is_told_by_name(folder: CheckpointFolder, content: bytes) -> None:
    folder.keep(ONE)
    (folder.path / "checkpoint-0000000000000012.json").write_bytes(content)
    for read in (folder.newest, folder.all):
        with pytest.raises(LedgerBroken, match=r"checkpoint-0000000000000012\.json holds no checkpoint"):
            read()


def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputRefused, match="EVALUATOR_CHECKPOINTS"):
        CheckpointFolder(tmp_path / "file" / "checkpoints").keep(ONE)


def test_checkpoints_kept_elsewhere_are_read_from_a_file_or_a_folder(folder: CheckpointFolder) -> None:
    folder.keep(ONE)
    folder.keep(TWO)
    assert read_checkpoints(folder.path) == [ONE, TWO]
    assert read_checkpoints(folder.path / "checkpoint-0000000000000006.json") == [TWO]


def test_where_there_is_no_checkpoint_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerBroken, match="There is no checkpoint in"):
        read_checkpoints(tmp_path)
    with pytest.raises(LedgerBroken, match="cannot be read"):
        read_checkpoint(tmp_path / "none")
