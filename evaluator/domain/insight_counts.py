"""What insights are derived from: what was judged, counted by day, and every review without its words.

A review is kept as a letter for each point, in the order of the judgement's points: 140,000 verdicts of 20,000 reviews
are read and compared at once then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import Following
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.reviews import ReasonForChange

LETTERS: Mapping[Verdict, str] = {verdict: verdict.value[0] for verdict in Verdict}
"""What a verdict is written as: c, p, m or u."""

REASON_LETTERS: Mapping[ReasonForChange | None, str] = {
    None: "-",
    ReasonForChange.JUDGE_RIGHT: "r",
    ReasonForChange.JUDGE_WRONG: "w",
    ReasonForChange.RUBRIC_UNCLEAR: "u",
    ReasonForChange.MISSED_IT: "m",
}
"""What the reason for a final verdict is written as."""

BILLION = 10**9
"""Costs and coverages are summed in billionths: whole numbers add up to the same in any order."""


class Series(NamedTuple):
    """What was judged alike: a question with its points in order, by one judge, prompt and bank.

    `points` is empty for what could not be scored, `prompt` and `bank` are the empty text where there was none.
    """

    question_id: QuestionId
    points: tuple[PointId, ...]
    judge: str
    model: str
    prompt: str
    bank: str


class Sums(NamedTuple):
    """What was judged, added up. Judgements that share another's verdicts are in `shared` and in nothing else.

    `priced` have a known cost, `with_coverage` a coverage; `open` ask for a person's look.
    """

    scored: int = 0
    unscored: int = 0
    shared: int = 0
    open: int = 0
    priced: int = 0
    cost_billionths: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    with_coverage: int = 0
    coverage_billionths: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(*map(sum, zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class SeriesCount:
    """One series within a filter, by its number in `Reviewed.series_id`: from its first to its last day there.

    `verdicts` counts, for each point in order, covered, partial, missed and unsure.
    """

    number: int
    series: Series
    first: date
    last: date
    sums: Sums
    verdicts: tuple[tuple[int, ...], ...]
    flags: Mapping[str, int]
    reasons: Mapping[str, int]


class Reviewed(NamedTuple):
    """A blind review beside the judgement it is of: that one's series by number, and the day (YYYY-MM-DD) it was made.

    `judge` and `people` are the coverages by either, None where all points are unsure. `said`, `blind`, `shown` and
    `final` have a letter for each point; `shown` is None where what was shown is what the judge said. `probabilities`
    is a JSON list, None where the judge gave none; `final` and `reasons` are None until the review is finished.
    """

    judgement_id: str
    series_id: int
    day: str
    stream: str
    inclusion_probability: float | None
    judge: float | None
    people: float | None
    said: str
    probabilities: str | None
    blind: str
    shown: str | None
    final: str | None
    reasons: str | None


class Mistake(NamedTuple):
    """A point that the judge called covered and a person, blind, called missed. `point` is its place, from 0."""

    judgement_id: str
    question_id: QuestionId
    point: int
    day: date


class Seen(NamedTuple):
    """All that was ever judged in a series: how many judgements, and on which days the first and the last."""

    series: Series
    judgements: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that insights need for one filter. `reviews` are in the order in which they were committed.

    `seen` has all series there are, whatever the filter; `days` the sums of each day within it, oldest first.
    """

    following: Following
    seen: Sequence[Seen]
    counted: Sequence[SeriesCount]
    days: Mapping[date, Sums]
    reviews: Sequence[Reviewed]
