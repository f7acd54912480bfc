"""Words that only fill a pause: people differ in them who say the same."""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from evaluator.domain.words import Word

_PAUSES = "actually basically er erm hm hmm just like mhm oh ok okay really right uh um well yeah"

PAUSES = frozenset(_PAUSES.split())
"""Those of one word."""

TWO_WORDED = frozenset((("i", "guess"), ("i", "mean"), ("kind", "of"), ("sort", "of"), ("you", "know")))
"""Those of two."""


def heard(words: Iterable[Word]) -> Iterator[Word]:
    """The words without those that only fill a pause."""
    follows = False
    for word, after in pairwise(chain(words, (None,))):
        if follows or word is None or word.plain in PAUSES:
            follows = False
            continue
        follows = after is not None and (word.plain, after.plain) in TWO_WORDED
        if not follows:
            yield word
