"""Words as the matcher compares them: where each stands in a text, and the stem it is known by.

Stems come from the Snowball English stemmer, after British spellings are folded into American ones so that both
meet (`authorisation`, `authorization`). A stem means nothing by itself: it is only ever compared with another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer
from rapidfuzz.distance import OSA, Prefix

LONGEST_WORD = 40
"""Words longer than this, in code points, are known by their beginning: nobody says them."""

ANOTHER_ENDING = 0.8
ANOTHER_LETTER = 0.7
"""What a word is worth that stands for another: by its ending, or by its spelling."""

_SHORTEST_STEMMED = 3
_SHORTEST_ALIKE = 4

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

_NEGATIONS = "no not never none nor neither nothing nobody nowhere without cannot hardly"

NEGATIONS = frozenset(_NEGATIONS.split())
"""Words that turn what stands near them round, besides the contractions of `not`."""

_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_NUMBERS = "zero . . three four five six seven eight nine ten eleven twelve"
_FIGURES = {name: str(value) for value, name in enumerate(_NUMBERS.split()) if name != "."}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FIGURES |= {name: f"{tens}0" for tens, name in enumerate(_TENS.split(), start=2)}

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*(?:['’][^\W_]+)*")
_OUR = re.compile(r"our(?=s?$|ed$|ing$|al$|ally$|able$|ful$|ites?$)")
_ISE = re.compile(r"(?<=\w\w\w[^\Waeiu])is(?=e$|es$|ed$|ing$|ers?$|ations?$|able$)")
_YSE = re.compile(r"(?<=\wl)ys(?=e$|es$|ed$|ing$|ers?$)")
_PLURAL_INITIALS = re.compile(r"(?<=^[^\Waeiouy\d]{2})s$|(?<=^[^\Waeiouy\d]{3})s$")
_CONTRACTED = re.compile(r"(?:n't|'[a-z]{1,2})$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text and where it stands, in code points. `stem` is empty for fillers and negations."""

    plain: str
    stem: str
    negates: bool
    start: int
    end: int


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """The stem of one word in any case; empty for fillers and negations."""
    plain = _plain(word)
    base = _CONTRACTED.sub("", plain)
    if plain in FILLERS or base in FILLERS or base in _ORDINALS or negates(word):
        return ""
    if base in _FIGURES or len(base) < _SHORTEST_STEMMED:
        return _FIGURES.get(base, base)
    american = _YSE.sub("yz", _ISE.sub("iz", _OUR.sub("or", base.replace("'", ""))))
    # A stemmer keeps its word in itself while it works: one of its own for each thread that asks.
    return str(Stemmer.Stemmer("english", 0).stemWord(_PLURAL_INITIALS.sub("", american)))


@lru_cache(maxsize=32_768)
def negates(word: str) -> bool:
    """Whether a word turns a statement round: `not`, `never`, `don't`."""
    plain = _plain(word)
    return plain in NEGATIONS or plain.endswith("n't")


@lru_cache(maxsize=65_536)
def alike(one: str, other: str) -> float:
    """How surely two different stems are the same word in another form or spelling: 0 when they are not.

    Another ending counts more than another letter inside, which may be a slip of the pen or of a machine that listens.
    """
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _SHORTEST_ALIKE or one[0] != other[0]:
        return 0.0
    shared = Prefix.similarity(one, other)
    if shared >= max(5, 0.75 * longer) or (shared == shorter and longer - shorter <= 3):
        return ANOTHER_ENDING
    allowed = min(2, shorter // 5)
    return ANOTHER_LETTER if allowed and OSA.distance(one, other, score_cutoff=allowed) <= allowed else 0.0


def stems(text: str) -> list[str]:
    """The stems of a text in order, fillers and negations left out."""
    return list(filter(None, map(stem, _WORD.findall(text))))


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """Every word of a stretch of a text, fillers included, with offsets into the whole text."""
    for found in _WORD.finditer(text, start, len(text) if end is None else end):
        said = found[0]
        yield Word(_plain(said), stem(said), negates(said), found.start(), found.end())


def _plain(word: str) -> str:
    return word[:LONGEST_WORD].casefold().replace("’", "'")
