"""How a batch begins at an endpoint of which nothing is known yet."""

from evaluator.judge.clock import Clock
from evaluator.judge.pacing.bucket import Bucket

FIRST = 16
"""Requests that go out at once."""

HEARING_S = 0.08
UNHEARD_RATE = 160.0
"""After so many seconds without a reply so many more a second follow, one by one: a refusal comes long before a
judgement does, and ends it. To wait for a judgement would leave most places empty for as long as the model takes."""

HEARD_RATE = 1_200.0
AT_ONCE = 4
"""After the first reply, which tells the limit where the endpoint tells it at all, so many requests go out no faster
than that a second: a refusal is heard before all have gone."""

LAST = 64
"""After so many requests without a refusal nothing is held back any more."""


class Opening:
    """Over as soon as enough has been sent without a refusal."""

    def __init__(self, clock: Clock) -> None:
        self._bucket = Bucket(UNHEARD_RATE, FIRST, clock)
        self._left = LAST
        self._has_heard = False

    def wait(self) -> float:
        """Seconds until one more may go."""
        return self._bucket.wait(1.0) if self._left > 0 else 0.0

    def send(self) -> None:
        """Count one as sent."""
        if self._left > 0:
            self._left -= 1
            self._bucket.take(1.0)
            if not self._has_heard and self._left == LAST - FIRST:
                self._bucket.retune(UNHEARD_RATE, 1.0)
                self._bucket.put(1.0 - HEARING_S * UNHEARD_RATE)

    def hear(self) -> None:
        """The endpoint has replied."""
        if not self._has_heard:
            self._has_heard = True
            self._bucket.retune(HEARD_RATE, AT_ONCE)
            self._bucket.put(max(self._bucket.level, 0.0))

    def close(self) -> None:
        """Something is known: from here on that is kept to."""
        self._left = 0
