"""What of a point is seen in an answer, as a few figures that a verdict can be weighed from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import fsum

from evaluator.domain.coefficients import Coefficients
from evaluator.domain.passages import Passage
from evaluator.domain.pauses import heard
from evaluator.judge.concordance import Concordance, Place
from evaluator.judge.targets import Item, Target

MOST_HITS = 500
"""Places looked at for one word of a point; an honest answer has a dozen."""

KIN_WORTH = 0.7
"""What a kin word counts of the one it stands for."""

_MOST_ABSENT = 3.0
_NARROWEST, _WIDEST = 3, 40
_AS_GOOD_AS = 0.9
_SECOND_QUOTE = 0.15
"""How much a second passage must add to be worth quoting."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in the answer that stands for an item of the target, and how surely it does."""

    item: Item
    place: Place
    worth: float


@dataclass(frozen=True, slots=True)
class Sighting:
    """What of a point is seen in an answer.

    `features` are, in order: the share of the point's words in two passages that follow one another; the cube of the
    share in a stretch half as long again as the point, which tells only where it is nearly all; the share, in one
    passage, of the words that are this point's alone; how many of its words are nowhere in the answer, up to three; the
    share of all its words, fillers and endings as they are written, in that passage. `benchmarks/fit_matcher.py` finds
    the weight of each.

    `hits` are those in the passages where most of the point is found, in order; none where nothing is.

    `by_other_words` says whether any term, or word of the point's example, stands anywhere in the answer;
    `close_together` whether what those passages hold is as good as all in one stretch; `fillers` is the share of words
    in them that say nothing by themselves: a third or more of any sentence, hardly any of a list of names.
    """

    features: tuple[float, ...]
    hits: tuple[Hit, ...]
    by_other_words: bool
    close_together: bool
    fillers: float

    @property
    def share(self) -> float:
        """The share of the point's words that the passages with most of them hold."""
        return self.features[0]


def sight(target: Target, concordance: Concordance, coefficients: Coefficients) -> Sighting:
    """Look for a target's words in an answer."""
    hits = sorted(_hits(target, concordance, coefficients), key=lambda hit: hit.place.at)
    fill = coefficients.matching.fill

    def covered(some: Iterable[Hit]) -> float:
        return Tally(target, some, fill).covered

    passages = _by_passage(hits)
    alone = max(passages.values(), key=covered, default=[])
    pair = max(_pairs(passages, concordance), key=covered, default=alone)
    near_by = max(covered(alone), covered(pair))
    closest = max(map(covered, _windows(hits, len(target.own))), default=0.0)
    # Where neither a point's few words nor its many terms are found, more is missing than the few words.
    absent = _MOST_ABSENT if target.extra and not hits else min(_MOST_ABSENT, Tally(target, hits, fill).absent)
    shown = pair if covered(pair) >= covered(alone) + _SECOND_QUOTE else alone
    written = _as_written(target, concordance, alone)
    features = (near_by, closest**3, Tally(target, alone, fill).unique, absent, written)
    return Sighting(
        features,
        tuple(shown),
        by_other_words=any(hit.item in target.extra for hit in hits),
        close_together=closest >= _AS_GOOD_AS * covered(shown),
        fillers=share_of_fillers(concordance.passages[number] for number in {hit.place.passage for hit in shown}),
    )


def _hits(target: Target, concordance: Concordance, coefficients: Coefficients) -> Iterator[Hit]:
    for item in (*target.own, *target.extra):
        for place in islice(_places(item, concordance), MOST_HITS):
            yield Hit(item, place, place.worth)
    for own in target.own:
        for kin in sorted(coefficients.kin.get(str(own), ())):
            for place in islice(concordance.find(kin), MOST_HITS):
                yield Hit(own, place, KIN_WORTH * place.worth)


def _places(item: Item, concordance: Concordance) -> Iterator[Place]:
    if isinstance(item, str):
        return concordance.find(item)
    if len(item.stems) > 1:
        together = concordance.find_together(item.stems)
        return (place for place in together if place.turned) if item.negates else together
    return concordance.find(item.keys[0]) if len(item.keys) == 1 and item.stems else concordance.find_phrase(item.keys)


def share_of_fillers(passages: Iterable[Passage]) -> float:
    """The share of words that are fillers in some passages, pauses left out; 0 where they have no words."""
    said = [word for passage in passages for word in heard(passage.words)]
    return sum(not word.stem for word in said) / max(1, len(said))


def _as_written(target: Target, concordance: Concordance, hits: Sequence[Hit]) -> float:
    """The share of the point's words that the passage of some hits has just as they are written."""
    said = {word.plain for hit in hits[:1] for word in concordance.passages[hit.place.passage].words}
    return sum(word in said for word in target.wording) / max(1, len(target.wording))


def _pairs(by_passage: Mapping[int, list[Hit]], concordance: Concordance) -> Iterator[list[Hit]]:
    """The hits of each two passages that follow one another in one turn."""
    for number, hits in by_passage.items():
        after = by_passage.get(number + 1)
        if after and concordance.turns[number] == concordance.turns[number + 1]:
            yield hits + after


def _windows(hits: Sequence[Hit], length: int) -> Iterator[Sequence[Hit]]:
    """The hits in every stretch of the answer half as long again as the point, in content words."""
    width = min(_WIDEST, max(_NARROWEST, round(1.5 * length)))
    end = 0
    for start, hit in enumerate(hits):
        while end < len(hits) and hits[end].place.at < hit.place.at + width:
            end += 1
        yield hits[start : min(end, start + _WIDEST)]


class Tally:
    """Hits weighed against one target. Terms and hints make up for some of the point's own words that are missing."""

    def __init__(self, target: Target, hits: Iterable[Hit], fill: float) -> None:
        self._target = target
        self._found: dict[Item, float] = {}
        for hit in hits:
            self._found[hit.item] = max(hit.worth, self._found.get(hit.item, 0.0))
        self._total = fsum(target.own.values()) or 1.0
        self._own = self._weigh(target.own)
        missing = self._total - self._own
        self._made_up = min(fill, self._weigh(target.extra) / missing) if missing > 0 else 0.0

    @property
    def covered(self) -> float:
        """The share of the point's words that is there, by weight."""
        return self._lifted(self._own / self._total)

    @property
    def unique(self) -> float:
        """The same of those words alone that no other point and not the question has; of all, where it has none."""
        unique: dict[Item, float] = {stem: self._target.own[stem] for stem in self._target.unique}
        return self._lifted(self._weigh(unique) / fsum(unique.values())) if unique else self.covered

    @property
    def absent(self) -> float:
        """How many of the point's words are missing."""
        return (1 - self._made_up) * fsum(1 - self._found.get(item, 0.0) for item in self._target.own)

    def _weigh(self, weights: Mapping[Item, float]) -> float:
        return fsum(weights[item] * worth for item, worth in self._found.items() if item in weights)

    def _lifted(self, share: float) -> float:
        return share + (1 - share) * self._made_up


def _by_passage(hits: Iterable[Hit]) -> Mapping[int, list[Hit]]:
    grouped: dict[int, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.place.passage, []).append(hit)
    return grouped
