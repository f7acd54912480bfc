"""Wrong verdicts shown on purpose, to see how far people follow the judge where it is wrong.

Only where a person, blind, and the judge agree: then what the judge said, and what the person said before they were
shown anything, is there to fall back on, and what is shown is known to be neither's view. Only verdicts that credit a
point are changed, so that no evidence has to be made up. The judge's own verdict is never touched.
"""

from dataclasses import dataclass, replace

from evaluator.domain.judgements import Judgement, PointJudgement, Verdict
from evaluator.domain.review_queue import draw
from evaluator.domain.reviews import Final, FinalPoint, Review, Seeded, Stream, checked_final
from evaluator.domain.scoring import cover
from evaluator.errors import RequestInvalid

_SHOWABLE = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED)


@dataclass(frozen=True, slots=True)
class Sowing:
    """Of the random stream, the share of reveals that show a wrong verdict, and what the draws depend on."""

    share: float = 0.0
    seed: int = 0


def sow(judgement: Judgement, review: Review, sowing: Sowing) -> Seeded | None:
    """The wrong verdict that this review is to be shown; None for most, and where there is no point to show it on."""
    whose = f"{judgement.id} {review.reviewer}"
    if review.stream is not Stream.RANDOM or draw(sowing.seed, "seeded", whose) >= sowing.share:
        return None
    blind = {point.point_id: point.verdict for point in review.blind.points}
    fitting = [point for point in judgement.points if point.verdict.credits and point.verdict is blind[point.point_id]]
    if not fitting:
        return None
    point = fitting[int(draw(sowing.seed, "seeded point", whose) * len(fitting))]
    wrong = [verdict for verdict in _SHOWABLE if verdict is not point.verdict]
    return Seeded(point.point_id, wrong[int(draw(sowing.seed, "seeded verdict", whose) * len(wrong))])


def as_shown(judgement: Judgement, review: Review) -> Judgement:
    """The judgement as this reviewer is shown it: with the wrong verdict until it is disclosed, else as it is."""
    seeded = review.seeded
    if seeded is None or seeded.said is not None:
        return judgement
    points = tuple(
        _changed(point, seeded.shown) if point.point_id == seeded.point_id else point for point in judgement.points
    )
    return replace(judgement, points=points, coverage=cover(points))


def settled(judgement: Judgement, review: Review, point: FinalPoint) -> tuple[FinalPoint, ...]:
    """What stands once the wrong verdict was disclosed and its point settled again.

    Raises RequestInvalid where there is nothing to settle, or as `checked_final`, beside the judge's true verdict.
    """
    if review.seeded is None or review.seeded.said is None or point.point_id != review.seeded.point_id:
        raise RequestInvalid("There is no point of this review to settle again.")
    said = review.seeded.said
    points = [point if one.point_id == point.point_id else one for one in said.points]
    return checked_final(judgement, review.blind, points)


def disclosed(review: Review, said: Final) -> Review:
    """The review once the wrong verdict was disclosed, right after these verdicts were given."""
    seeded = None if review.seeded is None else replace(review.seeded, said=said)
    return replace(review, seeded=seeded)


def _changed(point: PointJudgement, verdict: Verdict) -> PointJudgement:
    """The judge's reason would give it away, and none is made up; its evidence stays where there has to be some."""
    evidence = point.evidence if verdict.credits else ()
    return replace(point, verdict=verdict, reason="", evidence=evidence, claimed=None, probability=None)
