"""Judging again what is outdated: how much of it there is, and how verdicts moved once it is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import sqrt

from evaluator.domain.batches import Batch
from evaluator.domain.estimates import Workload, points_asked, question_bytes
from evaluator.domain.judgements import Coverage, JudgementId, Verdict
from evaluator.domain.outdated import Version, Why
from evaluator.domain.questions import PointId, Question, QuestionId

ENOUGH_ANSWERS = 20
"""Under so many answers no interval is told: it would rest on the few that happen to be there."""

NORMAL = 1.96
"""How many standard errors a 95 % interval reaches to each side."""

Picks = Sequence[tuple[int, Question]]
"""The versions whose judgements are to be made again, by number, and what their answers are to be asked."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many judgements stand by some versions. `size` is what was said in them, in bytes of UTF-8.

    Of the `judgements`, some are `under_way` in batches that judge them again, and some are `held`: a legal hold keeps
    them as they are. `erased` ones come on top: with their words gone they cannot be judged again. Neither can those
    `without_question`: it was taken out of the bank, and no batch has kept it.
    """

    judgements: int = 0
    size: int = 0
    under_way: int = 0
    held: int = 0
    erased: int = 0
    without_question: int = 0

    @property
    def ready(self) -> int:
        """How many can be judged again now."""
        return max(0, self.judgements - self.under_way - self.held - self.without_question)

    def plus(self, other: "Standing") -> "Standing":
        """The sum of two."""
        return Standing(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Outdated:
    """The judgements of one version, and why they are outdated."""

    version: Version
    why: tuple[Why, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Group:
    """Outdated judgements of one question by one judge, for the same reasons. `models` are those that made them."""

    judge: str
    models: tuple[str, ...]
    question_id: QuestionId
    why: tuple[Why, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Choice:
    """Which outdated judgements are wanted: those of a judge, of a question; None for all."""

    judge: str | None = None
    question_id: str | None = None

    def fits(self, version: Version) -> bool:
        """Whether a version is among them."""
        return self.judge in (None, version.judge.name) and self.question_id in (None, version.question_id)


@dataclass(frozen=True, slots=True)
class Rejudging:
    """A batch in which outdated judgements of `judge` are made again; of one question, or of any."""

    batch: Batch
    judge: str
    question_id: str | None


def grouped(outdated: Iterable[Outdated]) -> tuple[Group, ...]:
    """Outdated versions by judge, question and reasons; most judgements first."""
    found: dict[tuple[str, QuestionId, tuple[Why, ...]], Group] = {}
    for one in outdated:
        place = (one.version.judge.name, one.version.question_id, one.why)
        before = found.get(place)
        models = {*(before.models if before else ()), one.version.judge.model}
        standing = one.standing.plus(before.standing if before else Standing())
        found[place] = Group(place[0], tuple(sorted(models)), place[1], place[2], standing)
    return tuple(sorted(found.values(), key=lambda group: (-group.standing.judgements, group.judge, group.question_id)))


def workload_of(outdated: Iterable[Outdated], questions: Mapping[int, Question]) -> Workload:
    """What judging again takes. `questions` are those to be asked, by version; a version without one is left out.

    An upper bound: of equal answers only one is asked for, and of what is held or under way none.
    """
    answers: dict[Question, int] = {}
    said = 0
    for one in outdated:
        question, ready = questions.get(one.version.id), one.standing.ready
        if question is None or not ready:
            continue
        answers[question] = answers.get(question, 0) + ready
        said += one.standing.size * ready // one.standing.judgements
    return Workload(
        answers=sum(answers.values()),
        questions=len(answers),
        answer_bytes=said,
        question_bytes=sum(count * question_bytes(question) for question, count in answers.items()),
        repeated_bytes=sum((count - 1) * question_bytes(question) for question, count in answers.items()),
        points=sum(count * points_asked(question) for question, count in answers.items()),
    )


@dataclass(frozen=True, slots=True)
class PointMoves:
    """How often a point went from one verdict to another. None stands for no verdict at all.

    Before: the point was not asked then, or the answer not scored. After: likewise now.
    """

    question_id: QuestionId
    point_id: PointId
    counts: Mapping[tuple[Verdict | None, Verdict | None], int]

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(self.counts.values())

    @property
    def moved(self) -> int:
        """How many of them have another verdict now."""
        return sum(count for (before, after), count in self.counts.items() if before is not after)


@dataclass(frozen=True, slots=True)
class CoverageSums:
    """Sums over answers that were scored before and are now, of what coverage was and is, and of its change.

    `squares` sums the squares of each answer's change of score. Answers whose points are all unsure have no score and
    are left out.
    """

    answers: int = 0
    before: Coverage = field(default_factory=lambda: Coverage(0.0, 0.0, 0.0))
    after: Coverage = field(default_factory=lambda: Coverage(0.0, 0.0, 0.0))
    squares: float = 0.0


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """Mean coverage before and after, and the mean change of an answer's score.

    `interval` holds that change's 95 % interval; None under `ENOUGH_ANSWERS`.
    """

    answers: int
    before: Coverage
    after: Coverage
    change: float
    interval: tuple[float, float] | None


def coverage_change(sums: CoverageSums) -> CoverageChange | None:
    """What the sums come to; None without an answer. The interval is that of a mean of paired differences."""
    count = sums.answers
    if not count:
        return None
    before, after = _mean(sums.before, count), _mean(sums.after, count)
    change = (after.score or 0.0) - (before.score or 0.0)
    interval = None
    if count >= ENOUGH_ANSWERS:
        variance = max(0.0, sums.squares - count * change**2) / (count - 1)
        reach = NORMAL * sqrt(variance / count)
        interval = (max(-1.0, change - reach), min(1.0, change + reach))
    return CoverageChange(count, before, after, change, interval)


def _mean(sums: Coverage, count: int) -> Coverage:
    return Coverage((sums.score or 0.0) / count, sums.low / count, sums.high / count)


@dataclass(frozen=True, slots=True)
class Moves:
    """How verdicts moved in one rejudging, as one reader may know it.

    `answers` have been judged again, `moved` of them have a verdict that is another now, `contradicted` one that
    people had settled differently. `sealed` more are kept from this reader and are in no figure.
    """

    answers: int
    moved: int
    contradicted: int
    sealed: int
    points: tuple[PointMoves, ...]
    coverage: CoverageChange | None


class Reading(StrEnum):
    """Which answers of a rejudging are to be read."""

    MOVED = "moved"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class PointMove:
    """One point of one answer: the verdict before and now, and what people settled on, where they did."""

    point_id: PointId
    before: Verdict | None
    after: Verdict | None
    people: tuple[Verdict, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Whether the verdict is another now."""
        return self.before is not self.after

    @property
    def is_contradicted(self) -> bool:
        """Whether the verdict now is another than people settled on."""
        return self.after is not None and any(verdict is not self.after for verdict in self.people)


@dataclass(frozen=True, slots=True)
class MovedAnswer:
    """One answer to be read: its new judgement, the one that superseded, and the points worth a look."""

    judgement_id: JudgementId
    supersedes: JudgementId
    question_id: QuestionId
    candidate: str | None
    before: Coverage | None
    after: Coverage | None
    points: tuple[PointMove, ...]


@dataclass(frozen=True, slots=True)
class MovedPage:
    """One keyset page, in the order of the batch. `next_after` is None on the last."""

    answers: tuple[MovedAnswer, ...]
    next_after: int | None
