"""Files on their way in: kept for their owner, under a name that leads nowhere else, and not for ever."""

import os
import time
from pathlib import Path

import pytest
from litestar.datastructures import UploadFile

from evaluator.errors import RequestInvalid
from evaluator.files.uploads import KEPT_S
from evaluator.web.api.batches_uploads import Upload, Uploads


async def keep(uploads: Uploads, name: str = "answers.csv") -> Upload:
    """A small file of ada's, sent and kept."""
    sent = UploadFile("text/csv", name, b"a,b\n")
    try:
        return await uploads.keep(sent, "ada")
    finally:
        await sent.close()


async def test_a_file_is_found_again_by_its_owner_alone(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    kept = await keep(uploads)
    assert await uploads.find(kept.id, "ada") == kept
    assert kept.path.read_bytes() == b"a,b\n"
    assert kept.path.parent.stat().st_mode & 0o077 == 0
    with pytest.raises(RequestInvalid):
        await uploads.find(kept.id, "grace")


@pytest.mark.parametrize("upload_id", ["", "..", "../secret", "0" * 20, "a" * 21])
async def test_an_id_that_is_none_finds_nothing(upload_id: str, tmp_path: Path) -> None:
    (tmp_path / "about.json").write_text('{"owner": "ada", "filename": "x"}')
    with pytest.raises(RequestInvalid):
        await Uploads(tmp_path / "uploads").find(upload_id, "ada")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("../../etc/passwd", "passwd"), ("C:\\files\\a.csv", "a.csv"), ("/", "answers"), ("x" * 300, "x" * 200)],
    ids=["folders", "folders of Windows", "nothing", "too long"],
)
async def test_a_name_keeps_no_way_to_anywhere(name: str, expected: str, tmp_path: Path) -> None:
    kept = await keep(Uploads(tmp_path), name)
    assert kept.filename == expected
    assert kept.path.parent.parent == tmp_path


@pytest.mark.parametrize(
    "name", ["a\r\n b.csv", "a\u202eb.csv", " a \x1b b.csv\t"], ids=["lines", "direction", "terminal"]
)
async def test_a_name_is_one_line_of_what_can_be_seen(name: str, tmp_path: Path) -> None:
    assert (await keep(Uploads(tmp_path), name)).filename == "a b.csv"


async def test_a_file_that_nobody_had_judged_is_gone_after_a_day(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    old = await keep(uploads)
    then = time.time() - KEPT_S - 60
    os.utime(old.path.parent, (then, then))
    await keep(uploads)
    with pytest.raises(RequestInvalid, match="Choose it again"):
        await uploads.find(old.id, "ada")
