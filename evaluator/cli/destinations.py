"""Files that a command is told to write. What is wrong with them is told before anything is asked, paid or written."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click


class Destination(click.Path):
    """A file to be written, named with one of `endings` where there are any, in a folder that takes files.

    A device or a folder of that name is refused: the file written takes the place of what was there.
    """

    def __init__(self, *endings: str) -> None:
        super().__init__(path_type=Path)
        self.endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; fails with what is wrong with it."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        wrong = self._wrong(path)
        if wrong:
            self.fail(wrong, param, ctx)
        return path

    def _wrong(self, path: Path) -> str | None:
        folder = path.parent
        if _is_there(path) and not path.is_file():
            return f"{path} is no file; name another."
        if self.endings and path.suffix.lower() not in self.endings:
            *others, last = self.endings
            return f"{path} must end in {', '.join(others)} or {last}."
        if not folder.is_dir():
            return f"there is no folder {folder}. Make it, or name another."
        if not os.access(folder, os.W_OK):
            return f"no file can be put into the folder {folder}. Name another."
        return None


def keep_apart(written: Mapping[str, Path | None], read: Sequence[Path] = ()) -> None:
    """Refuse a file to be written, by the option that names it, in the place of one that is read or of another."""
    taken: dict[Path, str] = {}
    for option, path in written.items():
        if path is None:
            continue
        if any(_is_there(path) and path.samefile(one) for one in read):
            raise click.BadParameter(f"{path} is read, and would be lost. Name another file.", param_hint=f"'{option}'")
        other = taken.setdefault(path.resolve(), option)
        if other != option:
            raise click.BadParameter(
                f"{path} is named for {other} as well. Name another file.", param_hint=f"'{option}'"
            )


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A name that is too long, say: writing tells.
        return False
