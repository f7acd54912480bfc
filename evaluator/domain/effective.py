"""What counts for an answer once people have reviewed it: the effective verdicts, and the coverage they make.

Only finished reviews count, each for its final verdicts. Where all who finished say the same of a point, that counts
and the judge does not. Where they differ nobody has settled the point: it is unsure, and what each of them said is
told. A point that nobody finished with keeps the judge's verdict, and says that no person stands behind it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from evaluator.domain.judgements import Coverage, PointJudgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.reviews import ReasonForChange, Review
from evaluator.domain.scoring import cover


class Basis(StrEnum):
    """Whose word the verdict on a point is: the judge's alone, people's, or nobody's since people differ."""

    JUDGE = "judge"
    PEOPLE = "people"
    DISAGREEMENT = "disagreement"


@dataclass(frozen=True, slots=True)
class FinalWord:
    """What one person settled on for a point, and why, where they had to say."""

    reviewer: str
    verdict: Verdict
    reason: ReasonForChange | None


@dataclass(frozen=True, slots=True)
class EffectivePoint:
    """What counts for one point. `said` holds the final words of all who finished, oldest review first."""

    point_id: PointId
    verdict: Verdict
    basis: Basis
    said: tuple[FinalWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Effective:
    """What counts for one answer. `coverage` is None where the answer is unscored, so that nothing can be added up.

    `reviewers` are those who finished, in the order in which they committed their blind verdicts.
    """

    points: tuple[EffectivePoint, ...]
    coverage: Coverage | None
    reviewers: tuple[str, ...]

    @property
    def verdicts(self) -> Mapping[PointId, Verdict]:
        """The verdict that counts for each point."""
        return {point.point_id: point.verdict for point in self.points}

    @property
    def is_reviewed(self) -> bool:
        """Whether anybody has finished a review."""
        return bool(self.reviewers)

    @property
    def disputed(self) -> tuple[PointId, ...]:
        """The points on which people differ."""
        return tuple(point.point_id for point in self.points if point.basis is Basis.DISAGREEMENT)


def effective(judged: Iterable[PointJudgement], reviews: Iterable[Review]) -> Effective:
    """What counts for judged points after these reviews, which may be unfinished; no points for an unscored answer."""
    listed = tuple(judged)
    finals = [(review.reviewer, review.final) for review in reviews if review.final is not None]
    said: dict[PointId, list[FinalWord]] = {}
    for reviewer, final in finals:
        for point in final.points:
            said.setdefault(point.point_id, []).append(FinalWord(reviewer, point.verdict, point.reason))
    points = tuple(_settled(point, tuple(said.get(point.point_id, ()))) for point in listed)
    counting = [replace(point, verdict=settled.verdict) for point, settled in zip(listed, points, strict=True)]
    return Effective(points, cover(counting) if counting else None, tuple(reviewer for reviewer, _ in finals))


def _settled(judged: PointJudgement, said: tuple[FinalWord, ...]) -> EffectivePoint:
    verdicts = {word.verdict for word in said}
    if not verdicts:
        return EffectivePoint(judged.point_id, judged.verdict, Basis.JUDGE)
    if len(verdicts) > 1:
        return EffectivePoint(judged.point_id, Verdict.UNSURE, Basis.DISAGREEMENT, said)
    return EffectivePoint(judged.point_id, said[0].verdict, Basis.PEOPLE, said)
