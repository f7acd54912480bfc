"""A judge's standing in one answer: what it has proved there, and whether its word is taken for the rest.

People make points in words of their own: of the quotes that labellers chose for points made, every fifth shares no
telling word with its point, and no figure of words sets those apart from sentences drawn by chance. The judge does.
Whoever quotes several telling words for one point has read the answer; who credits what it was told to finds such words
hardly ever, and one at most for each point.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from evaluator.domain.answers import Span
from evaluator.domain.judgements import Evidence, Match, PointJudgement
from evaluator.domain.rejections import RejectedQuote, Rejection

MORE_THAN_A_WORD = 1.0
"""Weight of the words shared with a point from which they are more than one rare word, which may stand by chance."""

PROVED_SHARE = 1 / 3
"""Share of the other points it credits that a judge must have proved."""

MOSTLY_APART = 0.25
"""Share of a quote from which on it stands in words that were quoted for another point: nobody knows for which then."""

_BY_WORD = frozenset({Match.EXACT, Match.NORMALISED})

Finder = Callable[[str], tuple[Evidence, ...]]
"""Where the words of a quote stand in the answer; empty where nothing of them may prove a point."""

Scales = Callable[[int, Evidence], float]
"""The weight of the words that evidence shares with the point of that number."""


def vouched(points: Sequence[PointJudgement], find: Finder, weigh: Scales) -> tuple[PointJudgement, ...]:
    """The points, with credit given back whose quotes stand in the answer and only share no words with their point.

    A judge of standing is taken at its word, for words of the candidate's that it quotes for one point alone.
    """
    doubted = {
        number: {quote: find(quote.quote) for quote in point.rejected if quote.why is Rejection.OFF_POINT}
        for number, point in enumerate(points)
        if _is_set_aside(point)
    }
    if not any(doubted.values()) or not _has_standing(points, weigh):
        return tuple(points)
    quoted = [
        (number, piece.span)
        for number, point in enumerate(points)
        for piece in (*(point.evidence if point.verdict.credits else ()), *chain(*doubted.get(number, {}).values()))
    ]
    return tuple(
        _given_back(point, doubted[number], [span for other, span in quoted if other != number])
        if number in doubted
        else point
        for number, point in enumerate(points)
    )


def _is_set_aside(point: PointJudgement) -> bool:
    return point.claimed is not None and point.claimed.credits


def _has_standing(points: Sequence[PointJudgement], weigh: Scales) -> bool:
    proved = [number for number, point in enumerate(points) if point.verdict.credits]
    others = len(proved) + sum(map(_is_set_aside, points)) - 1
    return len(proved) >= PROVED_SHARE * others and any(
        weigh(number, evidence) > MORE_THAN_A_WORD for number in proved for evidence in points[number].evidence
    )


def _given_back(
    point: PointJudgement, doubted: Mapping[RejectedQuote, tuple[Evidence, ...]], elsewhere: Sequence[Span]
) -> PointJudgement:
    standing = {quote: found for quote, found in doubted.items() if _stands_apart(found, elsewhere)}
    if point.claimed is None or not standing:
        return point
    evidence = {piece.span: piece for found in standing.values() for piece in found}
    return replace(
        point,
        verdict=point.claimed,
        claimed=None,
        evidence=tuple(sorted(evidence.values(), key=lambda piece: piece.span.start)),
        rejected=tuple(quote for quote in point.rejected if quote not in standing),
        needs_review=False,
    )


def _stands_apart(found: Sequence[Evidence], elsewhere: Sequence[Span]) -> bool:
    """Whether a quote stands in the answer word for word, and mostly apart from what is quoted for other points."""
    length = sum(piece.span.end - piece.span.start for piece in found)
    shared = sum(_overlap(piece.span, other) for piece in found for other in elsewhere)
    return shared < MOSTLY_APART * length and all(piece.match in _BY_WORD for piece in found)


def _overlap(one: Span, other: Span) -> int:
    """How many code points two stretches share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))
