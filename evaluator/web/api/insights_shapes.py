"""The JSON of insights. `services.insight_json` makes it."""

from typing import TypedDict


class VerdictCounts(TypedDict):
    """A count for each verdict."""

    covered: int
    partial: int
    missed: int
    unsure: int


class InsightFilterBody(TypedDict):
    """What these insights are of, as asked for; null narrows nothing. Days are UTC and both included."""

    question_id: str | None
    judge: str | None
    prompt: str | None
    bank: str | None
    since: str | None
    until: str | None


class ChoiceBody(TypedDict):
    """A value to filter by, a name for people, and how many judgements it has in all."""

    value: str
    name: str
    judgements: int


class ChoicesBody(TypedDict):
    """All there is to filter by, the most judged first. `first` and `last` are the days of the record."""

    questions: list[ChoiceBody]
    judges: list[ChoiceBody]
    prompts: list[ChoiceBody]
    banks: list[ChoiceBody]
    first: str | None
    last: str | None


class FollowedBody(TypedDict):
    """Up to which entry of the ledger this counts, and which is the newest."""

    followed: int
    head: int


class JudgedBody(TypedDict):
    """What was judged. Judgements that share another's verdicts are in `shared` and in nothing else.

    `open` ask for a person's look, `priced` have a known cost and make up `cost` in the price table's currency;
    `covered` have a coverage, whose mean by the judge is `coverage`, 0 to 1. What the judge said is not told of fewer
    than 50 scored judgements, and null then: it would give away what reviewers are to judge blind.
    """

    scored: int
    unscored: int
    shared: int
    open: int | None
    reasons: dict[str, int]
    flags: dict[str, int] | None
    verdicts: VerdictCounts | None
    priced: int
    cost: float | None
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    covered: int | None
    coverage: float | None


class MissingBody(TypedDict):
    """How many there are of how many needed; `unit` is `points` or `answers`."""

    have: int
    needed: int
    unit: str


class FigureBody(TypedDict):
    """A figure with its 95 % interval from so many points of so many answers; else null, `why`, and what is missing."""

    value: float | None
    low: float | None
    high: float | None
    points: int | None
    answers: int | None
    why: str | None
    missing: MissingBody | None


class ConfusionBody(TypedDict):
    """For each verdict of the side that is measured, how often it met which blind verdict."""

    covered: VerdictCounts
    partial: VerdictCounts
    missed: VerdictCounts
    unsure: VerdictCounts


class AgreementBody(TypedDict):
    """How far two sides agree, on `compared` points on which both gave a verdict; null, as the table, under 10 answers.

    `figures`: `same`, `tpr`, `tnr` and `share_unsure` from 0 to 1; `kappa`, `ac1`, `quadratic_kappa`, `alpha_nominal`
    and `alpha_ordinal` at most 1.
    """

    answers: int
    compared: int | None
    table: ConfusionBody | None
    figures: dict[str, FigureBody]


class ComparedBody(TypedDict):
    """The judge against each blind review, and beside it people who reviewed the same answer against each other."""

    reviews: int
    judge: AgreementBody
    people: AgreementBody


class VersionBody(TypedDict):
    """One judge, prompt or bank, and since when it judges."""

    value: str
    name: str
    since: str
    compared: ComparedBody


class MeanCoverageBody(TypedDict):
    """People's mean coverage, 0 to 1, with its 95 % interval. `power` is how far the judge was relied on, 0 to 1.

    `reviews_alone` is half the interval's width without the judge.
    """

    value: float
    low: float
    high: float
    power: float
    reviews: int
    reviews_alone: float


class CoverageEstimateBody(TypedDict):
    """Mean coverage of the scored answers: by the judge, and corrected by people's reviews of the random stream."""

    answers: int | None
    judge: float | None
    estimate: MeanCoverageBody | None
    missing: MissingBody | None


class QuestionInsightBody(TypedDict):
    """One question, with how many answers to it were scored."""

    question_id: str
    name: str
    judged: int
    compared: ComparedBody
    coverage: CoverageEstimateBody


class PointInsightBody(TypedDict):
    """One point. `verdicts` are the judge's in all judgements, `unclear` how often reviewers blamed its wording.

    `under_people`: the whole interval of `same` is under what two people reach. `compared` is there where the question
    is asked for.
    """

    question_id: str
    point_id: str
    name: str
    verdicts: VerdictCounts | None
    reviews: int
    table: ConfusionBody | None
    same: FigureBody
    unclear: int
    under_people: bool
    compared: ComparedBody | None


class ProportionBody(TypedDict):
    """So many of so many, with Wilson's 95 % interval; null where there is no case."""

    hits: int
    cases: int
    share: float | None
    low: float | None
    high: float | None


class RevealedBody(TypedDict):
    """What people did once shown the judge's verdicts.

    `differed` of the verdicts shown, `followed` of those that differed; `seeded` and `unseeded` are `followed` where
    the verdict shown was made wrong on purpose and where it was not. `flow` counts from blind to final verdicts.
    """

    finished: int
    differed: ProportionBody
    followed: ProportionBody
    elsewhere: ProportionBody
    seeded: ProportionBody
    unseeded: ProportionBody
    flow: ConfusionBody
    reasons: dict[str, int]


class CalibrationBinBody(TypedDict):
    """Points to which the judge gave a probability within these bounds, and how many of them people called covered."""

    low: float
    high: float
    probability: float
    covered: ProportionBody


class CalibrationBody(TypedDict):
    """How often a blind reviewer says the same as each verdict, and what the judge's probabilities are worth."""

    worth: dict[str, FigureBody]
    bins: list[CalibrationBinBody]
    brier: FigureBody
    ece: FigureBody


class WeekBody(TypedDict):
    """Share of the same verdict on the answers judged in the week that begins on `monday`."""

    monday: str
    reviews: int
    compared: int | None
    same: FigureBody


class ChangeBody(TypedDict):
    """On this day another `judge`, `prompt` or `bank` was first used."""

    day: str
    kind: str
    name: str


class DayBody(TypedDict):
    """What one day took."""

    day: str
    judgements: int
    unscored: int
    priced: int
    cost: float | None
    input_tokens: int
    cached_tokens: int
    output_tokens: int


class InsightsBody(TypedDict):
    """How far judge and people agree, and what judging took. Only blind reviews count as people's verdicts."""

    wanted: InsightFilterBody
    choices: ChoicesBody
    ledger: FollowedBody
    judged: JudgedBody
    compared: ComparedBody
    judges: list[VersionBody]
    prompts: list[VersionBody]
    banks: list[VersionBody]
    questions: list[QuestionInsightBody]
    points: list[PointInsightBody]
    coverage: CoverageEstimateBody
    revealed: RevealedBody
    calibration: CalibrationBody
    weeks: list[WeekBody]
    changes: list[ChangeBody]
    days: list[DayBody]
