"""Where in an answer somebody speaks to whoever grades it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from evaluator.domain.answers import Span
from evaluator.domain.instructions.abroad import ABROAD, CHINESE
from evaluator.domain.instructions.appeals import AUTHORITY, ECHO, PITY, ROLE_PLAY
from evaluator.domain.instructions.claims import CLAIM, REPORT
from evaluator.domain.instructions.codes import decoded_blobs, turned_words
from evaluator.domain.instructions.commands import OVERRIDE, POINT_DEMAND
from evaluator.domain.instructions.concepts import concepts_of
from evaluator.domain.instructions.families import Family, RuleBook
from evaluator.domain.instructions.folding import Folded, fold, unmasked
from evaluator.domain.instructions.forgeries import EXAMPLE, FAKE_SYSTEM, MARKER
from evaluator.domain.instructions.keywords import runs
from evaluator.domain.instructions.leaning import leanings, may_come_to_much, may_lean
from evaluator.domain.instructions.marks import marks
from evaluator.domain.instructions.recitals import recitals
from evaluator.domain.instructions.rulings import APPOINTMENT, DECREE, RULING
from evaluator.domain.instructions.sentences import (
    REACH,
    WORD,
    is_masked,
    may_be_apart,
    may_be_masked,
    read_sentence,
    sentences,
)
from evaluator.domain.spans import trimmed

BOOKS = (
    *(OVERRIDE, RULING, POINT_DEMAND, CLAIM, FAKE_SYSTEM, MARKER, EXAMPLE, ROLE_PLAY, APPOINTMENT),
    *(AUTHORITY, DECREE, PITY, ECHO, REPORT, ABROAD),
)

_LONG = 14
"""A word of so many letters may be several that were written apart or together in disguise."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of a text, whole sentences of it, that speaks to the grader, and how."""

    span: Span
    family: Family


def find(text: str, point_ids: tuple[str, ...] = (), wordings: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """What a text says to its grader, in the order of the text; overlapping findings of one family joined.

    `point_ids` and `wordings` are those of the question's points: who names one with a verdict, or recites one to the
    grader, has seen the grader's side.
    """
    folded = fold(text)
    found = [*_in_sentences(folded), *_signs(folded, point_ids, wordings), *_hidden_words(text)]
    return _joined(found)


@lru_cache(maxsize=4096)
def _books(concepts: int) -> tuple[RuleBook, ...]:
    """The books worth trying on a sentence of these concepts."""
    return tuple(book for book in BOOKS if all(concepts & group for group in book.needs))


@lru_cache(maxsize=4096)
def _may_tell(concepts: int) -> bool:
    return bool(_books(concepts)) or may_lean(concepts)


def _in_sentences(folded: Folded) -> Iterator[Finding]:
    any_masked = may_be_masked(folded.text)
    for span in sentences(folded.text):
        words = WORD.findall(folded.text, span.start, span.end)
        concepts = concepts_of(words)
        masked = any_masked and is_masked(words, folded.text[span.start : span.end])
        if not masked and (not _may_tell(concepts) or _tells_nothing(words, concepts)):
            continue
        sentence = read_sentence(folded.text, span)
        for family, start, end in _spoken(sentence.line, masked=masked, concepts=concepts):
            yield Finding(_original(folded, sentence.around(start, end)), family)


def _tells_nothing(words: Sequence[str], concepts: int) -> bool:
    """Whether a sentence of these words and concepts can be told, unread, to say nothing to a grader."""
    if may_be_apart(words):
        return False
    said = runs(" ".join(map(unmasked, words)))
    if may_lean(concepts) and may_come_to_much(said):
        return False
    return not any(True for book in _books(concepts) for _ in book.hopeful(said))


def _spoken(line: str, *, masked: bool, concepts: int) -> Iterator[tuple[Family, int, int]]:
    """What a sentence's line says to a grader: family, start, end."""
    words = line.split()
    if masked:
        concepts = concepts_of(words)
    joined = masked and any(len(word) >= _LONG for word in words)
    said = runs(line)
    for book in BOOKS if joined else _books(concepts):
        for rule in book.hopeful(said):
            for start, end in rule.hits(line):
                yield book.family, start, end
    if may_lean(concepts):
        for start, end in leanings(line):
            yield Family.GRADING, start, end


def _signs(folded: Folded, point_ids: tuple[str, ...], wordings: tuple[str, ...]) -> Iterator[Finding]:
    signs = [*marks(folded.text, point_ids), *((Family.ENCODED, *place) for place in turned_words(folded.text))]
    signs += ((Family.ECHO, *place) for place in recitals(folded.text, point_ids, wordings))
    if not folded.text.isascii():
        signs += ((Family.ABROAD, *match.span()) for match in re.finditer(CHINESE, folded.text))
    bounds = list(sentences(folded.text)) if signs else []
    for family, start, end in signs:
        yield Finding(_original(folded, _widened(folded.text, bounds, start, end)), family)


def _widened(text: str, bounds: Sequence[Span], start: int, end: int) -> Span:
    """A stretch of a folded text widened to its line or the sentences it touches, within REACH."""
    first = bounds[bisect_right(bounds, start, key=lambda span: span.start) - 1]
    last = bounds[bisect_left(bounds, end, key=lambda span: span.start) - 1]
    line_end = text.find("\n", end)
    low = max(first.start, text.rfind("\n", 0, start) + 1, start - REACH)
    high = min(last.end, len(text) if line_end < 0 else line_end, end + REACH)
    return trimmed(text, low, max(end, high))


def _hidden_words(text: str) -> Iterator[Finding]:
    for span, words in decoded_blobs(text):
        folded = fold(words)
        if any(True for _ in chain(_in_sentences(folded), _signs(folded, (), ()))):
            yield Finding(span, Family.ENCODED)


def _original(folded: Folded, span: Span) -> Span:
    return Span(folded.origin(span.start), folded.origin(span.end))


def _joined(found: Iterable[Finding]) -> tuple[Finding, ...]:
    kept: dict[Family, list[Span]] = {}
    for finding in sorted(found, key=lambda one: (one.span.start, one.span.end)):
        spans = kept.setdefault(finding.family, [])
        if spans and finding.span.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, finding.span.end))
        else:
            spans.append(finding.span)
    joined = (Finding(span, family) for family, spans in kept.items() for span in spans)
    return tuple(sorted(joined, key=lambda one: (one.span.start, one.span.end)))
