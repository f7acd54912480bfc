"""Expected points recited to the grader: "the candidate explains that", and then a point in its own wording.

Somebody may come to a point's wording by chance, and whoever says it has said it. But nobody who does speaks in the
same breath of the candidate, of an answer, or of what is counted: that is the list held up to the one who made it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from math import ceil

from evaluator.domain.answers import Span
from evaluator.domain.instructions.rules import compiled
from evaluator.domain.instructions.sentences import WORD, read_sentence, sentences

FEWEST_WORDS = 3
"""Shorter points are what anybody says."""

SHARE = 0.8
"""So much of a longer point's words, one after the other, recites it."""

WHOLE = 5
"""Points of so many words, or fewer, are recited whole."""

_AROUND = r"""
candidate|applicant|interviewee|respondent|speaker|answer|reply|response|submission|person|examinee|he|she|they|his|
her|their|(?:states?|stated|explains|conveys|conveyed|recogni[sz]es|demonstrates|demonstrated|understood|mentioned)
(?:that|how)|credit\w*|marks?|marked|tick\w*|box(?:es)?|criteri(?:a|on)|rubric|sheet|score\w*|points?|counts?|
counted|granted|record|recorded|deserve[sd]?|award\w*|satisf\w+|required|looking for|expected|my (?:name|favou?r|
account)|(?:i|we) (?:said|know|knew|meant|claim|had it)|(?:take|consider|treat|regard) (?:it|this|that)|given that|
verdict|weaknesses|strengths|full marks|you
"""


_COUNTED = r"""
credit\w*|criteri(?:a|on)|verdicts?|count(?:s|ed)?|recognition|points?|marks?|ticks?|ticked|covered|yes|met
"""


def recitals(folded: str, point_ids: tuple[str, ...], wordings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where a folded text recites one of the `wordings` to a grader, or has a point's id counted: start and end."""
    if any(all(map(folded.__contains__, core)) for core in _cores(wordings)):
        yield from _amid(folded, _reciting(wordings), _AROUND)
    if any("-" in point_id and point_id in folded for point_id in point_ids):
        yield from _amid(folded, _naming(point_ids), _COUNTED)


def _amid(folded: str, pattern: re.Pattern[str], around: str) -> Iterator[tuple[int, int]]:
    """What is found in sentences that have the words around it as well."""
    found = [match.span() for match in pattern.finditer(folded)]
    for span in sentences(folded) if found else ():
        within = [(start, end) for start, end in found if span.start <= start < span.end]
        if within and compiled(around).search(_rest(folded, span.start, span.end, within)):
            yield within[0][0], within[-1][1]


def _rest(folded: str, start: int, end: int, recited: list[tuple[int, int]]) -> str:
    """The line of a sentence without what is recited in it."""
    rest = []
    for first, last in (*recited, (end, end)):
        rest.append(folded[start:first])
        start = last
    joined = " … ".join(rest)
    return read_sentence(joined, Span(0, len(joined))).line


@lru_cache(maxsize=256)
def _naming(point_ids: tuple[str, ...]) -> re.Pattern[str]:
    """Ids of several words: those of one are words like any other."""
    joined = [re.escape(point_id) for point_id in point_ids if "-" in point_id]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(joined) or '(?!)'})(?![\w-])")


@lru_cache(maxsize=256)
def _cores(wordings: tuple[str, ...]) -> tuple[list[str], ...]:
    """Of each wording the words without which it is not recited, the longest first: few texts hold all of them."""
    cores = (frozenset.intersection(*map(frozenset, runs)) for wording in wordings if (runs := list(_runs(wording))))
    return tuple(sorted(core, key=len, reverse=True) for core in cores)


@lru_cache(maxsize=256)
def _reciting(wordings: tuple[str, ...]) -> re.Pattern[str]:
    runs = [r"[\W_]+".join(map(re.escape, run)) for wording in wordings for run in _runs(wording)]
    return re.compile(rf"\b(?:{'|'.join(runs) or '(?!)'})\b")


def _runs(wording: str) -> Iterator[list[str]]:
    """Stretches of a wording's words of which any recites it."""
    words = WORD.findall(wording.lower())
    length = len(words) if len(words) <= WHOLE else max(WHOLE, ceil(SHARE * len(words)))
    if length >= FEWEST_WORDS:
        yield from (words[first : first + length] for first in range(len(words) - length + 1))
