"""Files of answers that people have sent and nobody has had judged yet: what becomes of them."""

import shutil
import time
from pathlib import Path

KEPT_S = 24 * 60 * 60
"""A file that nobody had judged is gone after so many seconds."""

FOLDER = "uploads"
"""Where in the data directory they lie, each in a folder of its own."""


def clear_uploads(data_dir: Path, *, everything: bool) -> int:
    """Delete those that have been kept for long enough, or all of them, whosever they are; returns how many.

    Nobody knows whose words are in them before they are read, and whoever sent one can send it again.
    """
    cleared = [folder for folder in _folders(data_dir / FOLDER) if everything or _is_old(folder)]
    for folder in cleared:
        shutil.rmtree(folder, ignore_errors=True)
    return len(cleared)


def _is_old(folder: Path) -> bool:
    try:
        return folder.stat().st_mtime < time.time() - KEPT_S
    except FileNotFoundError:
        # Whoever sent it has had it judged, or chosen another.
        return False


def _folders(directory: Path) -> list[Path]:
    try:
        return sorted(directory.iterdir())
    except FileNotFoundError:
        return []
