"""A text as a plain reader takes it in: small letters, no accents, no disguise, each character traced to its origin.

Full-width, mathematical, circled and small-capital letters become plain ones, tag characters the letters they stand
for, and what cannot be seen goes. Letters of other alphabets stay: whether a Cyrillic letter poses as a Latin one can
only be told from its word (`unmasked`).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
_PUNCTUATION = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "…": ".", "—": "-", "–": "-"}
_ENCLOSED = ((0x1F130, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))
"""Squared, negative circled, negative squared and flag letters: first code point and length of each alphabet."""

_LOOKALIKES = {
    **dict(zip("асԁеһіјӏкмопрԛѕтуѵԝхёв", "acdehijlkmonpqstuvwxeb", strict=True)),
    **dict(zip("αβεικνορτυχγωηςσ", "abeiknoptuxywnss", strict=True)),
    **dict(zip("ıɑɡսօց", "iaguog", strict=True)),
}
_LOOKALIKE_TABLE = str.maketrans(_LOOKALIKES)
_DIGIT_TABLE = str.maketrans("013457@$!", "oieastasi")


_KEPT_FOLDS = 10_000


class _Folds(dict[int, str]):
    """What each code point becomes, worked out at first use and kept, up to a bound."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _KEPT_FOLDS:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    code = ord(character)
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    if character in _SMALL_CAPITALS:
        return _SMALL_CAPITALS[character]
    if 0xE0020 <= code <= 0xE007E:
        return chr(code - 0xE0000).lower()
    for first, length in _ENCLOSED:
        if first <= code < first + length:
            return chr(ord("a") + code - first)
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp"):
        return " " if category == "Zs" else "\n"
    if category in ("Cf", "Co", "Mn", "Me", "Cn") or unicodedata.name(character, "").endswith("FILLER"):
        return ""
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(mark for mark in decomposed.casefold() if unicodedata.category(mark) != "Mn")


_FOLDS = _Folds()


@dataclass(frozen=True, slots=True)
class Folded:
    """The plain text. `origins[i]` is where its character `i` came from, `origins[len(text)]` the original's length;
    None where the two run in step.
    """

    text: str
    origins: Sequence[int] | None

    def origin(self, place: int) -> int:
        """Where in the original the character at a place of the plain text came from."""
        return place if self.origins is None else self.origins[place]


def fold(text: str) -> Folded:
    """The text in plain small letters, in time linear in its length."""
    if text.isascii():
        return Folded(text.lower(), None)
    if all(len(_FOLDS[ord(character)]) == 1 for character in set(text)):
        return Folded(text.translate(_FOLDS), None)
    pieces = [_FOLDS[ord(character)] for character in text]
    origins = [place for place, piece in enumerate(pieces) for _ in piece]
    origins.append(len(text))
    return Folded("".join(pieces), origins)


def unmasked(word: str) -> str:
    """A folded word as it is meant to be read: borrowed letters, digits and signs as the Latin letters they pose for.

    A word wholly of another alphabet stays, unless every letter of it looks Latin; a number stays a number.
    """
    if not word.isascii():
        latin = word.translate(_LOOKALIKE_TABLE)
        word = latin if latin.isascii() else word
    if word.isalpha() or not any(character.isalpha() for character in word):
        return word
    return word.translate(_DIGIT_TABLE)
