"""What measuring judges comes to: a report that holds figures and the names of questions, and nobody's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from evaluator.digests import Digest
from evaluator.domain.agreement.figures import Estimate, Figure
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.tables import Confusion
from evaluator.domain.judgements import FlagCode, JudgeIdentity, Reason
from evaluator.domain.measures.shown import Examples

MeasurementId = NewType("MeasurementId", str)


class Drawn(StrEnum):
    """What is drawn as a whole when intervals are made: single answers, or all answers to a question together."""

    ANSWERS = "answers"
    QUESTIONS = "questions"


class GroupKind(StrEnum):
    """By what answers or points are told apart."""

    QUESTION = "question"
    POINT = "point"
    SCORE = "score"
    BAND = "band"


@dataclass(frozen=True, slots=True)
class Measured:
    """One judge on some answers.

    `answers` counts those judged, `unscored` those of them that the judge failed on. `table` has the judge's verdicts
    down and people's labels across, all four of the one against three of the other. `figures` holds by name, each an
    estimate with its interval or why there is none: `accuracy`, `macro_f1`, `kappa`, `ac1`, `tpr`, `tnr`,
    `precision_covered`, `precision_missed`, `share_unsure`, `auc`, `brier`, `ece`, `kappa_at_half`, `pearson`, `qwk`,
    `rmse`, `pearson_expected`, `evidence_valid`, `share_unscored`; docs/measuring.md says what each means.
    """

    answers: int
    unscored: int
    table: Confusion
    figures: Mapping[str, Figure]

    @property
    def points(self) -> int:
        """Labelled points of the answers that were scored, unsure ones with them."""
        return self.table.pairs


@dataclass(frozen=True, slots=True)
class Group:
    """One judge on the answers to one question, on one point, in one band. `key` is the ids, `name` for people."""

    kind: GroupKind
    key: str
    name: str
    measured: Measured


def weakest(groups: Iterable[Group], figure: str) -> tuple[Group, ...]:
    """The groups that have this figure, those first that may be worst: by the lower end of its interval."""
    known = [(found.low, group) for group in groups if isinstance(found := group.measured.figures[figure], Estimate)]
    return tuple(group for _, group in sorted(known, key=lambda one: one[0]))


@dataclass(frozen=True, slots=True)
class Effort:
    """What judging took. `asked` answers were asked for anew, the others had been judged before in the same words.

    Tokens and `cost` (in the price table's currency, None where no price is known) are those of all that were asked;
    seconds are of one answer: the median, and what 95 % stay under; None where none was asked.
    """

    asked: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: float | None
    median_s: float | None
    slow_s: float | None

    @property
    def cost_an_answer(self) -> float | None:
        """The mean cost of one answer."""
        return self.cost / self.asked if self.cost is not None and self.asked else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Points whose probability of being covered the judge put from `low` to under `high` (the last: up to 1)."""

    low: float
    high: float
    probability: float
    covered: Proportion


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """All that was measured of one judge. `waiting` answers it had not judged when the report was made."""

    identity: JudgeIdentity
    overall: Measured
    groups: tuple[Group, ...]
    bins: tuple[Bin, ...]
    effort: Effort
    reasons: Mapping[Reason, int]
    flags: Mapping[FlagCode, int]
    waiting: int = 0
    examples: Examples = field(default_factory=Examples)

    def of(self, kind: GroupKind) -> tuple[Group, ...]:
        """The groups of one kind, in their order."""
        return tuple(group for group in self.groups if group.kind is kind)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two judges on the answers that both of them scored: how much more each figure is for `one` than for `other`."""

    one: str
    other: str
    answers: int
    differences: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Material:
    """What judges were measured on. `digest` is that of answers and labels; `labels` counts them by verdict.

    `scores` counts answers with a score of people's, `blank` the rows without words, which nobody judged. `part` is
    the part of the file that was taken, None for all of it.
    """

    name: str
    digest: Digest
    answers: int
    questions: int
    labels: Mapping[str, int]
    scores: int
    blank: int = 0
    part: str | None = None

    @property
    def is_binary(self) -> bool:
        """Whether nobody called a point partial: then a judge's `partial` counts as credit like `covered`."""
        return not self.labels.get("partial")


@dataclass(frozen=True, slots=True)
class Report:
    """One measurement."""

    id: MeasurementId
    at: datetime
    material: Material
    drawn: Drawn
    judges: tuple[JudgeReport, ...]
    comparisons: tuple[Comparison, ...]
    bank_digest: Digest | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A measurement that is kept, as a list shows it."""

    id: MeasurementId
    at: datetime
    name: str
    answers: int
    judges: tuple[str, ...]
