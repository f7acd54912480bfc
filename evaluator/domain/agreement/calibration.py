"""From what probability on a judge's `covered`, and up to what its `missed`, are right often enough by people's word.

The loosest threshold is taken at which so many of the points that pass it are right, one error more counted than was
seen, and at least half of those let in last. What that is worth is told by cross-validation over answers (M. Stone,
Journal of the Royal Statistical Society B 36 (1974), 111-147): each tenth of the answers is decided by thresholds that
were chosen without it, since on the answers a threshold was chosen on it looks better than it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from random import Random

from evaluator.domain.agreement.bootstrap import RESAMPLES
from evaluator.domain.agreement.figures import Figure, NotEnough, shortage
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.samples import ONE_PAIR, collect
from evaluator.domain.agreement.shares import SHARE_UNSURE, worth_of
from evaluator.domain.agreement.tables import tabulate
from evaluator.domain.judgements import Verdict
from evaluator.domain.scales import Thresholds

LEAST = 20
"""Points that a threshold has to let pass, and those let in last of which half must be right."""

FOLDS = 10
"""Parts of the answers, each left out once."""

SEED = 1
"""Of dividing and resampling: the same verdicts have the same figures."""

_PLACES = 1000
"""Thresholds have three decimals, rounded so that the points they were chosen on stay on their side."""

COVERED, MISSED, UNSURE = (f"worth_{Verdict.COVERED}", f"worth_{Verdict.MISSED}", SHARE_UNSURE.name)
"""The names of what is told: the share that is right of points called covered, called missed, and the share unsure."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What share of the points called covered, and of those called missed, are to be right; each above 0, at most 1."""

    covered: float = 0.9
    missed: float = 0.9


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A point with a judge's probabilities and a person's blind verdict.

    `pair.said` is the verdict that stands now. `covered` is how probable it is that the point is covered, `there` that
    it is not missed: `covered_from` is held against the one, `missed_up_to` against the other. `may_cover` and
    `may_miss` say whether a verdict of that kind would stand, whatever the threshold.
    """

    pair: Pair
    covered: float
    there: float
    may_cover: bool = True
    may_miss: bool = True


@dataclass(frozen=True, slots=True)
class Worth:
    """So many points pass a threshold on the reviews it was chosen on, and so many of them are right."""

    right: int
    passed: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The thresholds, what passes them, and the figures named above: of what stands now, and of answers left out."""

    thresholds: Thresholds
    covered: Worth
    missed: Worth
    now: Mapping[str, Figure]
    then: Mapping[str, Figure]


def calibrate(
    answers: Sequence[Sequence[Reviewed]], bounds: Bounds, *, resamples: int = RESAMPLES
) -> Calibration | NotEnough:
    """The thresholds for the points of these answers, or what there is too little of."""
    told = [answer for answer in answers if answer]
    points = [point for answer in told for point in answer]
    short = shortage(len(points), len(told))
    if short is not None:
        return short
    chosen = choose(points, bounds)
    decided = [_decided(point, chosen) for point in points]
    return Calibration(
        chosen,
        _worth(decided, Verdict.COVERED),
        _worth(decided, Verdict.MISSED),
        _figures([[point.pair for point in answer] for answer in told], resamples),
        _figures(list(_left_out(told, bounds)), resamples),
    )


def choose(points: Sequence[Reviewed], bounds: Bounds) -> Thresholds:
    """The loosest thresholds that keep to the bounds on these points; None for a verdict where none does."""
    covering = _loosest(
        [(-point.covered, point.pair.blind is Verdict.COVERED) for point in points if point.may_cover],
        bounds.covered,
        lambda most: -_rounded(-most, floor),
    )
    covered_from = None if covering is None else -covering
    left = [point for point in points if point.may_miss and (covering is None or point.covered < -covering)]
    missed_up_to = _loosest(
        [(point.there, point.pair.blind is Verdict.MISSED) for point in left],
        bounds.missed,
        lambda most: _rounded(most, ceil),
    )
    if missed_up_to is not None and covered_from is not None:
        missed_up_to = min(missed_up_to, round(covered_from - 1 / _PLACES, 3))
    return Thresholds(covered_from, missed_up_to)


def _loosest(points: Sequence[tuple[float, bool]], bound: float, rounded: Callable[[float], float]) -> float | None:
    """The highest limit under which enough points are right: points as how far out they lie, and whether right."""
    ranked = sorted(points)
    found, right, limits = None, 0, [rounded(far) for far, _ in ranked]
    for passed, (_, is_right) in enumerate(ranked, start=1):
        right += is_right
        ends = passed == len(ranked) or limits[passed] != limits[passed - 1]
        if not ends or passed < LEAST or right / (passed + 1) < bound:
            continue
        if sum(is_right for _, is_right in ranked[passed - LEAST : passed]) * 2 >= LEAST:
            found = limits[passed - 1]
    return found


def _rounded(probability: float, towards: Callable[[float], int]) -> float:
    return towards(probability * _PLACES) / _PLACES


def _decided(point: Reviewed, thresholds: Thresholds) -> Pair:
    """The pair with what the judge would have said."""
    said = Verdict.UNSURE
    if thresholds.covers(point.covered):
        said = Verdict.COVERED if point.may_cover else said
    elif thresholds.misses(point.there):
        said = Verdict.MISSED if point.may_miss else said
    return replace(point.pair, said=said)


def _left_out(answers: Sequence[Sequence[Reviewed]], bounds: Bounds) -> Iterator[list[Pair]]:
    """Every answer, decided by thresholds that were chosen on the other parts."""
    # Files of answers have an order of their own, by question or by kind.
    drawn = Random(SEED).sample(answers, len(answers))
    for part in range(FOLDS):
        others = [point for place, answer in enumerate(drawn) if place % FOLDS != part for point in answer]
        thresholds = choose(others, bounds)
        for answer in drawn[part::FOLDS]:
            yield [_decided(point, thresholds) for point in answer]


def _worth(pairs: Sequence[Pair], verdict: Verdict) -> Worth:
    given = [pair.blind for pair in pairs if pair.said is verdict]
    return Worth(given.count(verdict), len(given))


def _figures(answers: Sequence[Sequence[Pair]], resamples: int) -> Mapping[str, Figure]:
    sample = collect([tabulate(pairs).cells for pairs in answers], ONE_PAIR)
    asked = (worth_of(Verdict.COVERED), worth_of(Verdict.MISSED), SHARE_UNSURE)
    return measure(sample, asked, seed=SEED, needed=LEAST, resamples=resamples)
