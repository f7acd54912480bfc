"""What kind of judge somebody has before them, told from a few answers whose labels are known.

A judge is screened on twenty answers, ten of them weak, with decoys among the points; a few are asked twice. What is
looked at is what the judge said, before our checks set anything aside: a credit is `covered` or `partial`. Points that
people call `partial` are left out, since either is half right there.

The bounds are chosen by simulation (docs/decisions tells how): a judge that is right about 85 of 100 points of either
kind is found fit 99 times of 100, one that credits half of what is missing 4 times, one that guesses never.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain

from evaluator.domain.agreement.figures import Estimate, Figure
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.pairs import AnswerPairs, Pair
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.samples import sample_answers
from evaluator.domain.agreement.shares import TNR, TPR
from evaluator.domain.fitness import Temper
from evaluator.domain.judgements import PointJudgement, Reason, Usage, Verdict
from evaluator.domain.rejections import Rejection
from evaluator.domain.trials import Trial

LEAST_TPR, LEAST_TNR, LEAST_TOGETHER = 0.60, 0.65, 1.45
"""What a fit judge credits at least of the points that are there, denies at least of those that are not, and both
shares added up: 1 is what guessing comes to."""

MOST_DECOYED = 0.15
"""In so large a share of the answers a fit judge never credits a decoy: in four of 24, say."""

MOST_INVENTED = 0.20
"""So large a share of a fit judge's credits never rests on quotes that stand nowhere in the answer."""

MOST_FLIPPED = 0.20
"""So large a share of points a fit judge never credits in one asking and not in the other."""

MOST_UNSCORED = 0.25
"""With a larger share of answers unscored, there is too little to tell what the judge is."""

LEAST_CREDITS = 10
"""Of fewer credits no share of invented quotes is told."""

_SEED = 0
_NO_CASE = Proportion(0, 0)
_INVENTED = frozenset({Rejection.NOT_FOUND, Rejection.COPIED})
_OF_REPLIES = frozenset(
    {
        Reason.REPLY_TRUNCATED,
        Reason.REPLY_INVALID,
        Reason.REPLY_REFUSED,
        Reason.REPLY_EMPTY,
        Reason.CONTENT_FILTERED,
        Reason.CONTEXT_OVERFLOW,
    }
)
"""Failures that are the model's own; any other is its endpoint's, and may be over tomorrow."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of points with its 95 % interval, from resampled answers."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Screening:
    """What was seen of a judge. `tempers` are what makes it unfit, none where it is fit.

    `present` and `absent` count the labelled points behind `tpr` and `tnr`. `decoyed` is the share of answers in which
    a decoy was credited, `invented` that of credits without a quote that stands in the answer, `flipped` that of points
    credited in one of two askings alone, `caught` that of wrong credits which our checks set aside.
    """

    tempers: tuple[Temper, ...]
    answers: int
    unscored: int
    present: int = 0
    absent: int = 0
    tpr: Rate | None = None
    tnr: Rate | None = None
    decoyed: Proportion = _NO_CASE
    invented: Proportion = _NO_CASE
    flipped: Proportion = _NO_CASE
    caught: Proportion = _NO_CASE
    usage: Usage = field(default_factory=Usage)

    @property
    def is_fit(self) -> bool:
        """Whether nothing speaks against relying on it, as far as so few answers can show."""
        return not self.tempers


@dataclass(frozen=True, slots=True)
class Inconclusive:
    """Too many answers were not scored, for reasons of the endpoint's: nothing can be said of the judge.

    `reason` is the most frequent of them.
    """

    answers: int
    unscored: int
    reason: Reason


def is_of_the_model(reason: Reason) -> bool:
    """Whether a failure is the model's own, not its endpoint's."""
    return reason in _OF_REPLIES


def screen(trials: Sequence[Trial], again: Sequence[Trial]) -> Screening | Inconclusive:
    """What the judge is, from each answer once and some of them `again`. Rates need a dozen answers at least."""
    reasons = Counter(trial.outcome.unscored.reason for trial in trials if trial.outcome.unscored)
    usage = _usage(chain(trials, again))
    if reasons.total() > MOST_UNSCORED * len(trials):
        return _broken_off(len(trials), reasons, usage)
    scored = [trial for trial in trials if trial.outcome.unscored is None]
    answers = [AnswerPairs(trial.question_id, tuple(_pairs(trial))) for trial in scored]
    pairs = [pair for answer in answers for pair in answer.pairs]
    figures = measure(sample_answers(answers), (TPR, TNR), seed=_SEED, needed=1)
    decoyed, invented, flipped = _decoyed([*scored, *again]), _invented(scored), _flipped(scored, again)
    tpr, tnr = _rate(figures[TPR.name]), _rate(figures[TNR.name])
    tempers = list(_of_rates(tpr, tnr, is_decoyed=_exceeds(decoyed, MOST_DECOYED)))
    if invented.cases >= LEAST_CREDITS and _exceeds(invented, MOST_INVENTED):
        tempers.append(Temper.INVENTS_QUOTES)
    if _exceeds(flipped, MOST_FLIPPED):
        tempers.append(Temper.UNSTABLE)
    return Screening(
        tuple(tempers),
        len(trials),
        reasons.total(),
        present=sum(pair.blind is Verdict.COVERED for pair in pairs),
        absent=sum(pair.blind is Verdict.MISSED for pair in pairs),
        tpr=tpr,
        tnr=tnr,
        decoyed=decoyed,
        invented=invented,
        flipped=flipped,
        caught=_caught(scored),
        usage=usage,
    )


def _broken_off(answers: int, reasons: Counter[Reason], usage: Usage) -> Screening | Inconclusive:
    """What it means that most was not scored: the judge's own failure, or its endpoint's."""
    own = sum(count for reason, count in reasons.items() if is_of_the_model(reason))
    if 2 * own < reasons.total():
        return Inconclusive(answers, reasons.total(), reasons.most_common(1)[0][0])
    return Screening((Temper.BREAKS_OFF,), answers, reasons.total(), usage=usage)


def _of_rates(tpr: Rate | None, tnr: Rate | None, *, is_decoyed: bool) -> tuple[Temper, ...]:
    finds = tpr is not None and tpr.share >= LEAST_TPR
    denies = tnr is not None and tnr.share >= LEAST_TNR
    if finds and (is_decoyed or not denies):
        return (Temper.CREDITS_EVERYTHING,)
    if denies and not finds:
        return (Temper.CREDITS_NOTHING,)
    together = (tpr.share if tpr else 0.0) + (tnr.share if tnr else 0.0)
    return () if together >= LEAST_TOGETHER and not is_decoyed else (Temper.GUESSES,)


def _exceeds(share: Proportion, most: float) -> bool:
    return share.hits > most * share.cases


def _rate(figure: Figure) -> Rate | None:
    return Rate(figure.value, figure.low, figure.high) if isinstance(figure, Estimate) else None


def _claimed(point: PointJudgement) -> Verdict:
    """What the judge said, whatever became of it."""
    return point.claimed or point.verdict


def _pairs(trial: Trial) -> Iterable[Pair]:
    for point in trial.outcome.points:
        label = trial.labels.get(point.point_id)
        if label in (Verdict.COVERED, Verdict.MISSED):
            said = Verdict.COVERED if _claimed(point).credits else Verdict.MISSED
            yield Pair(point.point_id, said, label)


def _decoyed(trials: Iterable[Trial]) -> Proportion:
    asked = [trial.outcome for trial in trials if trial.outcome.canaries and trial.outcome.unscored is None]
    return Proportion(sum(bool(outcome.canaries_credited) for outcome in asked), len(asked))


def _invented(trials: Iterable[Trial]) -> Proportion:
    credited = [point for trial in trials for point in trial.outcome.points if _claimed(point).credits]
    without = [point for point in credited if not point.evidence]
    return Proportion(sum({one.why for one in point.rejected} <= _INVENTED for point in without), len(credited))


def _flipped(trials: Iterable[Trial], again: Iterable[Trial]) -> Proportion:
    first = {
        (trial.answer_id, point.point_id): _claimed(point).credits for trial in trials for point in trial.outcome.points
    }
    both = [
        (first[trial.answer_id, point.point_id], _claimed(point).credits)
        for trial in again
        for point in trial.outcome.points
        if (trial.answer_id, point.point_id) in first
    ]
    return Proportion(sum(one != other for one, other in both), len(both))


def _caught(trials: Iterable[Trial]) -> Proportion:
    wrong = [
        point
        for trial in trials
        for point in trial.outcome.points
        if trial.labels.get(point.point_id) is Verdict.MISSED and _claimed(point).credits
    ]
    return Proportion(sum(not point.verdict.credits for point in wrong), len(wrong))


def _usage(trials: Iterable[Trial]) -> Usage:
    return reduce(Usage.plus, (trial.outcome.exchange.usage for trial in trials), Usage())
