"""Files of answers that people have labelled, in JSON Lines: read row by row, every error told at once."""

from evaluator.files.labelled.reading import Labelled, read_labelled

__all__ = ["Labelled", "read_labelled"]
