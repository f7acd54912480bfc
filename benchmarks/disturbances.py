"""Changes to an answer that change nothing of what it says: the verdicts ought to stay the same.

Each takes a text and a source of chance and gives the text changed. They are rough, as people and microphones are.
"""

import re
from collections.abc import Callable, Mapping
from random import Random

Disturbance = Callable[[str, Random], str]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")

_FILLERS = ("um", "uh", "well", "you know", "I mean", "sort of", "like", "basically", "right")
_SOUND_ALIKE = """
their there to two for four write right know no by buy see sea which witch our hour one won wait weight whole hole
cache cash site sight queue cue log lock test text role roll key quay team teem week weak
"""
_HEARD = dict(zip(_SOUND_ALIKE.split()[::2], _SOUND_ALIKE.split()[1::2], strict=True))
_ANSWERED = {
    "is": "are", "are": "is", "was": "were", "were": "was", "has": "have", "have": "has", "does": "do", "do": "does",
    "did": "done", "went": "gone", "came": "come", "took": "taken", "an": "a", "than": "then", "it's": "its",
}  # fmt: skip
_PEOPLE = {
    "he": "she", "she": "he", "his": "her", "her": "his", "him": "her", "himself": "herself", "herself": "himself",
}  # fmt: skip
_NAMES = ("Amara", "Yusuf", "Linh", "Piotr", "Soledad", "Kwame", "Ingrid", "Ravi")
_CAPITALISED = re.compile(
    r"(?<=[a-z,] )(Anna|Ben|Maria|Peter|Tom|Lisa|Paul|Jonas|Eva|Sam|Alex|Mia|Max|Nora|Tim|Lena)\b"
)
_ARTICLES = re.compile(r"\b(?:the|a|an) ", re.IGNORECASE)
_PLURAL = re.compile(r"\b(I|we|they|you) (have|had) (\w+ed)\b")
_ASIDES = (
    "At least that is how I remember it.",
    "I hope that makes sense so far.",
    "That is how it was with us, in any case.",
    "It sounds simple when one says it like that.",
    "I could go on about that for a while.",
    "But let me come to the next thing.",
    "One learns these things over the years.",
)
NOISE = 0.10
"""Share of words that a machine that listens gets wrong."""


def fillers(text: str, random: Random) -> str:
    """A filler before every sixth word or so."""
    words = text.split(" ")
    return " ".join(f"{random.choice(_FILLERS)}, {word}" if random.random() < 1 / 6 else word for word in words)


def slips(text: str, random: Random) -> str:
    """Wrong forms of verbs, and letters that changed places, in about one word of twelve."""

    def slip(found: re.Match[str]) -> str:
        word = found[0]
        if word in _ANSWERED and random.random() < 0.5:
            return _ANSWERED[word]
        if len(word) > 5 and random.random() < 1 / 12:
            place = random.randrange(1, len(word) - 2)
            return f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"
        return word

    return _WORD.sub(slip, text)


def non_native(text: str, random: Random) -> str:
    """Most articles left out, and verbs as somebody says them who learnt them late."""
    bare = _ARTICLES.sub(lambda found: found[0] if random.random() < 0.3 else "", text)
    return _PLURAL.sub(r"\1 did \3", bare.replace(" don't ", " not ").replace(" didn't ", " did not "))


def swapped_people(text: str, random: Random) -> str:
    """Other names, and he for she."""

    def swap(found: re.Match[str]) -> str:
        other = _PEOPLE.get(found[0].lower())
        if other is None:
            return found[0]
        return other.capitalize() if found[0][0].isupper() else other

    return _WORD.sub(swap, _CAPITALISED.sub(lambda _: random.choice(_NAMES), text))


def reordered(text: str, random: Random) -> str:
    """The sentences of each paragraph in another order."""
    paragraphs = [_SENTENCE_END.split(paragraph) for paragraph in text.split("\n\n")]
    for paragraph in paragraphs:
        random.shuffle(paragraph)
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


def misheard(text: str, random: Random) -> str:
    """One word in ten as a machine may hear it: another word, a word too many, none, or one cut in two."""

    def hear(found: re.Match[str]) -> str:
        word = found[0]
        if random.random() >= NOISE:
            return word
        if word.lower() in _HEARD:
            return _HEARD[word.lower()]
        if len(word) > 6:
            cut = len(word) // 2
            return f"{word[:cut]} {word[cut:]}"
        return random.choice(("", f"{word} {word}"))

    return _WORD.sub(hear, text).lower()


def wordier(text: str, random: Random) -> str:
    """Twice as many words, the others saying nothing."""
    said = _SENTENCE_END.split(text)
    wanted, spent, pieces = len(text.split()), 0, []
    for sentence in said:
        pieces.append(sentence)
        due = wanted * len(pieces) // len(said)
        while spent < due:
            aside = random.choice(_ASIDES)
            pieces[-1] += f" {aside}"
            spent += len(aside.split())
    return " ".join(pieces)


DISTURBANCES: Mapping[str, Disturbance] = {
    "fillers": fillers,
    "grammar slips": slips,
    "non-native phrasing": non_native,
    "names and pronouns swapped": swapped_people,
    "sentences reordered": reordered,
    "10 % recognition noise": misheard,
    "twice as wordy": wordier,
}
