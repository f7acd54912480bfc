"""The package that runs GGUF files, as a Model. The only module that knows it; it is there where the extra is."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import xllamacpp

from evaluator.judge.config import ModelFile

SILENT = -1
"""What it would log may hold what was said."""


class Llama:
    """One model, loaded. Raises RuntimeError for a file that cannot be."""

    def __init__(self, file: ModelFile) -> None:
        params = xllamacpp.CommonParams()
        params.model.path = str(file.path)
        params.n_ctx = file.context
        params.n_parallel = 1
        params.verbosity = SILENT
        # It insists on a door for others. This one is in a folder of our own that is gone before anybody could knock.
        folder = tempfile.mkdtemp()
        try:
            params.hostnames = [str(Path(folder) / "model.sock")]
            self._server = xllamacpp.Server(params)
        finally:
            shutil.rmtree(folder)

    def reply(self, fields: Mapping[str, object]) -> Mapping[str, object]:
        """What the model replies; an object with `error` where it cannot. Raises ValueError for fields it refuses."""
        reply: Mapping[str, object] = self._server.handle_chat_completions(fields)
        return reply
