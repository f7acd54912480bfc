"""Files are whole or not there."""

import os
from pathlib import Path

import pytest

from evaluator.checkpoints.files import replace_whole, write_once


def test_a_file_is_written_with_the_rights_asked_for_in_a_folder_made_for_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    assert write_once(path, b"content", 0o600)
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_is_there_already_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert write_once(path, b"first", 0o600)
    assert not write_once(path, b"second", 0o600)
    assert path.read_bytes() == b"first"


def test_what_is_replaced_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    replace_whole(path, b"first", 0o644)
    replace_whole(path, b"second", 0o644)
    assert path.read_bytes() == b"second"


@pytest.mark.parametrize("write", [write_once, replace_whole], ids=lambda write: write.__name__)
def test_nothing_else_is_left_behind(write: object, tmp_path: Path) -> None:
    path = tmp_path / "file"
    for _ in range(2):
        write(path, b"content", 0o600)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_nothing_is_left_behind_where_the_disk_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_once(tmp_path / "file", b"content", 0o600)
    assert list(tmp_path.iterdir()) == []
