"""Lines of a text file, as they stand and none longer than can be held."""

from collections.abc import Iterator
from io import TextIOWrapper

from evaluator.errors import SheetUnreadable
from evaluator.files.sheets.encodings import Encoding
from evaluator.files.sheets.origins import Origin

LONGEST_RECORD = 2_000_000
"""Code points of one row, line breaks inside its cells included."""


def lines_of(origin: Origin, encoding: Encoding) -> Iterator[str]:
    """Every line with the line break that ends it. Raises SheetUnreadable at one longer than LONGEST_RECORD."""
    with origin.opened() as stream:
        text = TextIOWrapper(stream, encoding=encoding.codec, errors="replace", newline="")
        try:
            number = 0
            while line := text.readline(LONGEST_RECORD + 1):
                number += 1
                if len(line) > LONGEST_RECORD:
                    raise SheetUnreadable(
                        f"Line {number:,} has more than {LONGEST_RECORD:,} characters. Put each answer on its own line."
                    )
                yield line
        finally:
            # What somebody else opened is theirs to close, and may be closed by now.
            if not text.closed:
                text.detach()
