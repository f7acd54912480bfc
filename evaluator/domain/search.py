"""What people look for in answers: words, and quoted phrases. Nothing anybody types is ever syntax.

Texts are compared by their words alone: whatever the case, the accents, the width of the letters and all that stands
between the words. Both databases index these words, so the same search finds the same on either.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 40
"""Longer words, in code points, are known by their beginning."""

MOST_LOOKED_UP = 16
"""How many words of a search are looked up in an index; any others are compared with what that finds."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans("’ʼ＇", "'''")
_PARTS = re.compile(r'"([^"]*)(?:"|$)|[^\s"]+')
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_NUMBER = re.compile(r"#\s?([0-9][0-9\s]{0,24})")


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: texts with every one of `words`, those of each of `phrases` one right after the other.

    `words` names each once, those of phrases among them. `number` is the ledger entry where one was asked for instead.
    With none of them, nothing is found.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    number: int | None = None

    @property
    def looked_up(self) -> tuple[str, ...]:
        """The words that an index is asked for: the longest, which tend to be the rarest."""
        return tuple(sorted(self.words, key=len, reverse=True)[:MOST_LOOKED_UP])

    @property
    def needs_reading(self) -> bool:
        """Whether a text that has all the words looked up may still not be one of those wanted."""
        return bool(self.phrases) or len(self.words) > MOST_LOOKED_UP


def search_for(said: str) -> Search:
    """What somebody means who typed this. Quotes that are not closed reach to the end."""
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", said).strip())
    if number is not None:
        return Search(number=int("".join(number[1].split())))
    parts = [tuple(words_of(part[1] or part[0])) for part in _PARTS.finditer(said.translate(_QUOTES))]
    words = dict.fromkeys(word for part in parts for word in part)
    # What is written as one, like a code or a name with dots in it, is meant as one.
    phrases = dict.fromkeys(part for part in parts if len(part) > 1)
    return Search(tuple(words), tuple(phrases))


def words_of(text: str) -> list[str]:
    """The words of a text in order, as they are compared."""
    return [word.replace("'", "")[:LONGEST_WORD] for word in _WORD.findall(_folded(text))]


def is_found(search: Search, texts: Sequence[str]) -> bool:
    """Whether these texts together are what is looked for; no phrase reaches from one into the next."""
    wanted = [*((word,) for word in search.words), *search.phrases]
    said = [_Said(text) for text in texts]
    return bool(wanted) and all(any(text.has(phrase) for text in said) for phrase in wanted)


class _Said:
    """A text that is asked for phrases. Most texts are plain, and those need not be taken apart into words."""

    def __init__(self, text: str) -> None:
        self._text = text
        # Two apostrophes part words, a single one does not.
        self._plain = text.lower().replace("'", "") if text.isascii() and "''" not in text else None
        self._words: list[str] | None = None

    def has(self, phrase: tuple[str, ...]) -> bool:
        """Whether it has these words one right after the other."""
        if self._plain is not None and max(map(len, phrase)) < LONGEST_WORD:
            return _pattern(phrase).search(self._plain) is not None
        if self._words is None:
            self._words = words_of(self._text)
        words, length = self._words, len(phrase)
        starts = (place for place, word in enumerate(words) if word == phrase[0])
        return any(tuple(words[start : start + length]) == phrase for start in starts)


@lru_cache(maxsize=256)
def _pattern(phrase: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?<![a-z0-9]){'[^a-z0-9]+'.join(map(re.escape, phrase))}(?![a-z0-9])")


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = text.translate(_APOSTROPHES)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))
