"""From reviews kept a letter a point to the verdicts that a judge may be trusted on, judge by judge.

Only the random stream counts, and of an answer that several people reviewed the first review: see
`services.measuring_reviews`, which says the same of the whole record.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.agreement.trust import Checked, find_threshold
from evaluator.domain.insight_pairs import Ints, codes
from evaluator.domain.judge_trust import JudgeTrust, Maker
from evaluator.domain.judgements import Verdict

_COVERED, _PARTIAL, _UNSURE = map(VERDICTS.index, (Verdict.COVERED, Verdict.PARTIAL, Verdict.UNSURE))


class CheckedReview(NamedTuple):
    """A blind review beside its judgement, a letter a point; `probabilities` is a JSON list, None where none is."""

    maker: Maker
    judgement_id: str
    said: str
    probabilities: str | None
    blind: str


def trust_in_each(reviews: Iterable[CheckedReview], bound: float) -> tuple[JudgeTrust, ...]:
    """What may be taken of each judge, the most reviewed first. `reviews` come oldest first."""
    by_maker: dict[Maker, dict[str, CheckedReview]] = {}
    for review in reviews:
        by_maker.setdefault(review.maker, {}).setdefault(review.judgement_id, review)
    found = [_trust_in(maker, list(first.values()), bound) for maker, first in by_maker.items()]
    return tuple(sorted(found, key=lambda one: -one.reviewed))


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """The points of many answers, one after another: whose each is, both verdicts, and the judge's probability."""

    owners: Ints
    said: Ints
    blind: Ints
    probabilities: Floats

    @classmethod
    def out(cls, reviews: Sequence[CheckedReview]) -> Self:
        """Those of these reviews; NaN where a judge gave no probability."""
        told = [json.loads(one.probabilities) if one.probabilities else [None] * len(one.said) for one in reviews]
        return cls(
            np.repeat(np.arange(len(reviews)), [len(one.said) for one in reviews]),
            codes(one.said for one in reviews),
            codes(one.blind for one in reviews),
            np.array([*chain.from_iterable(told)], dtype=np.float64),
        )

    def where(self, wanted: NDArray[np.bool_]) -> Self:
        """Those points alone."""
        return type(self)(self.owners[wanted], self.said[wanted], self.blind[wanted], self.probabilities[wanted])


def _trust_in(maker: Maker, reviews: Sequence[CheckedReview], bound: float) -> JudgeTrust:
    laid = _Laid.out(reviews)
    labelled = laid.where(laid.blind != _UNSURE)
    checked = _checked(labelled)
    return JudgeTrust(
        maker,
        answers=len(np.unique(labelled.owners)),
        reviewed=len(labelled.owners),
        unsure=int((labelled.said == _UNSURE).sum()),
        told=len(checked.confidence),
        found=find_threshold(checked, bound),
    )


def _checked(labelled: _Laid) -> Checked:
    """The verdicts that the judge gave and said how sure it was of; of an answer all of them or none."""
    silent = np.isin(labelled.owners, labelled.owners[np.isnan(labelled.probabilities)])
    told = labelled.where(~silent & (labelled.said != _UNSURE))
    return Checked(_confidence(told), told.said != told.blind, told.owners)


def _confidence(told: _Laid) -> Floats:
    """How sure the judge was of what it said, by its probabilities that points are covered.

    `partial` lies between: it is surest where the probability is furthest from both ends.
    """
    covered, missed = told.probabilities, 1 - told.probabilities
    partial = 1 - np.maximum(covered, missed)
    return np.select([told.said == _COVERED, told.said == _PARTIAL], [covered, partial], missed)
