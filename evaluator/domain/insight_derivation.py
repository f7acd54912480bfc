"""Insights of one filter from all that was recorded for it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np

from evaluator.domain.agreement.figures import POINTS, REVIEWS_OF_A_POINT, Estimate
from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.shares import SAME
from evaluator.domain.insight_agreement import Measuring, compare_sides, is_under, same, table_of, worth
from evaluator.domain.insight_counts import Recorded, Reviewed, Series, SeriesCount
from evaluator.domain.insight_judged import add_up, changes, choices, days, judged, short, verdicts_of_points
from evaluator.domain.insight_pairs import Ints, lay_out
from evaluator.domain.insight_reviews import audit, calibrate, estimate, mistakes, reveal, unclear
from evaluator.domain.insights import (
    MOST_LISTED,
    Calibration,
    Compared,
    CoverageEstimate,
    InsightFilter,
    Insights,
    PointInsight,
    QuestionInsight,
    Version,
    Week,
)
from evaluator.domain.questions import PointId, QuestionBank, QuestionId

PointKey = tuple[QuestionId, PointId]
MONDAY = 1
"""The first day of all, which was one."""

K = TypeVar("K")
T = TypeVar("T")


def derive(recorded: Recorded, wanted: InsightFilter, bank: QuestionBank, measuring: Measuring) -> Insights:
    """All that is shown for a filter; `recorded` was read with it. The bank gives names to what it still has."""
    return _Derivation(recorded, wanted, bank, measuring).insights()


class _Derivation:
    """What several parts of it need, worked out once."""

    def __init__(self, recorded: Recorded, wanted: InsightFilter, bank: QuestionBank, measuring: Measuring) -> None:
        self._recorded, self._wanted, self._measuring = recorded, wanted, measuring
        self._titles = {question.id: question.title for question in bank.questions}
        self._texts = {(question.id, point.id): point.text for question in bank.questions for point in question.points}
        self._series = {one.number: one.series for one in recorded.counted}
        self._listed = self._most_reviewed()
        self._points = self._in_order()
        numbers = {key: number for number, key in enumerate(self._points)}
        others = len(self._points)
        self._numbers = {
            number: np.array(
                [numbers.get((series.question_id, point), others) for point in series.points], dtype=np.int64
            )
            for number, series in self._series.items()
        }
        self._answers, self._pairs = lay_out(recorded.reviews, self._numbers)
        self._compared = compare_sides(self._answers, measuring)
        self._audited = audit(recorded.reviews)

    def insights(self) -> Insights:
        """All of it."""
        recorded = self._recorded
        bins, brier, ece = calibrate(recorded.reviews, self._measuring)
        models = {series.judge: series.model for series in self._series.values()}
        return Insights(
            wanted=self._wanted,
            choices=choices(recorded.seen, self._titles),
            following=recorded.following,
            judged=judged(recorded.counted),
            compared=self._compared,
            judges=self._versions(lambda series: series.judge, lambda judge: f"{judge} ({models[judge]})"),
            prompts=self._versions(lambda series: series.prompt, short),
            banks=self._versions(lambda series: series.bank, short),
            questions=self._questions(),
            points=self._points_weakest_first(),
            coverage=self._coverage(recorded.counted),
            revealed=reveal(recorded.reviews),
            calibration=Calibration(worth(self._answers, self._measuring), bins, brier, ece),
            weeks=tuple(self._weeks()),
            changes=changes(recorded.seen, self._wanted),
            days=days(recorded.days),
            mistakes=mistakes(recorded.reviews, {number: one.question_id for number, one in self._series.items()}),
        )

    def _most_reviewed(self) -> Mapping[QuestionId, Sequence[SeriesCount]]:
        """The questions to list, each with its series."""
        reviews = Counter(review.series_id for review in self._recorded.reviews)

        def standing(group: Sequence[SeriesCount]) -> tuple[int, int]:
            return sum(reviews[one.number] for one in group), sum(one.sums.scored for one in group)

        groups = _grouped(self._recorded.counted, lambda one: one.series.question_id)
        return dict(sorted(groups.items(), key=lambda item: standing(item[1]), reverse=True)[:MOST_LISTED])

    def _in_order(self) -> Sequence[PointKey]:
        """All points of these, those of the bank in its order."""
        listed = (one.series for group in self._listed.values() for one in group)
        met = [(series.question_id, point) for series in listed for point in series.points]
        places = {key: place for place, key in enumerate(self._texts)}
        return sorted(dict.fromkeys(met), key=lambda key: places.get(key, len(places)))

    def _compare(self, series: Sequence[SeriesCount]) -> Compared:
        return compare_sides(self._answers.of_series(one.number for one in series), self._measuring)

    def _versions(self, value_of: Callable[[Series], str], name_of: Callable[[str], str]) -> tuple[Version, ...]:
        groups = _grouped(self._recorded.counted, lambda one: value_of(one.series))
        versions = [
            Version(value, name_of(value), min(one.first for one in group), self._compare(group))
            for value, group in groups.items()
            if value
        ]
        return tuple(sorted(versions, key=lambda version: -version.compared.reviews))

    def _questions(self) -> tuple[QuestionInsight, ...]:
        return tuple(
            QuestionInsight(
                question_id,
                self._titles.get(question_id, question_id),
                sum(one.sums.scored for one in group),
                self._compare(group),
                self._coverage(group),
            )
            for question_id, group in self._listed.items()
        )

    def _coverage(self, series: Sequence[SeriesCount]) -> CoverageEstimate:
        audited = [answer for one in series for answer in self._audited.get(one.number, ())]
        return estimate(audited, add_up(one.sums for one in series))

    def _points_weakest_first(self) -> tuple[PointInsight, ...]:
        said = verdicts_of_points(self._recorded.counted)
        vague = unclear(self._recorded.reviews, {number: found.tolist() for number, found in self._numbers.items()})
        people = self._compared.people.figures[SAME.name]
        found = []
        for number, (key, tables) in enumerate(zip(self._points, self._pairs.of_each(len(self._points)), strict=True)):
            alike = same(tables, self._measuring)
            found.append(
                PointInsight(
                    question_id=key[0],
                    point_id=key[1],
                    name=self._texts.get(key, key[1]),
                    verdicts=said.get(key, {}),
                    reviews=int(tables.sum()),
                    table=table_of(tables),
                    same=alike,
                    unclear=vague.get(number, 0),
                    under_people=is_under(alike, people),
                    compared=self._compared_on(number, tables) if self._wanted.question_id else None,
                )
            )
        return tuple(sorted(found, key=_weakness))

    def _compared_on(self, point: int, tables: Floats) -> Compared:
        """Everything of one point, from the table of each answer to it."""
        places = {number: int(found[0]) for number in self._numbers if len(found := self._places_of(number, point))}
        on_point = [
            review._replace(said=review.said[place], blind=review.blind[place])
            for review in self._of_several
            if (place := places.get(review.series_id)) is not None
        ]
        several, _ = lay_out(on_point, dict.fromkeys(places, np.zeros(1, dtype=np.int64)))
        # An answer has a pair on a point for each of its reviews.
        answers = several.beside(tables[tables.sum(axis=1) == 1])
        return compare_sides(answers, self._measuring, REVIEWS_OF_A_POINT)

    @cached_property
    def _of_several(self) -> Sequence[Reviewed]:
        """The reviews of answers that have several."""
        counts = Counter(review.judgement_id for review in self._recorded.reviews)
        return [review for review in self._recorded.reviews if counts[review.judgement_id] > 1]

    def _places_of(self, number: int, point: int) -> Ints:
        return np.flatnonzero(self._numbers[number] == point)

    def _weeks(self) -> Iterator[Week]:
        mondays = self._answers.days - (self._answers.days - MONDAY) % 7
        for monday in np.unique(mondays).tolist():
            that_week = mondays == monday
            tables, reviews = self._answers.judge[that_week], self._answers.reviews[that_week]
            alike = same(tables, self._measuring, POINTS)
            yield Week(date.fromordinal(monday), int(reviews.sum()), table_of(tables), alike)


def _grouped(items: Iterable[T], key_of: Callable[[T], K]) -> Mapping[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for item in items:
        groups.setdefault(key_of(item), []).append(item)
    return groups


def _weakness(point: PointInsight) -> float:
    """The lower end of its figure; what has none comes last."""
    return point.same.low if isinstance(point.same, Estimate) else 2.0
