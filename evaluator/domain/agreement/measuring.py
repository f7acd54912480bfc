"""Coefficients with their intervals: of one rater against people, and of two judges against each other."""

from collections.abc import Mapping, Sequence

from evaluator.domain.agreement.bootstrap import RESAMPLES, interval, resample
from evaluator.domain.agreement.coefficients import Coefficient, Undefined, Why
from evaluator.domain.agreement.figures import POINTS, Estimate, Figure, NotEnough, shortage
from evaluator.domain.agreement.samples import Floats, Sample


def measure(
    sample: Sample,
    coefficients: Sequence[Coefficient],
    *,
    seed: int,
    needed: int = POINTS,
    resamples: int = RESAMPLES,
) -> Mapping[str, Figure]:
    """The coefficients of a sample by name, each with its 95 % interval by resampling answers.

    `needed` is the number of compared points under which nothing is told (`REVIEWS_OF_A_POINT` where the sample is of a
    single point). All coefficients are computed from the same resamples; the same seed gives the same figures.
    """
    if not sample.rows:
        return {asked.name: NotEnough(0, needed) for asked in coefficients}
    totals = sample.totals
    found = {asked.name: _plain(asked, sample, totals, needed) for asked in coefficients}
    if any(isinstance(figure, Estimate) for figure in found.values()):
        sums = resample(sample, seed, resamples)
        for asked in coefficients:
            found[asked.name] = _spread(found[asked.name], asked.of(sums), is_inflated=asked.is_inflated)
    return found


def contrast(
    sample: Sample,
    coefficients: Sequence[Coefficient],
    *,
    seed: int,
    needed: int = POINTS,
    resamples: int = RESAMPLES,
) -> Mapping[str, Figure]:
    """How much more each coefficient is for one judge than for another on the same answers.

    A row has that answer's of either, one after the other: each resample draws an answer for both. A point on which one
    judge is unsure is left out for that judge alone: look at `SHARE_UNSURE` too.
    """
    if not sample.rows:
        return {asked.name: NotEnough(0, needed) for asked in coefficients}
    halves = [_half(sample.totals, side) for side in (0, 1)]
    found: dict[str, Figure] = {}
    for asked in coefficients:
        one, other = (_plain(asked, sample, half, needed) for half in halves)
        found[asked.name] = _difference(one, other)
    if any(isinstance(figure, Estimate) for figure in found.values()):
        sums = resample(sample, seed, resamples)
        for asked in coefficients:
            found[asked.name] = _spread(found[asked.name], asked.of(_half(sums, 0)) - asked.of(_half(sums, 1)))
    return found


def _plain(asked: Coefficient, sample: Sample, totals: Floats, needed: int) -> Figure:
    """The coefficient, as an estimate whose interval is still to be found."""
    points = round(float(asked.counted(totals)))
    value = asked.value(totals)
    short = shortage(points, sample.answers, needed)
    if short is not None:
        return short
    return value if isinstance(value, Undefined) else Estimate(value, value, value, points, sample.answers)


def _spread(figure: Figure, values: Floats, *, is_inflated: bool = False) -> Figure:
    if not isinstance(figure, Estimate):
        return figure
    ends = interval(values, figure.value, figure.answers, is_inflated=is_inflated)
    if ends is None:
        return Undefined(Why.TOO_RARE)
    return Estimate(figure.value, *ends, figure.points, figure.answers)


def _difference(one: Figure, other: Figure) -> Figure:
    if not isinstance(one, Estimate):
        return one
    if not isinstance(other, Estimate):
        return other
    value = one.value - other.value
    return Estimate(value, value, value, min(one.points, other.points), one.answers)


def _half(sums: Floats, side: int) -> Floats:
    width = sums.shape[-1] // 2
    return sums[..., side * width : (side + 1) * width]
