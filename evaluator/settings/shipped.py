"""Where the files that come with the program are: beside the package in a checkout, inside it once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str, package: Path = _PACKAGE) -> Path:
    """The place of a file or folder that comes with the program, such as `prompts`, whether or not it is there."""
    installed = package / "_shipped" / name
    return installed if installed.exists() else package.parent / name
