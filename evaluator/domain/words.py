"""Words as the matcher compares them: where each stands in a text, and the stem it is known by.

Stems come from the Snowball English stemmer, after British spellings are folded into American ones so that both
meet (`authorisation`, `authorization`). A stem means nothing by itself: it is only ever compared with another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer

LONGEST_WORD = 40
"""Words longer than this, in code points, are known by their beginning: nobody says them."""

_FILLERS = """
a about above across actually after again against all almost along already also although always am among an and
another any anybody anyone anything are around as at away back basically be because been before being below
beneath beside besides between beyond both but by came can come could did do does doing done down during each
either else er erm even ever every everybody everyone everything few first for from further get gets getting give
given go goes going gone gonna got gotten guess had has have having he hence her here hers herself him himself his
how however i if in indeed into is it its itself just kind kinda know last least less let lets like likely lot
lots made make makes making many may maybe me mean means might mine more most much must my myself need needs next
now obviously of off often oh ok okay on once one ones only onto or other others otherwise ought our ours
ourselves out over own per perhaps please pretty probably put quite rather really right said same say says see
seem seems several shall she should simply since so some somebody somehow someone something sometimes somewhat
somewhere soon sort still stuff such sure take takes tell than that the their theirs them themselves then there
therefore these they thing things think this those though thought through thus till to together too toward towards
two uh um under unless until up upon us usually very via want wants was way ways we well went were what whatever
when whenever where wherever whether which whichever while who whoever whole whom whose why will with within would
yeah yes yet you your yours yourself yourselves
"""

FILLERS = frozenset(_FILLERS.split())
"""Words that say nothing about a subject by themselves, those that only fill a pause among them."""

_NEGATIONS = "no not never none nor neither nothing nobody nowhere without cannot hardly instead"

NEGATIONS = frozenset(_NEGATIONS.split())
"""Words that turn what stands near them round, besides the contractions of `not`."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OUR = re.compile(r"our(?=s?$|ed$|ing$|al$|ally$|able$|ful$|ites?$)")
_ISE = re.compile(r"(?<=\w\w\w[^\Waeiou])is(?=e$|es$|ed$|ing$|ers?$|ations?$|able$)")
_YSE = re.compile(r"(?<=\wl)ys(?=e$|es$|ed$|ing$|ers?$)")
_PLURAL_INITIALS = re.compile(r"(?<=^[^\Waeiouy\d]{2})s$|(?<=^[^\Waeiouy\d]{3})s$")
_CONTRACTED = re.compile(r"(?:n't|'[a-z]{1,2})$")
_stemmer = EnglishStemmer()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text and where it stands, in code points. `stem` is empty for fillers and negations."""

    stem: str
    start: int
    end: int
    negates: bool = False


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """The stem of one word in any case; empty for fillers and negations."""
    plain = _plain(word)
    base = _CONTRACTED.sub("", plain)
    if plain in FILLERS or base in FILLERS or negates(word):
        return ""
    american = _YSE.sub("yz", _ISE.sub("iz", _OUR.sub("or", base.replace("'", ""))))
    return str(_stemmer.stemWord(_PLURAL_INITIALS.sub("", american)))


@lru_cache(maxsize=32_768)
def negates(word: str) -> bool:
    """Whether a word turns a statement round: `not`, `never`, `don't`."""
    plain = _plain(word)
    return plain in NEGATIONS or plain.endswith("n't")


def stems(text: str) -> list[str]:
    """The stems of a text in order, fillers and negations left out."""
    return [found for found in map(stem, _WORD.findall(text)) if found]


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """Every word of a stretch of a text, fillers included, with offsets into the whole text."""
    for found in _WORD.finditer(text, start, len(text) if end is None else end):
        yield Word(stem(found[0]), found.start(), found.end(), negates(found[0]))


def _plain(word: str) -> str:
    return word[:LONGEST_WORD].casefold().replace("’", "'")
