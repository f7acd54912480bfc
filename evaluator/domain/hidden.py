"""Characters that cannot be seen: where they stand in a text, and the text without them.

They can carry words past a reader's eyes, so each is pointed out. What writing needs is left alone: joiners in emoji
and in scripts that join or stack letters, one style selector after a symbol, direction marks beside right-to-left
letters, the three flags spelt with tag characters, and the bullets that word processors paste.

Classes after the Unicode Character Database: Default_Ignorable_Code_Point, Cf and Co.
"""

import re
import unicodedata

from evaluator.domain.answers import Answer, Span

# Expressions of so many characters take a while to compile: that is left to `re`, for the first text that needs them.
_SUSPECT = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)

_JOINING = "[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua8e0-\ua8ff\ufb50-\ufdcf\ufe70-\ufefc]"
"""Letters of scripts whose spelling uses joiners: Arabic and its kin, Indic scripts, Myanmar, Khmer, Mongolian."""

_SPACELESS = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
"""Letters of scripts that write words together and may mark their ends by a zero-width space."""

_FLAGS = (
    "\U0001f3f4(?:\U000e0067\U000e0062(?:"
    "\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073))\U000e007f"
)
"""The black flag with the tags gbeng, gbsct or gbwls, the only ones in use: others could spell anything."""

_BULLETS = frozenset("\uf02d\uf06e\uf076\uf0a7\uf0b7\uf0d8\uf0fc")
_DIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
"""Marks, embeddings and isolates. The overrides U+202D and U+202E are never needed."""

_STYLED_PUNCTUATION = frozenset("‼⁉〰ℹ")


def hidden_spans(text: str) -> tuple[Span, ...]:
    """Where characters stand that cannot be seen and that the writing does not need, neighbours joined to one span."""
    if text.isascii():
        return ()
    flags = {place for flag in re.finditer(_FLAGS, text) for place in range(*flag.span())}
    spans: list[Span] = []
    for match in re.finditer(_SUSPECT, text):
        place = match.start()
        if place in flags or _needed(text, place):
            continue
        if spans and spans[-1].end == place:
            spans[-1] = Span(spans[-1].start, place + 1)
        else:
            spans.append(Span(place, place + 1))
    return tuple(spans)


def without_hidden(text: str) -> str:
    """The text without the characters that cannot be seen."""
    pieces: list[str] = []
    done = 0
    for span in hidden_spans(text):
        pieces.append(text[done : span.start])
        done = span.end
    return "".join((*pieces, text[done:]))


def spoken_of(answer: Answer) -> tuple[str, ...]:
    """What a judge may read: the candidate's turns, without what no person can see in them."""
    return tuple(without_hidden(answer.words_of(turn)) for turn in answer.own_turns)


def _needed(text: str, place: int) -> bool:
    """Whether the writing around needs the character at that place."""
    character = text[place]
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if character in "\u200c\u200d":
        return bool(re.match(_JOINING, before)) or (character == "\u200d" and _is_emoji_joint(before, after))
    if character == "\u200b":
        return bool(re.match(_SPACELESS, before) and re.match(_SPACELESS, after))
    if character in _DIRECTIONAL:
        return any(_is_right_to_left(near) for near in text[max(0, place - 2) : place + 3])
    if character in _BULLETS:
        return after.isspace() and (not before or before.isspace())
    if character == "\ufeff":
        return place == 0
    return bool(before) and _is_styled(before, character, after)


def _is_right_to_left(character: str) -> bool:
    return character.isalpha() and unicodedata.bidirectional(character) in ("R", "AL")


def _is_emoji_joint(before: str, after: str) -> bool:
    return _is_symbol(after) and (_is_symbol(before) or before == "\ufe0f" or "\U0001f3fb" <= before <= "\U0001f3ff")


def _is_symbol(character: str) -> bool:
    return bool(character) and unicodedata.category(character) == "So"


def _is_styled(before: str, character: str, after: str) -> bool:
    """Whether the character is the one selector that chooses the form of the character before it."""
    if "\u180b" <= character <= "\u180f":
        return bool(re.match(_JOINING, before))
    if character in "\ufe0e\ufe0f":
        keycap = before in "0123456789#*" and after == "\u20e3"
        return keycap or before in _STYLED_PUNCTUATION or unicodedata.category(before) in ("So", "Sm")
    if "\ufe00" <= character <= "\ufe0d" or "\U000e0100" <= character <= "\U000e01ef":
        return unicodedata.name(before, "").startswith("CJK")
    return False
