"""Files of replies, as a provider or `vllm run-batch` gives them: in any order, partial, with errors among them."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from evaluator.domain.bulk import BulkReply, NoReply, RequestInstead, reply_of
from evaluator.errors import SheetUnreadable

LONGEST_LINE = 8_000_000
"""Bytes of one reply. A longer line is no reply of ours and is passed over."""

_Rank = tuple[bool, bytes]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a reply stands, and how it compares with others to the same request: the least is taken."""

    rank: _Rank
    file: int
    offset: int


@dataclass(slots=True)
class ReplyFiles:
    """The replies in some files by custom id. Where there are several to one request, the same one is always taken.

    `unreadable` counts lines that are none, `twice` replies that another one was taken for.
    """

    _streams: Sequence[BinaryIO]
    _places: dict[str, _Place] = field(default_factory=dict)
    unreadable: int = 0
    twice: int = 0

    def __len__(self) -> int:
        """How many requests have a reply."""
        return len(self._places)

    def get(self, custom_id: str) -> BulkReply | None:
        """The reply to that request, None where there is none."""
        place = self._places.get(custom_id)
        if place is None:
            return None
        stream = self._streams[place.file]
        stream.seek(place.offset)
        return reply_of(stream.readline(LONGEST_LINE))

    def look_through(self) -> None:
        """Find every reply; raises SheetUnreadable for a file of requests."""
        for file, stream in enumerate(self._streams):
            for offset, line in _lines(stream):
                self._note(file, offset, line)

    def _note(self, file: int, offset: int, line: bytes | None) -> None:
        if line is not None and not line.strip():
            return
        try:
            reply = reply_of(line or b"")
        except RequestInstead:
            raise SheetUnreadable(
                "This is the file of requests. Name the file of replies that came back for it."
            ) from None
        except NoReply:
            self.unreadable += 1
            return
        # A completion goes before an error; between two of a kind their digests decide, not their order in the file.
        place = _Place((reply.error is not None, sha256(reply.body.encode("utf-8", "replace")).digest()), file, offset)
        there = self._places.get(reply.custom_id)
        if there is not None:
            self.twice += 1
        if there is None or place.rank < there.rank:
            self._places[reply.custom_id] = place


@contextmanager
def read_replies(*paths: Path) -> Iterator[ReplyFiles]:
    """The replies in those files, for as long as they are needed; raises SheetUnreadable where one cannot be read."""
    with ExitStack() as stack:
        try:
            replies = replies_in([stack.enter_context(path.open("rb")) for path in paths])
        except OSError as error:
            raise SheetUnreadable(f"The replies cannot be read: {error.strerror}. Name another file.") from None
        yield replies


def replies_in(streams: Sequence[BinaryIO]) -> ReplyFiles:
    """The replies in those streams, for as long as they are open."""
    replies = ReplyFiles(streams)
    replies.look_through()
    return replies


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Every line with where it begins; None in place of one that is too long."""
    offset = stream.seek(0)
    while line := stream.readline(LONGEST_LINE):
        yield offset, line if len(line) < LONGEST_LINE or line.endswith(b"\n") else None
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)
        offset = stream.tell()
