"""Reviews laid out so that whatever is shown of them is a sum over answers.

An answer is one judged answer with all its reviews; its points come in the order of its judgement.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import combinations
from typing import Self

import numpy as np
from numpy.typing import NDArray

from evaluator.domain.agreement.alphas import coincide
from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.tables import CELLS, SETTLED, VERDICTS
from evaluator.domain.insight_counts import LETTERS, Reviewed

Ints = NDArray[np.int64]

_CODES = np.zeros(128, dtype=np.int64)
for _place, _verdict in enumerate(VERDICTS):
    _CODES[ord(LETTERS[_verdict])] = _place


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Reviewed answers, a row each: its series, day (its ordinal), number of reviews, and what figures are sums of.

    `judge` (16 wide) has the confusion table of the judge's verdicts against each blind review, `people` that of each
    review against each later one. `raters` and `reviewers` (10 wide) have the coincidences and units of Krippendorff's
    alpha, of the judge with all reviewers and of the reviewers alone.
    """

    series: Ints
    days: Ints
    reviews: Ints
    judge: Floats
    raters: Floats
    people: Floats
    reviewers: Floats

    def where(self, wanted: NDArray[np.bool_]) -> Self:
        """Those answers alone."""
        return type(self)(*(getattr(self, field.name)[wanted] for field in fields(self)))

    def beside(self, tables: Floats) -> Self:
        """These with other answers before them, of which each has one review and this table (answers, 16)."""
        nothing = np.zeros(len(tables), dtype=np.int64)
        others = type(self)(
            series=nothing,
            days=nothing,
            reviews=nothing + 1,
            judge=tables,
            raters=_of_one_review(tables),
            people=np.zeros((len(tables), CELLS)),
            reviewers=np.zeros((len(tables), SETTLED**2 + 1)),
        )
        names = [field.name for field in fields(self)]
        return type(self)(*(np.concatenate([getattr(others, name), getattr(self, name)]) for name in names))

    def of_series(self, numbers: Iterable[int]) -> Self:
        """Those of these series alone."""
        return self.where(np.isin(self.series, list(numbers)))


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Every pair of a judge's and a person's verdict: of which answer, on which point, and its cell of the table."""

    answers: Ints
    points: Ints
    cells: Ints

    def of_each(self, points: int) -> Sequence[Floats]:
        """For each of so many points, numbered from 0, the table of each answer that has it (answers, 16)."""
        answers = int(self.answers.max(initial=0)) + 1
        met, places = np.unique(self.points * answers + self.answers, return_inverse=True)
        rows = _tables(places, self.cells, len(met))
        ends = np.searchsorted(met, np.arange(1, points + 1) * answers)
        return np.split(rows, ends)[:points]


def codes(texts: Iterable[str]) -> Ints:
    """Letters of verdicts as their places in `VERDICTS`, all texts in one."""
    return _CODES[np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8)]


def lay_out(reviews: Sequence[Reviewed], points: Mapping[int, Ints]) -> tuple[Answers, Pairs]:
    """The answers of these reviews, in the order in which they were first reviewed, and all pairs.

    `points` numbers the points of each series, in their order.
    """
    letters = _Letters.of(reviews)
    said, blind = (codes(getattr(review, side) for review in reviews) for side in ("said", "blind"))
    count, cells = len(letters.firsts), said * len(VERDICTS) + blind
    ordinals = {day: date.fromisoformat(day).toordinal() for day in {review.day for review in reviews}}
    judge = _tables(letters.owners, cells, count)
    answers = Answers(
        series=np.array([reviews[first].series_id for first in letters.firsts], dtype=np.int64),
        days=np.array([ordinals[reviews[first].day] for first in letters.firsts], dtype=np.int64),
        reviews=np.bincount(letters.answers, minlength=count),
        judge=judge,
        raters=_of_one_review(judge),
        people=np.zeros((count, CELLS)),
        reviewers=np.zeros((count, SETTLED**2 + 1)),
    )
    _lay_several(
        answers, [review for review, one in zip(reviews, letters.answers, strict=True) if answers.reviews[one] > 1]
    )
    numbered = [points[review.series_id] for review in reviews]
    return answers, Pairs(letters.owners, np.concatenate([_NONE, *numbered]), cells)


def _of_one_review(tables: Floats) -> Floats:
    """The coincidences of judge and reviewer (answers, 10) where each answer has one review, from its table."""
    settled = tables.reshape(-1, len(VERDICTS), len(VERDICTS))[:, :SETTLED, :SETTLED]
    both = (settled + settled.transpose(0, 2, 1)).reshape(-1, SETTLED**2)
    return np.column_stack([both, settled.sum((1, 2))])


def _lay_several(answers: Answers, reviews: Sequence[Reviewed]) -> None:
    """Fill in what is otherwise where an answer has several reviews, and these are all of them."""
    letters, several = _Letters.of(reviews), answers.reviews > 1
    said, blind = (codes(getattr(review, side) for review in reviews) for side in ("said", "blind"))
    earlier, later = letters.of_two()
    cells, by_people = blind[earlier] * len(VERDICTS) + blind[later], letters.count(blind)
    answers.people[several] = _tables(letters.owners[earlier], cells, len(letters.firsts))
    answers.reviewers[several] = letters.sum_up(coincide(by_people))
    by_all = by_people + letters.count(np.where(letters.is_first, said, SETTLED))
    answers.raters[several] = letters.sum_up(coincide(by_all))


@dataclass(frozen=True, slots=True, eq=False)
class _Letters:
    """Whose the letters of many reviews are, written one review after another.

    `answers` has the answer of each review, `firsts` the first review of each answer, `starts` and `lengths` where each
    review's letters are. `owners` has the answer of each letter, `units` the point of an answer that it is about.
    """

    answers: Ints
    firsts: Ints
    starts: Ints
    lengths: Ints
    owners: Ints
    units: Ints

    @classmethod
    def of(cls, reviews: Sequence[Reviewed]) -> Self:
        """Those of these reviews."""
        numbers: dict[str, int] = {}
        answers = np.array([numbers.setdefault(one.judgement_id, len(numbers)) for one in reviews], dtype=np.int64)
        firsts = np.unique(answers, return_index=True)[1]
        lengths = np.array([len(review.said) for review in reviews], dtype=np.int64)
        starts = np.cumsum(lengths) - lengths
        first_units = np.cumsum(lengths[firsts]) - lengths[firsts]
        units = np.repeat(first_units[answers] - starts, lengths) + np.arange(lengths.sum())
        return cls(answers, firsts, starts, lengths, np.repeat(answers, lengths), units)

    @property
    def is_first(self) -> NDArray[np.bool_]:
        """Whether a letter is of the first review of its answer."""
        return np.repeat(np.isin(np.arange(len(self.answers)), self.firsts), self.lengths)

    def of_two(self) -> tuple[Ints, Ints]:
        """The letters of all pairs of reviews of one answer: those of the earlier, and of the later beside them."""
        by_answer: dict[int, list[int]] = {}
        for review, answer in enumerate(self.answers.tolist()):
            by_answer.setdefault(answer, []).append(review)
        twos = [pair for group in by_answer.values() for pair in combinations(group, 2)]
        sides = ([self._places(pair[side]) for pair in twos] for side in (0, 1))
        earlier, later = (np.concatenate([_NONE, *side]) for side in sides)
        return earlier, later

    def count(self, verdicts: Ints) -> Floats:
        """How often each unit got each settled verdict (units, 3)."""
        settled = verdicts < SETTLED
        units = int(self.lengths[self.firsts].sum())
        places = self.units[settled] * SETTLED + verdicts[settled]
        return np.bincount(places, minlength=units * SETTLED).reshape(units, SETTLED).astype(np.float64)

    def sum_up(self, rows: Floats) -> Floats:
        """The sums (answers, width) of rows of units (units, width)."""
        owners = np.repeat(np.arange(len(self.firsts)), self.lengths[self.firsts])
        sums = [np.bincount(owners, weights=column, minlength=len(self.firsts)) for column in rows.T]
        return np.stack(sums, axis=-1)

    def _places(self, review: int) -> Ints:
        return np.arange(self.starts[review], self.starts[review] + self.lengths[review])


_NONE = np.zeros(0, dtype=np.int64)


def _tables(owners: Ints, cells: Ints, count: int) -> Floats:
    """How often each of so many owners has each cell (count, 16)."""
    return np.bincount(owners * CELLS + cells, minlength=count * CELLS).reshape(count, CELLS).astype(np.float64)
