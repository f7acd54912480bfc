"""A limit as the endpoint tells it, requests or tokens: a bucket kept in step with what replies say is left."""

from dataclasses import dataclass

from evaluator.judge.clock import Clock
from evaluator.judge.pacing.bucket import Bucket
from evaluator.judge.pacing.headers import Told

PACE = 0.99
"""A hair slower than told, for requests do not arrive exactly as far apart as they were sent."""

SAVED_S = 0.5
"""How many seconds' worth may be saved up where the endpoint does not say."""

NEARLY_FULL = 0.9
"""Above this share of its capacity a bucket may have run over, and what flowed in since is not known."""

SHORTEST_S, MEMORY_S = 1.0, 10.0
"""For how long what was charged is weighed against what was sent: what is told may be as old as the last request."""

PRIOR = 8
"""How many requests must have been sent before their price counts for more than the one known before."""

LOWEST_PRICE, HIGHEST_PRICE = 0.1, 10.0


@dataclass(frozen=True, slots=True)
class Sending:
    """One request as a meter sees it: how much it is, when it was sent, and how much had been sent before it."""

    amount: float
    at: float
    before: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What was left at one time, how much had been sent by then, and the price then known."""

    at: float
    remaining: float
    sent: float
    price: float


class Meter:
    """Counts what is sent from the beginning; holds it back as soon as a reply has told the limit.

    Endpoints charge otherwise than we count: by the longest reply allowed, for others who use the same key, less what
    they have cached. The price is what they charge for one of ours, learned from how what is left goes down.
    """

    def __init__(self, clock: Clock, price: float = 1.0) -> None:
        self._clock = clock
        self._bucket: Bucket | None = None
        self._sent = 0.0
        self._price = price
        self._anchor: Reading | None = None
        self._last: Reading | None = None

    def wait(self, amount: float, *, spare: float = 0.0, ahead: float = 0.0) -> float:
        """Seconds until so much may be sent, after what is ahead of it and with something to spare."""
        if self._bucket is None:
            return 0.0
        price = self._price
        return self._bucket.wait(amount * price, spare=spare * price, ahead=ahead * price)

    def send(self, amount: float) -> Sending:
        """Count a request as sent."""
        sending = Sending(amount, self._clock.monotonic(), self._sent)
        self._sent += amount
        if self._bucket is not None:
            self._bucket.take(amount * self._price)
        return sending

    def is_short(self, amount: float) -> bool:
        """Whether the endpoint has told that there is hardly room for so much."""
        return self._bucket is not None and self._bucket.level < 2 * amount * self._price

    def resume(self, amount: float) -> None:
        """A pause is over: go on as if little had been saved up in it, until a reply tells how much."""
        if self._bucket is not None:
            self._bucket.put(min(self._bucket.level, 2 * amount * self._price))

    def heed(self, sending: Sending, told: Told | None, *, refused: bool) -> None:
        """Take note of a reply: what it tells of the limit, and that a refused request was not charged."""
        after = self._sent - sending.before - sending.amount
        if refused:
            self._sent -= sending.amount
            if self._bucket is not None:
                self._bucket.take(-sending.amount * self._price)
        if told is None:
            return
        bucket = self._tuned(told)
        if told.remaining is None:
            return
        # What is left was read somewhere between sending and now: with or without what was sent and flowed in since.
        charged = self._price * max(0.0, after)
        flowed_in = bucket.rate * (self._clock.monotonic() - sending.at)
        low, high = told.remaining - charged, told.remaining + max(0.0, flowed_in - charged)
        bucket.put(min(max(bucket.level, low), high))
        self._learn(bucket, told.remaining, max(sending.amount, 1.0))

    def _tuned(self, told: Told) -> Bucket:
        rate = told.rate * PACE
        capacity = max(1.0, rate * SAVED_S if told.capacity is None else told.capacity)
        if self._bucket is None:
            self._bucket = Bucket(rate, capacity, self._clock, level=0.0)
        elif self._bucket.rate != rate:
            self._anchor = None
        self._bucket.retune(rate, capacity)
        return self._bucket

    def _learn(self, bucket: Bucket, remaining: float, amount: float) -> None:
        """Weigh what was charged since the anchor against what was sent."""
        now = Reading(self._clock.monotonic(), remaining, self._sent, self._price)
        last, self._last = self._last or now, now
        anchor, full = self._anchor, NEARLY_FULL * bucket.capacity
        if remaining > full and self.is_short(amount):
            self._price = max(self._price * 0.99, LOWEST_PRICE)
        if anchor is None or last.remaining + (now.at - last.at) * bucket.rate > full or now.at - anchor.at > MEMORY_S:
            self._anchor = now
            return
        if now.at - anchor.at < SHORTEST_S:
            return
        charged = max(0.0, anchor.remaining - remaining + (now.at - anchor.at) * bucket.rate)
        prior = PRIOR * amount
        price = (charged + prior * anchor.price) / (max(0.0, now.sent - anchor.sent) + prior)
        self._price = min(max(price, LOWEST_PRICE), HIGHEST_PRICE)
