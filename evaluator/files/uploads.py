"""Files of answers that people have sent and nobody has had judged yet: what becomes of them."""

import shutil
from pathlib import Path

FOLDER = "uploads"
"""Where in the data directory they lie, each in a folder of its own."""


def clear_uploads(data_dir: Path) -> int:
    """Delete all of them, whosever they are; returns how many there were.

    Nobody knows whose words are in them before they are read, and whoever sent one can send it again.
    """
    folders = _folders(data_dir / FOLDER)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(folders)


def _folders(directory: Path) -> list[Path]:
    try:
        return sorted(directory.iterdir())
    except FileNotFoundError:
        return []
