"""Answers judged and reviewed for the occasion, enough of them for figures."""

from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.reviews import FinalPoint, PointComparison, PointReview, reasons_for
from evaluator.files.answers import read_answer
from evaluator.services.orders import Order
from tests.browser.site import Site

REVIEWERS = ("rea-2", "rea-3")
OTHER = {Verdict.COVERED: Verdict.PARTIAL, Verdict.PARTIAL: Verdict.MISSED, Verdict.MISSED: Verdict.COVERED}


def review_many(site: Site, text: str, count: int) -> None:
    """Have so many answers judged and reviewed, each by two people. They do not always agree with the judge."""
    for number in range(count):
        answer = read_answer(f"{text}\n\nCandidate: And on day {number} we measured again.\n")
        judgement = site.do(site.application.judging.judge(Order("caching", answer, ordered_by="admin-1")))
        for place, reviewer in enumerate(REVIEWERS):
            _review(site, judgement, reviewer, number + place)


def _review(site: Site, judgement: Judgement, reviewer: str, turn: int) -> None:
    reviewing = site.application.reviewing
    site.do(reviewing.blind(judgement.id, reviewer))
    points = [
        PointReview(point.point_id, OTHER.get(point.verdict, Verdict.MISSED) if (turn + n) % 5 == 0 else point.verdict)
        for n, point in enumerate(judgement.points)
    ]
    review = site.do(reviewing.commit_blind(judgement.id, reviewer, points, 60.0))
    compared = site.do(reviewing.revealed(review.id, reviewer))
    final = [_final(point, moves=(turn + n) % 2 == 0) for n, point in enumerate(compared.points)]
    site.do(reviewing.finish(review.id, reviewer, final, 20.0))


def _final(point: PointComparison, *, moves: bool) -> FinalPoint:
    judged, blind = point.judged.verdict, point.blind.verdict
    final = judged if moves else blind
    return FinalPoint(point.judged.point_id, final, next(iter(reasons_for(judged, blind, final)), None))
