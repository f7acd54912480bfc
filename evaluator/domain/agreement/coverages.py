"""The mean coverage of many judged answers, from all judgements and few people's reviews of a random stream.

Prediction-powered inference: the judge's mean over all answers is corrected by how far people and judge differ on the
answers that people saw. Sources: A. N. Angelopoulos, S. Bates, C. Fannjiang, M. I. Jordan and T. Zrnic,
Prediction-Powered Inference, Science 382 (2023), 669-674; power tuning from A. N. Angelopoulos, J. C. Duchi and
T. Zrnic, PPI++ (arXiv 2311.01453), section 6; inverse inclusion probabilities from T. Zrnic and E. J. Candès, Active
Statistical Inference (ICML 2024). Unlike theirs, the reviewed answers are among the judged ones, and the mean asked for
is that of these answers. That makes it the difference estimator of survey sampling with Hájek's weights: C.-E. Särndal,
B. Swensson and J. Wretman, Model Assisted Survey Sampling (1992), 5.7 and 6.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from evaluator.domain.agreement.bootstrap import student
from evaluator.domain.agreement.figures import ANSWERS_FOR_COVERAGE, MeanCoverage, NotEnough, Unit
from evaluator.domain.reviews import Stream


@dataclass(frozen=True, slots=True)
class Audited:
    """One answer's coverage by a blind review, and by the judge: 0 to 1, `Coverage.score` of either.

    `probability` is the review's inclusion probability, over 0 and at most 1. A targeted one has none, and is refused.
    """

    people: float
    judge: float
    probability: float | None
    stream: Stream


def correct_coverage(answers: int, mean: float, audited: Sequence[Audited]) -> MeanCoverage | NotEnough:
    """The mean of what people would say of all judged answers; `mean` is that of the judge's coverage of these.

    Answers that the judge could not score are not among them: the mean is that of scored answers. Raises ValueError for
    a targeted review, a probability outside (0, 1], a coverage outside 0 to 1, or more reviews than answers.
    """
    probabilities = _checked(answers, mean, audited)
    if len(audited) < ANSWERS_FOR_COVERAGE:
        return NotEnough(len(audited), ANSWERS_FOR_COVERAGE, Unit.ANSWERS)
    weights = [1 / probability for probability in probabilities]
    # What a review's weight leaves to chance: nothing where every answer was sure to be drawn.
    chances = [weight * (weight - 1) for weight in weights]
    people = _centred([review.people for review in audited], weights)
    judge = _centred([review.judge for review in audited], weights)
    power = _power(people[1], judge[1], chances)
    rest = [one - power * other for one, other in zip(people[1], judge[1], strict=True)]
    half = _half_width(rest, weights, chances, fitted=2 if power else 1)
    value = people[0] + power * (mean - judge[0])
    value = min(max(value, 0.0), 1.0)
    return MeanCoverage(
        value,
        max(value - half, 0.0),
        min(value + half, 1.0),
        power,
        len(audited),
        answers,
        half,
        _half_width(people[1], weights, chances, fitted=1),
    )


def _checked(answers: int, mean: float, audited: Sequence[Audited]) -> list[float]:
    """The probabilities of the reviews, once nothing can be said against any figure."""
    if any(review.stream is not Stream.RANDOM for review in audited):
        raise ValueError("Coverage is estimated from the random stream alone; leave the targeted reviews out.")
    probabilities = [review.probability or 0.0 for review in audited]
    if any(not 0 < probability <= 1 for probability in probabilities):
        raise ValueError("A review's probability of being drawn must be over 0 and at most 1.")
    # Written so that NaN, which is neither, is refused too.
    shares = [mean, *(review.people for review in audited), *(review.judge for review in audited)]
    if any(not 0 <= share <= 1 for share in shares):
        raise ValueError("A coverage lies between 0 and 1.")
    if len(audited) > answers:
        raise ValueError("There are more reviews than judged answers; count each answer once.")
    return probabilities


def _centred(values: Sequence[float], weights: Sequence[float]) -> tuple[float, list[float]]:
    """The weighted mean, and what each value differs from it."""
    mean = fsum(value * weight for value, weight in zip(values, weights, strict=True)) / fsum(weights)
    return mean, [value - mean for value in values]


def _power(people: Sequence[float], judge: Sequence[float], chances: Sequence[float]) -> float:
    """The share of the judge's differences that makes the interval narrowest, kept between 0 and 1."""
    spread = fsum(chance * other**2 for chance, other in zip(chances, judge, strict=True))
    if spread == 0:
        return 0.0
    common = fsum(chance * one * other for chance, one, other in zip(chances, people, judge, strict=True))
    return min(max(common / spread, 0.0), 1.0)


def _half_width(rest: Sequence[float], weights: Sequence[float], chances: Sequence[float], fitted: int) -> float:
    """Half the 95 % interval of a weighted mean, from what `fitted` figures leave of each review."""
    freedom = len(rest) - fitted
    variance = fsum(chance * one**2 for chance, one in zip(chances, rest, strict=True)) / fsum(weights) ** 2
    return student(freedom) * sqrt(variance * len(rest) / freedom)
