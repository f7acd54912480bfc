"""Files that wait to be judged, and when they go."""

import os
import time
from pathlib import Path

import pytest

from evaluator.files.uploads import KEPT_S, clear_uploads


def sent(data_dir: Path, name: str, *, ago_s: float) -> Path:
    folder = data_dir / "uploads" / name
    folder.mkdir(parents=True)
    (folder / "file").write_text("words")
    then = time.time() - ago_s
    os.utime(folder, (then, then))
    return folder


@pytest.mark.parametrize(("everything", "left"), [(True, []), (False, ["young"])], ids=["all", "the old ones"])
def test_what_waits_goes(tmp_path: Path, everything: bool, left: list[str]) -> None:
    sent(tmp_path, "young", ago_s=KEPT_S - 60)
    sent(tmp_path, "old", ago_s=KEPT_S + 60)
    assert clear_uploads(tmp_path, everything=everything) == 2 - len(left)
    assert [folder.name for folder in (tmp_path / "uploads").iterdir()] == left


def test_where_nothing_was_ever_sent_nothing_goes(tmp_path: Path) -> None:
    assert clear_uploads(tmp_path, everything=True) == 0
