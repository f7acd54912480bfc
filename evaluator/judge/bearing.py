"""How an answer bears on a point that has an example and terms: what is seen of it beside all else in the answer."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice, pairwise
from math import fsum
from operator import mul

from evaluator.domain.coefficients import Coefficients
from evaluator.domain.lexicons import Lexicon, entries_of
from evaluator.judge.concordance import Concordance
from evaluator.judge.manner import Manner, manner_of
from evaluator.judge.sighting import KIN_WORTH, MOST_HITS, Sighting, share_of_fillers, sight
from evaluator.judge.targets import Target

FIGURES = (
    "near_by",
    "absent",
    "as_written",
    "example",
    "field",
    "others",
    "others_example",
    "fillers",
    "past",
    "dismissals",
    "topic",
    "sound",
    "said",
    "others_said",
)
"""What a bearing holds, in order; `benchmarks/fit_matcher.py` finds the steps of each.

Three figures of the sighting; the share of the example's words that one passage has; the weight of the words in one
passage that speak of this point rather than of others; what the other points have of `near_by` and `example` on
average; the share of fillers in that passage; two figures of the answer's manner; how much of the answer is about the
question at all; and how sound its passages are on average. The manner and the soundness are those of what is said of
the subject. The last two are there only where a lexicon tells how the point is said: the log odds that one passage, or
two that follow one another, make it, where they are highest; and the mean of that over the other points.
"""

Bearing = tuple[float, ...]

_UNTOLD = 8
"""Passages that tell nothing of how sound an answer is, besides those that it has: one sentence is little to go by."""

_OF_THE_SUBJECT = 3.0
"""The weight of the question's words from which on a passage is wholly about it."""

_SURE = 0.5
"""What a word must be worth to speak for a point: less may be chance."""


class Survey:
    """Looks at one answer for all points of its question. What several points need is worked out once."""

    def __init__(self, targets: Sequence[Target], concordance: Concordance, coefficients: Coefficients) -> None:
        self._targets = tuple(targets)
        self._concordance = concordance
        self._coefficients = coefficients
        self._sightings: dict[int, tuple[Target, Sighting]] = {}
        self._standing: dict[str, Mapping[int, float]] = {}
        self._saying: dict[int, float] = {}

    def sighting(self, target: Target) -> Sighting:
        """What is seen of a target, looked for once."""
        if id(target) not in self._sightings:
            # The target is kept beside what was seen of it, so that no other comes to have its identity.
            self._sightings[id(target)] = target, sight(target, self._concordance, self._coefficients)
        return self._sightings[id(target)][1]

    def bearing(self, target: Target) -> Bearing:
        """The figures that FIGURES names, of a target that is described; the last two where it has a lexicon."""
        near_by, _, _, absent, as_written = self.sighting(target).features
        fields = self._by_passage(target.field)
        at = max(fields, key=lambda number: (fields[number], -number), default=0)
        others = [other for other in self._targets if other is not target] or [target]
        manner = self._manner
        return (
            near_by,
            absent,
            as_written,
            self._example(target),
            fields.get(at, 0.0),
            fsum(self.sighting(other).share for other in others) / len(others),
            fsum(map(self._example, others)) / len(others),
            share_of_fillers((self._concordance.passages[at],)),
            manner.past,
            manner.dismissals,
            self._topic,
            self._sound,
            *(self._phrasing(target.lexicon, others) if target.lexicon else ()),
        )

    def _phrasing(self, lexicon: Lexicon, others: Sequence[Target]) -> tuple[float, float]:
        known = [other.lexicon for other in others if other.lexicon]
        return self._said(lexicon), fsum(map(self._said, known)) / max(1, len(known))

    def _said(self, lexicon: Lexicon) -> float:
        """The highest log odds that a lexicon gives to a passage, or to two that follow one another."""
        if id(lexicon) not in self._saying:
            self._saying[id(lexicon)] = max(map(lexicon.log_odds, (*self._passages, *self._pairs)))
        return self._saying[id(lexicon)]

    @cached_property
    def _sound(self) -> float:
        """The mean log odds that a passage is said as people say it who are right; nearer to nothing for a few."""
        sound = map(self._coefficients.matching.sound.log_odds, self._passages)
        bearings = self._bearings
        return fsum(map(mul, bearings, sound)) / (fsum(bearings) + _UNTOLD)

    @cached_property
    def _passages(self) -> Sequence[frozenset[str]]:
        return [entries_of(passage.words) for passage in self._concordance.passages]

    @cached_property
    def _pairs(self) -> Sequence[frozenset[str]]:
        """What is said in each two passages that follow one another in one turn."""
        turns = pairwise(self._concordance.turns)
        return [
            one | other
            for (one, other), (here, there) in zip(pairwise(self._passages), turns, strict=True)
            if here == there
        ]

    @cached_property
    def _manner(self) -> Manner:
        return manner_of(self._concordance.passages, self._bearings)

    @cached_property
    def _bearings(self) -> Sequence[float]:
        """How far each passage is about the question, from 0 to 1."""
        weights = [0.0] * len(self._concordance.passages)
        for stem in self._vocabulary:
            for number, worth in self._stands(stem).items():
                if worth >= _SURE:
                    weights[number] += self._coefficients.weight(stem) * worth
        return [min(1.0, weight / _OF_THE_SUBJECT) for weight in weights]

    @cached_property
    def _topic(self) -> float:
        """The weight of the question's words that the answer has, for each different word of the answer."""
        said = {word.stem for passage in self._concordance.passages for word in passage.words if word.stem}
        weight = self._coefficients.weight
        found = fsum(weight(stem) * max(self._stands(stem).values(), default=0.0) for stem in self._vocabulary)
        return found / max(1, len(said))

    @cached_property
    def _vocabulary(self) -> Sequence[str]:
        """The question's words, in order."""
        return sorted({stem for target in self._targets for stem in target.field})

    def _example(self, target: Target) -> float:
        """The greatest share of the example's words, by weight, that one passage has; 0 where there is no example."""
        total = fsum(target.example.values())
        found: dict[int, float] = {}
        for stem, weight in target.example.items():
            for number, worth in self._stands(stem).items():
                found[number] = found.get(number, 0.0) + weight * worth
        return max(found.values(), default=0.0) / total if total else 0.0

    def _by_passage(self, field: Mapping[str, float]) -> Mapping[int, float]:
        found: dict[int, float] = {}
        for stem, weight in field.items():
            for number, worth in self._stands(stem).items():
                if worth >= _SURE:
                    found[number] = found.get(number, 0.0) + weight * worth
        return found

    def _stands(self, stem: str) -> Mapping[int, float]:
        """The passages where a stem or its kin stands, and how surely it is meant there."""
        if stem not in self._standing:
            best: dict[int, float] = {}
            for other in (stem, *sorted(self._coefficients.kin.get(stem, ()))):
                for place in islice(self._concordance.find(other), MOST_HITS):
                    worth = place.worth if other == stem else KIN_WORTH * place.worth
                    best[place.passage] = max(worth, best.get(place.passage, 0.0))
            self._standing[stem] = best
        return self._standing[stem]
