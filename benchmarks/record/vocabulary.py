"""Words to make answers of: a few that everybody uses, many that hardly anybody does, and some planted to look for."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.domain.answers import Span

SIZE = 20_000
COMMON = "the a and of to we in is it that so you for with on this have was not but if then they one"
SYLLABLES = [begin + vowel for begin in "bdfgklmnprstv" for vowel in "aeiou"]

RARE, MIDDLING, FREQUENT, PHRASE = "zinnober", "quillwork", "system", "stale replica reads"
PLANTED = ((RARE, 1 / 20_000), (MIDDLING, 1 / 150), (FREQUENT, 0.6), (PHRASE, 1 / 800))
"""What stands in which share of all answers."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and where each of its clauses stands in it."""

    text: str
    clauses: tuple[Span, ...]


class Vocabulary:
    """Words whose frequency falls with their rank, as in any language. The seed makes them, nothing else does."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(f"{seed} vocabulary")
        made = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(SIZE)}
        self._words = [*COMMON.split(), *sorted(made, key=lambda word: (len(word), word))]
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def said(self, chance: random.Random, terms: Sequence[str], words: int) -> Said:
        """A text of about so many words in clauses of six to ten, each with one of the terms."""
        drawn = iter(chance.choices(self._words, cum_weights=self._weights, k=words))
        planted = [word for word, share in PLANTED if chance.random() < share]
        parts: list[str] = []
        while clause := list(itertools.islice(drawn, chance.randint(6, 10))):
            extra = planted.pop() if planted else chance.choice(terms)
            parts.append(" ".join([*clause[:2], extra, *clause[2:]]))
        starts = itertools.accumulate((len(part) + 2 for part in parts), initial=0)
        return Said(", ".join(parts), tuple(Span(at, at + len(part)) for at, part in zip(starts, parts, strict=False)))
