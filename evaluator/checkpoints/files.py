"""Writing files that are whole or not there, whenever the machine stops."""

import os
import secrets
from pathlib import Path


def write_once(path: Path, content: bytes, mode: int) -> bool:
    """Write a file unless there is one of that name; of several who try at once, one does. Raises OSError.

    Until it is whole it has another name, which begins with a dot.
    """
    written = _written_beside(path, content, mode)
    try:
        os.link(written, path)
    except FileExistsError:
        return False
    finally:
        written.unlink()
    _settle(path.parent)
    return True


def replace_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file in the place of another, if there is one. Raises OSError."""
    _written_beside(path, content, mode).replace(path)
    _settle(path.parent)


def _written_beside(path: Path, content: bytes, mode: int) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        beside.unlink()
        raise
    return beside


def _settle(directory: Path) -> None:
    """Have the directory itself written to disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
