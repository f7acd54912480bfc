"""What reviews tell besides agreement: the reveal, calibration, and mean coverage by prediction-powered inference."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import fsum

import numpy as np

from evaluator.domain.agreement.coverages import Audited, correct_coverage
from evaluator.domain.agreement.figures import ANSWERS, POINTS, Figure, NotEnough
from evaluator.domain.agreement.probabilities import BINS, BRIER, ECE
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.reveals import Reveal, weigh_counts
from evaluator.domain.agreement.samples import Floats, collect_rows
from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.insight_agreement import Measuring
from evaluator.domain.insight_counts import BILLION, LETTERS, REASON_LETTERS, Reviewed, Sums
from evaluator.domain.insight_pairs import codes
from evaluator.domain.insights import FEWEST_JUDGED, CalibrationBin, CoverageEstimate, Revealed
from evaluator.domain.judgements import Verdict
from evaluator.domain.reviews import ReasonForChange, Stream

_VERDICTS = {letter: verdict for verdict, letter in LETTERS.items()}
_REASONS = {letter: reason for reason, letter in REASON_LETTERS.items() if reason is not None}


def reveal(reviews: Iterable[Reviewed]) -> Revealed:
    """What people did after the reveal, of those of these reviews that are finished."""
    counts: Counter[Reveal] = Counter()
    reasons: Counter[ReasonForChange] = Counter()
    finished = [review for review in reviews if review.final is not None]
    if len(finished) < ANSWERS:
        return Revealed(len(finished), weigh_counts(counts), reasons)
    for letters, count in Counter(chain.from_iterable(map(_reveals, finished))).items():
        blind, said, shown, final = (_VERDICTS[letter] for letter in letters)
        counts[Reveal(blind, shown, final, is_seeded=shown is not said)] += count
    for letter, count in Counter("".join(review.reasons or "" for review in finished)).items():
        if letter in _REASONS:
            reasons[_REASONS[letter]] += count
    return Revealed(len(finished), weigh_counts(counts), reasons)


def unclear(reviews: Iterable[Reviewed], points: Mapping[int, Sequence[int]]) -> Mapping[int, int]:
    """How often the wording of a point was the reason given, by the number that `points` gives it in its series."""
    letter, found = REASON_LETTERS[ReasonForChange.RUBRIC_UNCLEAR], Counter[int]()
    for review in reviews:
        if review.reasons and letter in review.reasons:
            named = zip(points[review.series_id], review.reasons, strict=True)
            found.update(point for point, why in named if why == letter)
    return found


def calibrate(reviews: Sequence[Reviewed], measuring: Measuring) -> tuple[tuple[CalibrationBin, ...], Figure, Figure]:
    """The bins of the judge's probabilities, the Brier score and the calibration error, where it gave probabilities.

    A point on which the person was unsure is left out. No bin is told before there are points enough for a figure.
    """
    rows = _forecasts([review for review in reviews if review.probabilities is not None])
    found = measuring(collect_rows(rows), (BRIER, ECE), POINTS)
    brier, ece = found[BRIER.name], found[ECE.name]
    return () if isinstance(brier, NotEnough) else tuple(_bins(rows.sum(axis=0))), brier, ece


def estimate(reviews: Iterable[Reviewed], sums: Sums) -> CoverageEstimate:
    """The mean coverage of all that these sums are of, corrected by reviews of the random stream among these.

    An answer that several people reviewed counts once, with the mean of what they found.
    """
    mean = sums.coverage_billionths / BILLION / sums.with_coverage if sums.with_coverage else 0.0
    by_answer: dict[str, list[Reviewed]] = {}
    for review in reviews:
        if review.stream == Stream.RANDOM.value and review.judge is not None and review.people is not None:
            by_answer.setdefault(review.judgement_id, []).append(review)
    audited = [_audited(group) for group in by_answer.values()]
    told = mean if sums.with_coverage >= FEWEST_JUDGED else None
    return CoverageEstimate(sums.with_coverage, told, correct_coverage(sums.with_coverage, mean, audited))


def _audited(group: Sequence[Reviewed]) -> Audited:
    people = fsum(review.people or 0.0 for review in group) / len(group)
    return Audited(people, group[0].judge or 0.0, group[0].inclusion_probability, Stream(group[0].stream))


def _reveals(review: Reviewed) -> Iterable[tuple[str, ...]]:
    return zip(review.blind, review.said, review.shown or review.said, review.final or "", strict=True)


def _forecasts(reviews: Sequence[Reviewed]) -> Floats:
    """Rows of 31, an answer each, as `domain.agreement.probabilities.sample_forecasts` has them."""
    said = json.loads(f"[{','.join(review.probabilities or '' for review in reviews)}]")
    probabilities = np.array([*chain.from_iterable(said)], dtype=np.float64)
    numbers: dict[str, int] = {}
    answers = [numbers.setdefault(review.judgement_id, len(numbers)) for review in reviews]
    owners = np.repeat(np.array(answers, dtype=np.int64), [len(review.blind) for review in reviews])
    blind = codes(review.blind for review in reviews)
    told = ~np.isnan(probabilities) & (blind != VERDICTS.index(Verdict.UNSURE))
    owners, probabilities = owners[told], probabilities[told]
    covered = (blind[told] == VERDICTS.index(Verdict.COVERED)).astype(np.float64)
    bins = np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)
    rows = np.zeros((len(numbers), 1 + 3 * BINS))
    np.add.at(rows, (owners, 0), (probabilities - covered) ** 2)
    for column, values in enumerate((np.ones_like(covered), probabilities, covered), start=1):
        np.add.at(rows, (owners, column + 3 * bins), values)
    return np.asarray(rows[np.unique(owners)])


def _bins(totals: Floats) -> Iterable[CalibrationBin]:
    for place, (points, probabilities, covered) in enumerate(totals[1:].reshape(BINS, 3).tolist()):
        if points:
            yield CalibrationBin(
                place / BINS, (place + 1) / BINS, probabilities / points, Proportion(round(covered), round(points))
            )
