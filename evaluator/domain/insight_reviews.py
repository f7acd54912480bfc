"""What reviews tell besides agreement: the reveal, calibration, and mean coverage by prediction-powered inference."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from math import fsum

import numpy as np

from evaluator.domain.agreement.coverages import Audited, correct_coverage
from evaluator.domain.agreement.figures import ANSWERS, POINTS, Figure, NotEnough
from evaluator.domain.agreement.probabilities import BINS, BRIER, ECE
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.reveals import Reveal, weigh_counts
from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.insight_agreement import Measuring, told_of
from evaluator.domain.insight_counts import BILLION, REASON_LETTERS, Mistake, Reviewed, Sums
from evaluator.domain.insight_pairs import codes
from evaluator.domain.insights import FEWEST_JUDGED, CalibrationBin, CoverageEstimate, Revealed
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import QuestionId
from evaluator.domain.reviews import ReasonForChange, Stream

MOST_MISTAKES = 50
"""Mistakes of the judge's that are named at the most."""

_COVERED, _MISSED = VERDICTS.index(Verdict.COVERED), VERDICTS.index(Verdict.MISSED)
_KINDS = (len(VERDICTS),) * 4
_REASONS = {letter: reason for reason, letter in REASON_LETTERS.items() if reason is not None}


def reveal(reviews: Iterable[Reviewed]) -> Revealed:
    """What people did after the reveal, of those of these reviews that are finished."""
    finished = [review for review in reviews if review.final is not None]
    if len(finished) < ANSWERS:
        return Revealed(len(finished), weigh_counts({}), {})
    given = Counter("".join(review.reasons or "" for review in finished))
    reasons = {reason: given[letter] for letter, reason in _REASONS.items() if given[letter]}
    return Revealed(len(finished), weigh_counts(_reveals(finished)), reasons)


def mistakes(reviews: Sequence[Reviewed], questions: Mapping[int, QuestionId]) -> tuple[Mistake, ...]:
    """The costly mistakes, those reviewed last first: no more than `MOST_MISTAKES`. `questions` has each series'."""
    said, blind = (codes(getattr(review, side) for review in reviews) for side in ("said", "blind"))
    ends = np.cumsum([len(review.said) for review in reviews], dtype=np.int64)
    letters = np.flatnonzero((said == _COVERED) & (blind == _MISSED))[::-1]
    found: dict[tuple[str, int], Mistake] = {}
    for letter, owner in zip(letters.tolist(), np.searchsorted(ends, letters, side="right").tolist(), strict=True):
        review = reviews[owner]
        point = letter - int(ends[owner]) + len(review.said)
        made = Mistake(review.judgement_id, questions[review.series_id], point, date.fromisoformat(review.day))
        found.setdefault((review.judgement_id, point), made)
        if len(found) == MOST_MISTAKES:
            break
    return tuple(found.values())


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
    forecast = [review for review in reviews if review.probabilities is not None]
    answers = len({review.judgement_id for review in forecast})
    rows = _forecasts(forecast)
    found = told_of(answers, measuring, rows, (), (BRIER, ECE), POINTS)
    brier, ece = found[BRIER.name], found[ECE.name]
    return () if isinstance(brier, NotEnough) else tuple(_bins(rows.sum(axis=0))), brier, ece


def audit(reviews: Iterable[Reviewed]) -> Mapping[int, Sequence[Audited]]:
    """The answers that people reviewed in the random stream, by the number of their series.

    An answer that several people reviewed is there once, with the mean of what they found.
    """
    by_answer: dict[str, list[Reviewed]] = {}
    for review in reviews:
        if review.stream == Stream.RANDOM.value and review.judge is not None and review.people is not None:
            by_answer.setdefault(review.judgement_id, []).append(review)
    by_series: dict[int, list[Audited]] = {}
    for group in by_answer.values():
        by_series.setdefault(group[0].series_id, []).append(_audited(group))
    return by_series


def estimate(audited: Sequence[Audited], sums: Sums) -> CoverageEstimate:
    """The mean coverage of all that these sums are of, corrected by what people found in some of it."""
    mean = sums.coverage_billionths / BILLION / sums.with_coverage if sums.with_coverage else 0.0
    told = mean if sums.with_coverage >= FEWEST_JUDGED else None
    answers = None if told is None else sums.with_coverage
    return CoverageEstimate(answers, told, correct_coverage(sums.with_coverage, mean, audited))


def _audited(group: Sequence[Reviewed]) -> Audited:
    people = fsum(review.people or 0.0 for review in group) / len(group)
    return Audited(people, group[0].judge or 0.0, group[0].inclusion_probability, Stream(group[0].stream))


def _reveals(finished: Sequence[Reviewed]) -> Mapping[Reveal, int]:
    blind = codes(review.blind for review in finished)
    said = codes(review.said for review in finished)
    shown = codes(review.shown or review.said for review in finished)
    final = codes(review.final or "" for review in finished)
    kinds = np.stack([blind, said, shown, final])
    met, counts = np.unique(np.ravel_multi_index(tuple(kinds), _KINDS), return_counts=True)
    found: Counter[Reveal] = Counter()
    for places, count in zip(np.transpose(np.unravel_index(met, _KINDS)).tolist(), counts.tolist(), strict=True):
        before, judged, seen, after = (VERDICTS[place] for place in places)
        found[Reveal(before, seen, after, is_seeded=seen is not judged)] += count
    return found


def _forecasts(reviews: Sequence[Reviewed]) -> Floats:
    """Rows of 31, an answer each, as `domain.agreement.probabilities.forecast_row` has them."""
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
