"""A concordance of the candidate's words: every word of theirs with the places where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evaluator.domain.answers import Answer, Span
from evaluator.domain.passages import Passage, passages
from evaluator.domain.words import Word, alike

_BETWEEN_TURNS = 1_000
"""Content words that seem to lie between two turns, so that nothing stands close together across them."""

_TURNED_AFTER, _TURNED_BEFORE = 3, 2
"""Words after and before a negating one that it may turn round: "no need for a cache", "a cache is not"."""

_SLACK = 1
"""Content words that may stand between the words of a phrase, besides them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word or phrase stands: `at` counts content words over the whole answer, `passage` numbers the passages.

    `worth` says how surely it is what was looked for, 0 to 1; `turned` that a negating word stands close by.
    """

    at: int
    passage: int
    span: Span
    turned: bool
    worth: float = 1.0


class Concordance:
    """The words of one answer, the candidate's own alone. `turns` gives the turn of each passage."""

    def __init__(self, answer: Answer) -> None:
        said = [
            (number, passage)
            for number, turn in enumerate(answer.own_turns)
            for passage in passages(answer.text, turn.span)
        ]
        self.passages: tuple[Passage, ...] = tuple(passage for _, passage in said)
        self.turns: tuple[int, ...] = tuple(number for number, _ in said)
        self._keys: list[str] = []
        self._places: list[Place] = []
        self._by_key: dict[str, list[int]] = {}
        self._by_initial: dict[str, list[str]] = {}
        self._index()

    def find(self, stem: str) -> Iterator[Place]:
        """Where a stem stands: itself, another form of it or another spelling."""
        for index in self._by_key.get(stem, ()):
            yield self._places[index]
        for other in self._by_initial.get(stem[0], ()):
            worth = alike(stem, other) if other != stem else 0.0
            if worth:
                for index in self._by_key[other]:
                    yield replace(self._places[index], worth=worth)

    def find_phrase(self, keys: tuple[str, ...]) -> Iterator[Place]:
        """Where the words of a phrase stand one after the other. A key is a stem, or a filler as written."""
        for index in self._by_key.get(keys[0], ()):
            end = index + len(keys)
            if tuple(self._keys[index:end]) == keys:
                first, last = self._places[index], self._places[end - 1]
                yield replace(first, span=Span(first.span.start, last.span.end))

    def find_together(self, stems: frozenset[str]) -> Iterator[Place]:
        """Where several stems stand close together, in any order."""
        reach = len(stems) - 1 + _SLACK
        rarest, *others = sorted(stems, key=lambda stem: (len(self._by_key.get(stem, ())), stem))
        standing = [{place.at: place for place in self._exactly(stem)} for stem in others]
        for place in self._exactly(rarest):
            around = [_nearest(place.at, places, reach) for places in standing]
            found = [place, *(other for other in around if other)]
            if len(found) == len(stems):
                spans = [other.span for other in found]
                yield replace(place, span=Span(min(span.start for span in spans), max(span.end for span in spans)))

    def _exactly(self, stem: str) -> Iterator[Place]:
        return (self._places[index] for index in self._by_key.get(stem, ()))

    def _index(self) -> None:
        at = 0
        for number, passage in enumerate(self.passages):
            if number and self.turns[number] != self.turns[number - 1]:
                at += _BETWEEN_TURNS
            turned = _turned(passage)
            for index, word in enumerate(passage.words):
                at += bool(word.stem)
                self._add(word, Place(at, number, Span(word.start, word.end), index in turned))

    def _add(self, word: Word, place: Place) -> None:
        key = word.stem or word.plain
        if word.stem and key not in self._by_key:
            self._by_initial.setdefault(key[0], []).append(key)
        self._by_key.setdefault(key, []).append(len(self._places))
        self._keys.append(key)
        self._places.append(place)


def _turned(passage: Passage) -> frozenset[int]:
    """The numbers of the words in a passage that a negating word stands close to."""
    negating = [index for index, word in enumerate(passage.words) if word.negates]
    return frozenset(near for index in negating for near in range(index - _TURNED_BEFORE, index + _TURNED_AFTER + 1))


def _nearest(at: int, places: Mapping[int, Place], reach: int) -> Place | None:
    """The place nearest to a count, within reach."""
    near = sorted(range(at - reach, at + reach + 1), key=lambda count: abs(count - at))
    return next((places[count] for count in near if count in places), None)
