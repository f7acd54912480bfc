"""Which verdicts may be taken without a review: a threshold on confidence with a bound on the error that is proved.

Thresholds are tested from the strictest to the loosest, each for "the error is over the bound", until one cannot be
refuted; in such a fixed sequence no correction for many tests is needed (A. N. Angelopoulos, S. Bates, E. J. Candès,
M. I. Jordan and L. Lei, Learn then Test, arXiv 2110.01052, section 2.3). The sequence itself depends on confidences,
not on what is right. Errors of one answer come together, so points count for less than they are: sizes are divided by
Kish's design effect 1 + (m - 1) rho (L. Kish, Survey Sampling, 1965; J. N. K. Rao and A. J. Scott, Journal of the
American Statistical Association 76 (1981), 221-230), where m is the mean, over points taken, of the points taken of the
same answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, exp, floor, fsum, lgamma, log, log1p
from typing import Self

import numpy as np
from numpy.typing import NDArray

from evaluator.domain.agreement.figures import POINTS, NotEnough, shortage
from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.thresholds import RISK, ThresholdTest, Trust

STEPS = 20
"""Thresholds in the sequence."""

SPARE = 2
"""The sequence begins where so many errors would still refute it: with fewer points one error would end it all."""

LEAST_CORRELATION = 0.05
"""Errors of one answer count as at least so much alike, since few errors cannot show that they are not."""


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Points to which a judge and, blind, a person gave a verdict: whether the judge's was wrong, and of which answer.

    The higher the `confidence`, the surer the judge.
    """

    confidence: Floats
    is_wrong: NDArray[np.bool_]
    answers: NDArray[np.int64]

    def falling(self) -> Self:
        """The same, the surest first."""
        order = np.argsort(-self.confidence, kind="stable")
        return type(self)(self.confidence[order], self.is_wrong[order], self.answers[order])

    def by_answer(self) -> tuple[Floats, Floats]:
        """How many points each answer has, and how many of them were wrong; of those that have any."""
        sizes = np.bincount(self.answers)
        wrong = np.bincount(self.answers, weights=self.is_wrong)
        met = sizes > 0
        return sizes[met].astype(np.float64), wrong[met].astype(np.float64)


def find_threshold(checked: Checked, bound: float) -> Trust | NotEnough:
    """The loosest threshold at which the error of verdicts taken stays under `bound`, with confidence 1 - RISK.

    `checked` are blind reviews of the random stream. Raises ValueError unless 0 < bound < 1.
    """
    if not 0 < bound < 1:
        raise ValueError("The bound on the error lies between 0 and 1, both left out.")
    sizes, wrong = checked.by_answer()
    points = len(checked.confidence)
    lacking = shortage(points, len(sizes), POINTS)
    if lacking is not None:
        return lacking
    tested = tuple(_tests(checked.falling(), bound, max(LEAST_CORRELATION, correlation(sizes, wrong))))
    held = [one for one in tested if one.chance is not None and one.chance <= RISK]
    if not held:
        return Trust(None, 0, 0, points, tested)
    return Trust(held[-1].threshold, held[-1].taken, held[-1].wrong, points, tested)


def _tests(falling: Checked, bound: float, alike: float) -> Iterator[ThresholdTest]:
    """Thresholds at equal shares of the points, the last of which takes them all, until one cannot be refuted."""
    points, before = len(falling.confidence), None
    for step in range(1, STEPS + 1):
        threshold = float(falling.confidence[ceil(step * points / STEPS) - 1])
        if threshold == before:
            continue
        before = threshold
        count = int(np.searchsorted(-falling.confidence, -threshold, side="right"))
        sizes = np.bincount(falling.answers[:count])
        effect = 1 + (float(sizes @ sizes) / count - 1) * alike
        wrong = int(falling.is_wrong[:count].sum())
        if at_most(SPARE, floor(count / effect), bound) > RISK:
            yield ThresholdTest(threshold, count, wrong, None)
            continue
        chance = at_most(ceil(wrong / effect), floor(count / effect), bound)
        yield ThresholdTest(threshold, count, wrong, chance)
        if chance > RISK:
            return


def at_most(hits: int, cases: int, rate: float) -> float:
    """The probability of at most `hits` in `cases` independent cases of that rate (0 < rate < 1)."""
    terms = (
        lgamma(cases + 1) - lgamma(hit + 1) - lgamma(cases - hit + 1) + hit * log(rate) + (cases - hit) * log1p(-rate)
        for hit in range(min(hits, cases) + 1)
    )
    return min(1.0, fsum(map(exp, terms)))


def correlation(sizes: Floats, hits: Floats) -> float:
    """How much alike cases of one group are: the intraclass correlation by analysis of variance, kept between 0 and 1.

    `sizes` (each over 0) says how many cases each group has, `hits` in how many of them it was so. 0 where nothing
    differs or no group has two cases. Source: R. A. Fisher; in this form J. L. Fleiss, B. Levin and M. C. Paik,
    Statistical Methods for Rates and Proportions, 3rd edition (2003), 15.2.
    """
    cases, count = float(sizes.sum()), len(sizes)
    if count < 2 or cases == count:
        return 0.0
    shares = hits / sizes
    between = float(sizes @ (shares - hits.sum() / cases) ** 2) / (count - 1)
    within = float(sizes @ (shares * (1 - shares))) / (cases - count)
    usual = (cases - float(sizes @ sizes) / cases) / (count - 1)
    spread = between + (usual - 1) * within
    return min(max((between - within) / spread, 0.0), 1.0) if spread > 0 else 0.0
