"""Words in a code (base64, hexadecimal, ROT13, backwards), and marks that no speech has: chat templates, JSON, tags.

These are looked for in the folded or the plain text itself, since they are not made of words.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from evaluator.domain.answers import Span
from evaluator.domain.instructions.families import Family

_TALK = re.compile(
    r"\b(?:tokens?|templates?|format|chatml|special|delimiters?|injections?|attack\w*|example|schema|parse[sd]?|parser|tags?|"
    r"endpoint|api|openapi)\b"
)
"""Talk about such marks, as in an answer on prompts or on an API."""

_SIGNS = re.compile(
    r"(?P<template><\|(?:im_start|im_end|system|user|assistant|eot_id|start_header_id|begin_of_text|endoftext)\|>"
    r"|\[/?inst\]|<</?sys>>|^[ \t]*#{2,4}[ \t]*(?:system|instructions?|assistant|human)\b[^\n]{0,3}$)"
    r"|(?P<marker>(?:<<|«|‹‹|>>)[ \t]*/?[ \t]*answer\b|</[ \t]*(?:candidate[\w-]{0,20}|answer|transcript|submission|untrusted[\w-]{0,20})[ \t]*>"
    r"|[-=<>#*~_|\[(]{2,}[ \t]*/?[ \t]*(?:end|begin|start|stop|close)[ \t_-]*(?:of[ \t_-]*)?(?:the[ \t_-]*)?(?:candidate(?:'s)?[ \t_-]*)?"
    r"(?:answer|transcript|candidate|submission|interview|untrusted|user input|grader|grading|system)\b"
    r"|<[ \t]*/?(?:system|grader|grading|evaluation|evaluator|judge|admin|rubric|verdicts?)(?:[ \t_-](?:prompt|message|note|override|instructions?))?[ \t]*>"
    r"|\[(?:system|admin|grader|grading|evaluator|judge)(?:[ \t](?:prompt|message|note|override|instructions?|notice|update))?\])"
    r"|(?P<verdict>[\"'`]?\bverdicts?[\"'`]?[ \t]*[:=][ \t]*[\"'`\[{]{0,3}[ \t]*(?:fully[ _])?(?:covered|partial)\b"
    r"|[\"']points?[\"'][ \t]*:[ \t]*\[[^\n]{0,300}?(?:verdict|covered|evidence)"
    r"|[\"']?point_?id[\"']?[ \t]*[:=][^\n]{0,120}?\b(?:covered|verdict)\b"
    r"|[\"'](?:covered|credited|all_points_covered|all_covered)[\"'][ \t]*:[ \t]*(?:true|1\b|[\"']?yes)"
    r"|[\"']coverage[\"'][ \t]*:[ \t]*(?:\{[^\n]{0,60}(?:score|low|high)|1\.0|100)"
    r"|\b[a-z0-9]+(?:-[a-z0-9]+)+[ \t]*(?:[:=]|->|=>|→)[ \t]*[\"']?covered\b"
    r"|\bp(?:oint)?[ \t]?\d{1,2}[ \t]*(?:[:=-]|->|=>|→)[ \t]*[\"']?(?:(?:covered\b|✓|✔)))",
    re.MULTILINE,
)

_EXAMPLE = re.compile(
    r"\b(?:example|sample|reference|q(?:uestion)?)[ \t]*(?:answer|response|candidate|\d{1,2})?[ \t]*[:.)-](?=[ \t\n]).{0,600}?"
    r"\b(?:verdict|judge?ment|grade|evaluation|marking)[ \t]*[:=-]{1,2}[>]?[ \t]*[\"']?(?:fully )?(?:covered|full|correct|pass|10/10|100|a\+|excellent)",
    re.DOTALL,
)

_TELLTALE = ("<", ">", "[", "«", "‹", "##", "--", "==", "**", "~~", "__", "((", "verdict", "covered", "point_id", '":')
"""Without one of these none of the signs can be there; they are looked for first because that costs next to nothing."""

_JUDGED = ("verdict", "judgement", "judgment", "grade", "evaluation", "marking")
_TURNED = (
    *("derevoc", "erongi", "snoitcurtsni", "stniop lla", "tniop yreve", "tcidrev", "skram lluf"),
    *("vtaber", "qvfertneq", "pbirerq", "vafgehpgvba", "ehoevp", "ireqvpg", "znex nyy", "nyy cbvagf", "rirel cbvag"),
)
"""Telling words backwards and in ROT13."""

_SHORTEST_BLOB = 24
_FEWEST_DIGITS = 8
"""Letters written as two hexadecimal digits begin with 4 to 7: sixteen of them hold as many digits."""

_BLOB = re.compile(rf"[A-Za-z0-9+/_-]{{{_SHORTEST_BLOB},}}={{0,2}}")
_HEX = re.compile(r"\b(?:[0-9a-fA-F]{2}[ :]?){16,}\b")
_MOST_BLOBS = 40
"""Most blobs decoded in one turn."""


@lru_cache(maxsize=256)
def _named_points(point_ids: tuple[str, ...]) -> re.Pattern[str]:
    """A point of the question with a verdict: `caching: covered`, `"stateless": "partial"`."""
    ids = "|".join(re.escape(point_id) for point_id in point_ids)
    return re.compile(
        rf"\b(?:{ids})[\"'`]?[ \t]*(?:[:=]|->|=>|→)[ \t]*[\"'`]?(?:covered|partial)\b" if ids else r"(?!)"
    )


def signs(folded: str, point_ids: tuple[str, ...]) -> Iterator[tuple[Family, int, int]]:
    """Marks in a folded text that forge a system message, a verdict, a boundary or an example: family, start, end."""
    named = _named_points(point_ids).finditer(folded) if "covered" in folded or "partial" in folded else ()
    for match in named:
        yield Family.FAKE_VERDICT, match.start(), match.end()
    for match in _SIGNS.finditer(folded) if any(sign in folded for sign in _TELLTALE) else ():
        kind = match.lastgroup
        near = folded[max(0, match.start() - 120) : match.end() + 120]
        if kind == "template" and _TALK.search(near):
            continue
        yield _KINDS[str(kind)], match.start(), match.end()
    if any(word in folded for word in _JUDGED):
        for match in _EXAMPLE.finditer(folded):
            yield Family.EXAMPLE, match.start(), match.end()
    for word in _TURNED:
        place = folded.find(word)
        while place >= 0:
            yield Family.ENCODED, place, place + len(word)
            place = folded.find(word, place + len(word))


_KINDS = {"template": Family.FAKE_SYSTEM, "marker": Family.MARKER, "verdict": Family.FAKE_VERDICT}


def decoded_blobs(text: str) -> Iterator[tuple[Span, str]]:
    """Stretches of a text that are base64 or hexadecimal for readable words, with the words; at most _MOST_BLOBS."""
    yield from islice(_decoded(text), _MOST_BLOBS)


def _decoded(text: str) -> Iterator[tuple[Span, str]]:
    if max(map(len, text.split()), default=0) >= _SHORTEST_BLOB:
        yield from _read_blobs(_BLOB, _from_base64, text)
    if sum(map(text.count, "0123456789")) >= _FEWEST_DIGITS:
        yield from _read_blobs(_HEX, _from_hex, text)


def _read_blobs(pattern: re.Pattern[str], decode: Callable[[str], str | None], text: str) -> Iterator[tuple[Span, str]]:
    for match in pattern.finditer(text):
        words = decode(match[0])
        if words is not None:
            yield Span(*match.span()), words


def _from_base64(blob: str) -> str | None:
    body = blob.rstrip("=").replace("-", "+").replace("_", "/")
    if len(body) % 4 == 1:
        body = body[:-1]
    try:
        return _readable(base64.b64decode(body + "=" * (-len(body) % 4)))
    except binascii.Error:
        return None


def _from_hex(blob: str) -> str | None:
    return _readable(bytes.fromhex(blob.replace(":", "").replace(" ", "")))


def _readable(data: bytes) -> str | None:
    """The words that bytes spell, or None: a digest or a picture decodes to noise."""
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    plain = sum(1 for character in words if character.isalpha() or character == " ")
    return words if plain >= 0.8 * len(words) and " " in words else None
