"""XML as a stream of elements, with nothing expanded that it may declare of its own."""

from collections.abc import Iterator, Mapping
from typing import IO, NoReturn, Protocol
from xml.parsers import expat

from evaluator.errors import SheetUnreadable

_CHUNK = 1 << 16


class Listener(Protocol):
    """Is told of elements by their local names, without the prefixes that differ from program to program."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text; one text may come in several pieces."""


def told(stream: IO[bytes], listener: Listener) -> Iterator[None]:
    """Read the stream piece by piece and tell the listener; comes up for air after each piece.

    Raises ExpatError for what is not XML and SheetUnreadable for XML with declarations, where bombs hide.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _CHUNK
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: listener.start(_local(name), attributes)
    parser.EndElementHandler = lambda name: listener.end(_local(name))
    parser.CharacterDataHandler = listener.text
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def _local(name: str) -> str:
    return name[name.find(":") + 1 :]


def _refuse(*_: object) -> NoReturn:
    raise SheetUnreadable("The workbook holds declarations that no spreadsheet writes. Save the table as CSV.")
