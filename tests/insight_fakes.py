"""What insights are made of, in memory: counted anew for each question, from the judgements and reviews there are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.insight_counts import (
    BILLION,
    LETTERS,
    REASON_LETTERS,
    Recorded,
    Reviewed,
    Seen,
    Series,
    SeriesCount,
    Sums,
)
from evaluator.domain.insights import InsightFilter
from evaluator.domain.judgements import Judgement, PointJudgement, Verdict
from evaluator.domain.ledger import Following
from evaluator.domain.reviews import Review, Seeded, Stream
from evaluator.domain.scoring import cover
from tests.fakes import InMemoryLog
from tests.review_fakes import InMemoryReviewLog


@dataclass
class InMemoryInsightLog:
    """Looks at every judgement and every review."""

    log: InMemoryLog
    review_log: InMemoryReviewLog

    async def read(self, wanted: InsightFilter) -> Recorded:
        return recount(list(self.log.judgements.values()), list(self.review_log.reviews.values()), wanted)

    async def level(self) -> Following:
        """Where something stands that follows all there is."""
        return level(list(self.log.judgements.values()), list(self.review_log.reviews.values()))


def recount(judgements: Sequence[Judgement], reviews: Sequence[Review], wanted: InsightFilter) -> Recorded:
    """What counters come to that are never wrong: counted from the whole record, reviews in their order."""
    numbers: dict[Series, int] = {}
    for judgement in judgements:
        numbers.setdefault(series_of(judgement), len(numbers) + 1)
    by_id = {judgement.id: judgement for judgement in judgements}
    fitting = [judgement for judgement in judgements if fits(judgement, wanted)]
    days = {day_of(judgement) for judgement in fitting}
    return Recorded(
        following=level(judgements, reviews),
        seen=[_seen(series, [one for one in judgements if series_of(one) == series]) for series in numbers],
        counted=[
            _counted(number, series, group)
            for series, number in numbers.items()
            if (group := [one for one in fitting if series_of(one) == series])
        ],
        days={day: sums_of(one for one in fitting if day_of(one) == day) for day in sorted(days)},
        reviews=[
            beside(review, by_id[review.judgement_id], numbers[series_of(by_id[review.judgement_id])])
            for review in reviews
            if review.stream is not Stream.INTERVIEWER and fits(by_id[review.judgement_id], wanted)
        ],
    )


def level(judgements: Sequence[Judgement], reviews: Sequence[Review]) -> Following:
    """Where something stands that has taken an entry for each judgement and for each step of a review."""
    steps = [1 + (review.revealed_at is not None) + (review.final is not None) for review in reviews]
    return Following(len(judgements) + sum(steps), len(judgements) + sum(steps))


def series_of(judgement: Judgement) -> Series:
    """What it was judged alike with."""
    return Series(
        judgement.question_id,
        tuple(point.point_id for point in judgement.points),
        judgement.judge.name,
        judgement.judge.model,
        judgement.provenance.prompt_fingerprint or "",
        judgement.provenance.bank_digest or "",
    )


def day_of(judgement: Judgement) -> date:
    """The day it was judged on, in UTC."""
    return judgement.created_at.astimezone(UTC).date()


def fits(judgement: Judgement, wanted: InsightFilter) -> bool:
    """Whether a filter lets it through."""
    series, day = series_of(judgement), day_of(judgement)
    return (
        wanted.question_id in (None, series.question_id)
        and wanted.judge in (None, series.judge)
        and wanted.prompt in (None, series.prompt)
        and wanted.bank in (None, series.bank)
        and (wanted.since or date.min) <= day <= (wanted.until or date.max)
    )


def sums_of(judgements: Iterable[Judgement]) -> Sums:
    """What they add up to."""
    listed = list(judgements)
    own = [judgement for judgement in listed if judgement.shared_from is None]
    costs = [judgement.usage.cost for judgement in own if judgement.usage.cost is not None]
    scores = [one.coverage.score for one in own if one.coverage is not None and one.coverage.score is not None]
    return Sums(
        scored=sum(judgement.unscored is None for judgement in own),
        unscored=sum(judgement.unscored is not None for judgement in own),
        shared=len(listed) - len(own),
        open=sum(judgement.needs_review for judgement in own),
        priced=len(costs),
        cost_billionths=sum(round(cost * BILLION) for cost in costs),
        input_tokens=sum(judgement.usage.input_tokens for judgement in own),
        cached_tokens=sum(judgement.usage.cached_tokens for judgement in own),
        output_tokens=sum(judgement.usage.output_tokens for judgement in own),
        with_coverage=len(scores),
        coverage_billionths=sum(round(score * BILLION) for score in scores),
    )


def beside(review: Review, judgement: Judgement, number: int) -> Reviewed:
    """The review beside the judgement."""
    blind = {point.point_id: point.verdict for point in review.blind.points}
    seeded = review.seeded if review.seeded and review.seeded.said else None
    last = seeded.said if seeded else review.final
    final = {point.point_id: point for point in last.points} if last else None
    probabilities = [point.probability for point in judgement.points]
    return Reviewed(
        judgement_id=judgement.id,
        series_id=number,
        day=day_of(judgement).isoformat(),
        stream=review.stream.value,
        inclusion_probability=review.inclusion_probability,
        judge=judgement.coverage.score if judgement.coverage else None,
        people=cover(
            PointJudgement(point.point_id, point.text, point.weight, blind[point.point_id], "")
            for point in judgement.points
        ).score,
        said="".join(LETTERS[point.verdict] for point in judgement.points),
        probabilities=_listed(probabilities),
        blind="".join(LETTERS[blind[point.point_id]] for point in judgement.points),
        shown=None if seeded is None else "".join(LETTERS[_shown(seeded, point)] for point in judgement.points),
        final=None if final is None else "".join(LETTERS[final[one.point_id].verdict] for one in judgement.points),
        reasons=None
        if final is None
        else "".join(REASON_LETTERS[final[one.point_id].reason] for one in judgement.points),
    )


def _shown(seeded: Seeded, point: PointJudgement) -> Verdict:
    return seeded.shown if point.point_id == seeded.point_id else point.verdict


def _listed(probabilities: Sequence[float | None]) -> str | None:
    if all(one is None for one in probabilities):
        return None
    return f"[{', '.join('null' if one is None else repr(one) for one in probabilities)}]"


def _seen(series: Series, group: Sequence[Judgement]) -> Seen:
    days = [day_of(judgement) for judgement in group]
    return Seen(series, len(group), min(days), max(days))


def _counted(number: int, series: Series, group: Sequence[Judgement]) -> SeriesCount:
    own = [judgement for judgement in group if judgement.shared_from is None]
    days = [day_of(judgement) for judgement in group]
    return SeriesCount(
        number=number,
        series=series,
        first=min(days),
        last=max(days),
        sums=sums_of(group),
        verdicts=tuple(
            tuple(sum(one.points[place].verdict is verdict for one in own) for verdict in VERDICTS)
            for place in range(len(series.points))
        ),
        flags=Counter(code.value for judgement in own for code in {flag.code for flag in judgement.flags}),
        reasons=Counter(judgement.unscored.reason.value for judgement in own if judgement.unscored is not None),
    )
