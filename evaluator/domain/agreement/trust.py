"""Which verdicts may be taken without a review: a threshold on confidence with a bound on the error that is proved.

Thresholds are tested from the strictest to the loosest, each for "the error is over the bound", until one cannot be
refuted; in such a fixed sequence no correction for many tests is needed (A. N. Angelopoulos, S. Bates, E. J. Candès,
M. I. Jordan and L. Lei, Learn then Test, arXiv 2110.01052, section 2.3). The sequence itself depends on confidences,
not on what is right. Errors of one answer come together, so points count for less than they are: sizes are divided by
Kish's design effect 1 + (m - 1) rho (L. Kish, Survey Sampling, 1965; J. N. K. Rao and A. J. Scott, Journal of the
American Statistical Association 76 (1981), 221-230), where m is the mean, over points taken, of the points taken of the
same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, fsum, lgamma, log, log1p

from evaluator.domain.agreement.figures import POINTS, NotEnough

RISK = 0.05
"""The probability with which the bound may fail."""

STEPS = 20
"""Thresholds in the sequence."""

SPARE = 2
"""The sequence begins where so many errors would still refute it: with fewer points one error would end it all."""

LEAST_CORRELATION = 0.05
"""Errors of one answer count as at least so much alike, since few errors cannot show that they are not."""


@dataclass(frozen=True, slots=True)
class CheckedVerdict:
    """A point that a judge gave a verdict and a person a blind one. The higher the confidence, the surer the judge."""

    confidence: float
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Trust:
    """Verdicts with at least `threshold` confidence may be taken; None: no threshold holds, everything goes to people.

    `taken` of the `points` reviewed have it, `wrong` of them were wrong.
    """

    threshold: float | None
    taken: int
    wrong: int
    points: int


def find_threshold(
    answers: Sequence[Sequence[CheckedVerdict]], bound: float, risk: float = RISK, needed: int = POINTS
) -> Trust | NotEnough:
    """The loosest threshold at which the error of verdicts taken stays under `bound`, with confidence 1 - `risk`.

    `answers` are blind reviews of the random stream, each with its points. Raises ValueError unless 0 < bound < 1.
    """
    if not 0 < bound < 1:
        raise ValueError("The bound on the error lies between 0 and 1, both left out.")
    points = [point for answer in answers for point in answer]
    if len(points) < needed:
        return NotEnough(len(points), needed)
    alike = max(LEAST_CORRELATION, correlation([[point.is_wrong for point in answer] for answer in answers]))
    found = Trust(None, 0, 0, len(points))
    for threshold in _sequence([point.confidence for point in points]):
        taken = [[point.is_wrong for point in answer if point.confidence >= threshold] for answer in answers]
        count, wrong = sum(map(len, taken)), sum(map(sum, taken))
        effect = 1 + (fsum(len(errors) ** 2 for errors in taken) / count - 1) * alike
        if at_most(SPARE, floor(count / effect), bound) > risk:
            continue
        if at_most(ceil(wrong / effect), floor(count / effect), bound) > risk:
            break
        found = Trust(threshold, count, wrong, len(points))
    return found


def _sequence(confidences: Sequence[float]) -> list[float]:
    """Falling thresholds at equal shares of the points; the last takes them all."""
    falling = sorted(confidences, reverse=True)
    return list(dict.fromkeys(falling[ceil(step * len(falling) / STEPS) - 1] for step in range(1, STEPS + 1)))


def at_most(hits: int, cases: int, rate: float) -> float:
    """The probability of at most `hits` in `cases` independent cases of that rate (0 < rate < 1)."""
    terms = (
        lgamma(cases + 1) - lgamma(hit + 1) - lgamma(cases - hit + 1) + hit * log(rate) + (cases - hit) * log1p(-rate)
        for hit in range(min(hits, cases) + 1)
    )
    return min(1.0, fsum(map(exp, terms)))


def correlation(groups: Sequence[Sequence[bool]]) -> float:
    """How much alike cases of one group are: the intraclass correlation by analysis of variance, kept between 0 and 1.

    0 where nothing differs or no group has two cases. Source: R. A. Fisher; in this form J. L. Fleiss, B. Levin and
    M. C. Paik, Statistical Methods for Rates and Proportions, 3rd edition (2003), 15.2.
    """
    sizes = [len(group) for group in groups if group]
    cases, count = sum(sizes), len(sizes)
    if count < 2 or cases == count:
        return 0.0
    mean = sum(map(sum, groups)) / cases
    means = [(len(group), sum(group) / len(group)) for group in groups if group]
    between = fsum(size * (share - mean) ** 2 for size, share in means) / (count - 1)
    within = fsum(size * share * (1 - share) for size, share in means) / (cases - count)
    usual = (cases - sum(size**2 for size in sizes) / cases) / (count - 1)
    spread = between + (usual - 1) * within
    return min(max((between - within) / spread, 0.0), 1.0) if spread > 0 else 0.0
