"""Whether a judge has become worse on its anchor answers, told at any time without more false alarms for looking often.

An e-process: the factor by which money grows that is bet against "the judge is at least as good as it was". While that
is so, it ever reaches e with a probability of 1 / e at most (J. Ville, 1939; A. Ramdas, P. Grünwald, V. Vovk and
G. Shafer, Game-Theoretic Statistics and Safe Anytime-Valid Inference, Statistical Science 38 (2023), 576-601). The bets
are likelihood ratios against several lower rates; the money is spread over these and over the times at which the judge
may have changed, so that a drop is found early and late: a mixture, as in H. Robbins, Annals of Mathematical Statistics
41 (1970), 1397-1409. Whoever knew when it changes, and to what, would need log(alarm) / KL(after, before) judgements on
average: 104 for a drop from 0.90 to 0.80. What is not known costs the logarithm of its share in the mixture.
"""

from dataclasses import dataclass
from math import fsum

ALARM = 100.0
"""Evidence at which to raise an alarm: false with a probability of 1 % at most, however long the watch."""

FEARED = (0.95, 0.9, 0.8, 0.6)
"""The lower rates that are bet on, as shares of the expected rate."""

LIKELY = tuple(weight / 11 for weight in (2, 6, 2, 1))
"""What share of the money each of them gets: most where a drop begins to matter."""

AT_ONCE = 0.3
"""The share of the money that is bet from the first judgement on."""

EARLY = 1_000
"""Half of what waits is bet on changes within so many judgements; what is left then falls as slowly as 1 / time."""


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
        saved = self.saved * (EARLY + self.seen) / (EARLY + seen) * (1.0 if self.seen else 1 - AT_ONCE)
        bet = self.saved - saved
        stakes = tuple(
            (money + bet * likely) * _growth(self.expected, share, is_same=is_same)
            for money, likely, share in zip(self.stakes, LIKELY, FEARED, strict=True)
        )
        return Watch(self.expected, seen, stakes, saved, max(self.highest, fsum(stakes) + saved))


def _growth(expected: float, share: float, *, is_same: bool) -> float:
    feared = expected * share
    return feared / expected if is_same else (1 - feared) / (1 - expected)
