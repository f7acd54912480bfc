"""How a batch begins at an endpoint of which nothing is known yet."""

from evaluator.judge.clock import Clock
from evaluator.judge.pacing.bucket import Bucket

FIRST_PLACES = 16
"""Requests under way until the first reply: that tells the limit, where the endpoint tells it at all."""

FIRST_REQUESTS = 64
RATE = 1_200.0
AT_ONCE = 4
"""After that reply, so many requests go out no faster than that a second: a refusal is heard before all have gone."""


class Opening:
    """Over as soon as enough has been sent without a refusal."""

    def __init__(self, clock: Clock) -> None:
        self._bucket = Bucket(RATE, FIRST_PLACES, clock)
        self._left = FIRST_REQUESTS
        self._has_heard = False

    @property
    def places(self) -> int | None:
        """How many may be under way, None for any number."""
        return None if self._has_heard else FIRST_PLACES

    def wait(self) -> float:
        """Seconds until one more may go."""
        return self._bucket.wait(1.0) if self._left > 0 else 0.0

    def send(self) -> None:
        """Count one as sent."""
        if self._left > 0:
            self._left -= 1
            self._bucket.take(1.0)

    def hear(self) -> None:
        """The endpoint has replied."""
        if not self._has_heard:
            self._has_heard = True
            self._bucket.retune(RATE, AT_ONCE)

    def close(self) -> None:
        """Something is known: from here on that is kept to."""
        self._left = 0
