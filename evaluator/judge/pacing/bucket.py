"""The token bucket by which every limit is kept."""

from evaluator.judge.clock import Clock


class Bucket:
    """Holds up to `capacity` and fills by `rate` a second. It may go into debt: who comes later waits longer."""

    def __init__(self, rate: float, capacity: float, clock: Clock, level: float | None = None) -> None:
        self.rate = rate
        self.capacity = capacity
        self._clock = clock
        self._level = capacity if level is None else level
        self._filled_at = clock.monotonic()

    @property
    def level(self) -> float:
        """What it holds now; below zero while in debt."""
        now = self._clock.monotonic()
        self._level = min(self.capacity, self._level + (now - self._filled_at) * self.rate)
        self._filled_at = now
        return self._level

    def wait(self, amount: float, *, spare: float = 0.0, ahead: float = 0.0) -> float:
        """Seconds until `amount` can be taken after `ahead` was and `spare` is left; 0 or less when it can be now.

        What is more than the bucket ever holds can be taken when it is full, and those who come next wait for the rest.
        No more than half of the room above the amount is kept to spare: time lost when it is full is lost for good.
        """
        room = self.capacity - amount
        needed = amount + min(spare, room / 2) if room > 0 else self.capacity
        return (needed + ahead - self.level) / self.rate

    def take(self, amount: float) -> None:
        """Take now, whether it is there or not. A negative amount gives back."""
        self.put(self.level - amount)

    def put(self, level: float) -> None:
        """Set what it holds."""
        self._level = min(self.capacity, level)
        self._filled_at = self._clock.monotonic()

    def retune(self, rate: float, capacity: float) -> None:
        """Change speed and size; what it held until now was filled at the old speed."""
        level = self.level
        self.rate, self.capacity = rate, capacity
        self.put(level)
