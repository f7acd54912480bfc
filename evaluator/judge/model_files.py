"""The files of models that are run in this process: whether they can be, and what tells one from another."""

from importlib.util import find_spec
from pathlib import Path

from evaluator.digests import digest_bytes
from evaluator.errors import SettingsInvalid
from evaluator.judge.config import ModelFile

PACKAGE = "xllamacpp"
MAGIC = b"GGUF"
"""What such a file begins with."""

READ = 2**20
"""Bytes read at either end: the description of the model and some of its weights. All of them would take a minute."""


def model_file_of(judge: str, path: Path, context: int) -> ModelFile:
    """The file as a judge of that name is to be run with; raises SettingsInvalid where it cannot be."""
    if find_spec(PACKAGE) is None:
        raise SettingsInvalid(
            f"Judge {judge} names a gguf file, and nothing that runs one is installed. pip install evaluator[local]"
        )
    try:
        with path.open("rb") as file:
            first = file.read(READ)
            size = file.seek(0, 2)
            file.seek(max(0, size - READ))
            last = file.read(READ)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SettingsInvalid(f"The gguf file of judge {judge} cannot be read ({path}): {why}.") from error
    if not first.startswith(MAGIC):
        raise SettingsInvalid(f"The gguf file of judge {judge} is no GGUF file ({path}).")
    return ModelFile(path, digest_bytes(b"%d %b%b" % (size, first, last)), context)
