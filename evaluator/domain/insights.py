"""What the insights page shows: how far the judge and people agree, where not to trust it, and what it cost.

Frozen values only; `domain.insight_figures` derives those of agreement. Everywhere: days and weeks are those on which
answers were judged, in UTC; reviews are blind ones unless something else is said; a figure is an `Estimate` with its
95 % interval, or `Undefined` with why, or `NotEnough` with how many are missing, never a bare number. Nothing here
holds a candidate's words.

Few answers could tell a reviewer what the judge said of one that they are yet to judge blind, were the filter narrowed
to it. So what the judge said is told of `FEWEST_JUDGED` judgements or more, what reviews say of `ANSWERS` answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evaluator.digests import Digest
from evaluator.domain.agreement.figures import Figure, MeanCoverage, NotEnough
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.reveals import Pull
from evaluator.domain.agreement.tables import Confusion
from evaluator.domain.insight_counts import Mistake
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import Following
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.reviews import ReasonForChange

FEWEST_JUDGED = 50
"""Judgements under which is not told what verdicts, flags and coverage the judge gave."""

MOST_LISTED = 200
"""Questions that are listed at the most, the most reviewed of them, and values to choose from."""


@dataclass(frozen=True, slots=True)
class InsightFilter:
    """Which judgements are looked at; every field that is not None narrows it.

    `judge` is the name in the settings, `prompt` the fingerprint of a prompt, `bank` the digest of a bank. `since` and
    `until` are days in UTC, both included. An answer is counted under the day on which it was judged, and so are its
    reviews, whenever they came.
    """

    question_id: QuestionId | None = None
    judge: str | None = None
    prompt: Digest | None = None
    bank: Digest | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by: what the filter takes, what people read, and how many judgements it has in all."""

    value: str
    name: str
    judgements: int


@dataclass(frozen=True, slots=True)
class Choices:
    """All there is to filter by, each with the most judged first. A bank or prompt is named by its digest's beginning.

    `first` and `last` are the days of the oldest and of the newest judgement, None where there is none.
    """

    questions: tuple[Choice, ...] = ()
    judges: tuple[Choice, ...] = ()
    prompts: tuple[Choice, ...] = ()
    banks: tuple[Choice, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged. A judgement that shares another's verdicts counts as `shared`, and in nothing else.

    `scored` have verdicts, `unscored` have none; `reasons` counts the unscored ones by `Reason`, `flags` the judgements
    by `FlagCode`, `verdicts` the points of the scored ones. `open` of all ask for a person's look. Under 50
    scored judgements `flags` and `verdicts` are empty, `open`, `covered` and `coverage` None.
    `cost` is in the price table's currency, of the `priced` judgements alone whose cost is known; None where none is.
    Tokens are those of all attempts; `cached_tokens` are part of `input_tokens`. `coverage` is the judge's mean
    coverage, 0 to 1, of the `covered` judgements that have one (not those whose points are all unsure).
    """

    scored: int = 0
    unscored: int = 0
    shared: int = 0
    open: int | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    priced: int = 0
    cost: float | None = None
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    covered: int | None = None
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two sides agree on the points that both gave a verdict on.

    `table` has what is measured down and the blind verdict across: judge down and people across, or of two people the
    earlier review down. `answers` is how many answers its pairs come from, `table.compared` the n of the coefficients,
    `table.unsure_said` and `table.unsure_blind` how many pairs are left out because one side was unsure. Under 10
    answers the table is empty, and no figure counts more than answers.

    `figures` holds by name, shares from 0 to 1: `same` (the same verdict), `tpr` (of the points that people credit,
    those that the judge credits), `tnr` (of those that people call missed, those that it calls missed), `share_unsure`
    (of all pairs, those in which the side measured was unsure). At most 1 and perhaps negative: `kappa` (Cohen), `ac1`
    (Gwet), `quadratic_kappa`, `alpha_nominal` and `alpha_ordinal` (Krippendorff; raters are the judge and all
    reviewers, or the reviewers alone).
    """

    answers: int
    table: Confusion
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Compared:
    """The judge beside people: `judge` against each blind review, and `people` against each other.

    `people` is of the answers that two people reviewed blind: what agreement can be had at all. `reviews` counts blind
    reviews.
    """

    reviews: int
    judge: Agreement
    people: Agreement


@dataclass(frozen=True, slots=True)
class Version:
    """One judge, prompt or bank. `value` is what the filter takes, `name` what people read.

    `since` is the first day on which it judged, within the filter.
    """

    value: str
    name: str
    since: date
    compared: Compared


@dataclass(frozen=True, slots=True)
class CoverageEstimate:
    """The mean coverage of judged answers, 0 to 1: by the judge alone, and corrected by what people say.

    `judge` is the judge's mean over `answers`, both None where these are under 50. `estimate` comes from reviews of the
    random stream alone (targeted ones are never mixed in), `NotEnough` counts answers. It stands for every scored
    answer of the filter that was asked of a judge while reviewing was on: none other could be drawn.
    """

    answers: int | None
    judge: float | None
    estimate: MeanCoverage | NotEnough


@dataclass(frozen=True, slots=True)
class QuestionInsight:
    """One question. `name` is its title in the bank, its id where the bank does not have it any more."""

    question_id: QuestionId
    name: str
    judged: int
    """Scored judgements."""

    compared: Compared
    coverage: CoverageEstimate


@dataclass(frozen=True, slots=True)
class PointInsight:
    """One point. `name` is its text in the bank, its id where the bank does not have it any more.

    `verdicts` counts what the judge said of it in all judgements, and is empty where these are under 50. `reviews` is
    how many blind reviews it has, `same` the share of the same verdict, from 20 reviews on, `table` as in `Agreement`.
    `unclear` is how often reviewers gave the point's own wording as the reason. `under_people` says that the whole
    interval of `same` lies under the lower end of what two people reach on all points of the filter: here the judge is
    not to be trusted. `compared` holds all figures where the filter names the question, None otherwise.
    """

    question_id: QuestionId
    point_id: PointId
    name: str
    verdicts: Mapping[Verdict, int]
    reviews: int
    table: Confusion
    same: Figure
    unclear: int
    under_people: bool
    compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class Revealed:
    """What people did once the judge's verdicts were shown to them, of finished reviews.

    `pull.followed` is how often they gave up a verdict that differed for the judge's, `pull.seeded` the same where the
    verdict shown was made wrong on purpose, `pull.flow` counts (blind, final). `reasons` counts the points by the
    reason given. `finished` counts the reviews; under 10 of them nothing else is told.
    """

    finished: int
    pull: Pull
    reasons: Mapping[ReasonForChange, int]


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Points whose probability of being covered the judge put from `low` to under `high` (the last: up to 1).

    `probability` is the mean of what it said, `covered` how many people called covered blind.
    """

    low: float
    high: float
    probability: float
    covered: Proportion


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the judge's word is worth.

    `worth` holds for `covered`, `partial` and `missed` the share of such verdicts on which a blind reviewer says the
    same. `bins` and the figures `brier` and `ece` (both 0 at best) are of the points for which the judge gave a
    probability; empty, `NotEnough`, where it gives none or people are too few.
    """

    worth: Mapping[Verdict, Figure]
    bins: tuple[CalibrationBin, ...]
    brier: Figure
    ece: Figure


@dataclass(frozen=True, slots=True)
class Week:
    """Agreement on the answers judged in one week, which begins on `monday`: the share of the same verdict."""

    monday: date
    reviews: int
    table: Confusion
    same: Figure


@dataclass(frozen=True, slots=True)
class Change:
    """On `day` a `judge` (of another model too), a `prompt` or a `bank` was first used, though others were before."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Day:
    """What one day took, as in `Judged`. Days on which nothing was judged are not listed."""

    day: date
    judgements: int
    unscored: int
    priced: int
    cost: float | None
    input_tokens: int
    cached_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Insights:
    """All of it for one filter. `following` says up to which entry of the ledger.

    `questions`, `judges`, `prompts` and `banks` have the most reviewed first; `weeks`, `changes` and `days` the oldest.
    `weeks` without a review are left out, and of more than 200 questions the others. `points` are those of `questions`:
    the weakest first (by the lower end of `same`), those with too few reviews last, in the bank's order.
    """

    wanted: InsightFilter
    choices: Choices
    following: Following
    judged: Judged
    compared: Compared
    judges: tuple[Version, ...]
    prompts: tuple[Version, ...]
    banks: tuple[Version, ...]
    questions: tuple[QuestionInsight, ...]
    points: tuple[PointInsight, ...]
    coverage: CoverageEstimate
    revealed: Revealed
    calibration: Calibration
    weeks: tuple[Week, ...]
    changes: tuple[Change, ...]
    days: tuple[Day, ...]
    mistakes: tuple[Mistake, ...] = ()
