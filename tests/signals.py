"""What signals do to a test: its process may have been told to take no notice of Ctrl-C."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object] | int


@contextmanager
def ctrl_c_handled_by(handler: Handler) -> Iterator[None]:
    """What Ctrl-C does for a while; a test's own process may have been told to take no notice of it."""
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
