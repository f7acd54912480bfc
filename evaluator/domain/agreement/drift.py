"""Whether a judge has become worse on its anchor answers, told at any time without more false alarms for looking often.

An e-process: the factor by which money grows that is bet against "the judge is at least as good as it was". While that
is so, it ever reaches e with a probability of 1 / e at most (J. Ville, 1939; A. Ramdas, P. Grünwald, V. Vovk and
G. Shafer, Game-Theoretic Statistics and Safe Anytime-Valid Inference, Statistical Science 38 (2023), 576-601). The bets
are likelihood ratios against several lower rates; the money is spread over these and over the times at which the judge
may have changed, so that a drop is found early and late.
"""

from dataclasses import dataclass
from math import fsum, log

ALARM = 100.0
"""Evidence at which to raise an alarm: false with a probability of 1 % at most, however long the watch."""

FEARED = (0.95, 0.9, 0.8, 0.6)
"""The lower rates that are bet on, as shares of the expected rate."""

_AT_ONCE = 0.5
"""The share of the money that is bet from the first judgement on."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a watch stands after `seen` judgements of anchor points.

    `expected` is the rate at which the judge's verdicts were the same as the anchors' own when it was trusted, over 0
    and under 1. Each judgement must have at least that chance given those before it: judge all anchors in each round,
    in an order drawn anew. `stakes` is the money on each of `FEARED`, `saved` what waits to be bet on later changes.
    """

    expected: float
    seen: int = 0
    stakes: tuple[float, ...] = (0.0,) * len(FEARED)
    saved: float = 1.0
    highest: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.expected < 1:
            raise ValueError("The expected rate lies between 0 and 1, both left out.")

    @property
    def evidence(self) -> float:
        """The e-value against the judge being as good as expected: 1 at the beginning."""
        return fsum(self.stakes) + self.saved

    @property
    def is_alarmed(self) -> bool:
        """Whether the evidence has ever reached the alarm; it stays so until a new watch begins."""
        return self.highest >= ALARM

    def see(self, *, is_same: bool) -> "Watch":
        """The watch after one more judgement."""
        seen = self.seen + 1
        # What waits falls as slowly as can be, so that there is money left for changes that come late.
        saved = (1 - _AT_ONCE) * log(2) / log(seen + 1)
        stake = (self.saved - saved) / len(FEARED)
        stakes = tuple(
            (money + stake) * _growth(self.expected, share, is_same=is_same)
            for money, share in zip(self.stakes, FEARED, strict=True)
        )
        return Watch(self.expected, seen, stakes, saved, max(self.highest, fsum(stakes) + saved))


def _growth(expected: float, share: float, *, is_same: bool) -> float:
    feared = expected * share
    return feared / expected if is_same else (1 - feared) / (1 - expected)
