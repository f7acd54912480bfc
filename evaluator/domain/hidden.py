"""Characters that cannot be seen: where they stand in a text, and how each is written out.

What writing systems need stays unflagged: joiners inside emoji sequences, between letters of scripts that join or
stack, one emoji-style selector after a symbol, direction marks beside right-to-left letters, flags spelt with tags.
"""

import re

from evaluator.domain.answers import Span

_SUSPECT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ue000-\uf8ff\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)


def hidden_spans(text: str) -> tuple[Span, ...]:
    """Where characters stand that cannot be seen, neighbours joined to one span each."""
    if text.isascii():
        return ()
    return tuple(Span(match.start(), match.end()) for match in _SUSPECT.finditer(text))


def visible(text: str) -> str:
    """The text with each character that cannot be seen written out, as `U+200B`."""
    return "".join(f"U+{ord(character):04X}" if _SUSPECT.match(character) else character for character in text)
