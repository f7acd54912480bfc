"""Files of answers on their way in: kept on disk between being checked and being judged, for their owner alone."""

import asyncio
import errno
import json
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from litestar.datastructures import UploadFile

from evaluator.errors import DiskFull, RequestInvalid
from evaluator.files.uploads import KEPT_S

LONGEST_NAME = 200

_ID = re.compile("[0-9a-f]{20}")
_FILE, _ABOUT = "file", "about.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that was sent. `path` is where it lies, `filename` what it is called where it came from."""

    id: str
    filename: str
    path: Path


class Uploads:
    """The files in a directory of their own, one folder each, which nobody but this service's user may read."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def keep(self, sent: UploadFile, owner: str) -> Upload:
        """Write a file that was sent to disk. Raises DiskFull where there is no room for it."""
        return await asyncio.to_thread(self._keep, sent, owner)

    async def find(self, upload_id: str, owner: str) -> Upload:
        """A file of this owner's. Raises RequestInvalid where there is none, or no more."""
        return await asyncio.to_thread(self._find, upload_id, owner)

    async def discard(self, upload: Upload) -> None:
        """Delete a file."""
        await asyncio.to_thread(shutil.rmtree, upload.path.parent, ignore_errors=True)

    @asynccontextmanager
    async def passing(self, sent: UploadFile, owner: str) -> AsyncIterator[Upload]:
        """A file that is kept to the end of the block and no longer."""
        upload = await self.keep(sent, owner)
        try:
            yield upload
        finally:
            await self.discard(upload)

    def _keep(self, sent: UploadFile, owner: str) -> Upload:
        self._clear()
        name = _name_of(sent)
        upload_id = secrets.token_hex(10)
        folder = self._directory / upload_id
        try:
            folder.mkdir(mode=0o700, parents=True)
            sent.file.seek(0)
            with (folder / _FILE).open("wb") as file:
                shutil.copyfileobj(sent.file, file, 1024 * 1024)
            (folder / _ABOUT).write_text(json.dumps({"filename": name, "owner": owner}), encoding="utf-8")
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("There is no room for the file in the data directory. Nothing was kept.") from error
            raise
        return Upload(upload_id, name, folder / _FILE)

    def _find(self, upload_id: str, owner: str) -> Upload:
        folder = self._directory / upload_id
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8")) if _ID.fullmatch(upload_id) else {}
        except FileNotFoundError:
            about = {}
        if about.get("owner") != owner:
            raise RequestInvalid("This file is not kept any more. Choose it again.")
        return Upload(upload_id, about["filename"], folder / _FILE)

    def _clear(self) -> None:
        if not self._directory.is_dir():
            return
        oldest = time.time() - KEPT_S
        for folder in self._directory.iterdir():
            if _ID.fullmatch(folder.name) and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


def _name_of(sent: UploadFile) -> str:
    """What a file is called, on one line and without the folders it lay in."""
    last = Path(sent.filename.replace("\\", "/")).name
    visible = "".join(sign if sign.isprintable() else " " for sign in last)
    return " ".join(visible.split())[:LONGEST_NAME] or "answers"
