"""Verdict flow: what reviewers said blind on the left, what stood in the end on the right, ribbons between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.domain.judgements import Verdict
from evaluator.web.plots.axes import FULL, rounded
from evaluator.web.plots.intervals import ANSWERS, Lack, count_text

GAP = 9.0
"""Between two verdicts of a side, so that the word of each has room even where nothing stands behind it."""

_ORDER = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Node:
    """All points of one verdict on one side: from `top` down for `height`. `middle` is where its word stands."""

    verdict: Verdict
    count: int
    top: float
    height: float

    @property
    def number(self) -> str:
        """The count as it is written."""
        return count_text(self.count)

    @property
    def middle(self) -> float:
        """Half way down."""
        return rounded(self.top + self.height / 2)


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The points that went from one verdict to another, or stayed: an outline in a stretched figure of 100 by 100."""

    blind: Verdict
    final: Verdict
    count: int
    path: str

    @property
    def has_changed(self) -> bool:
        """Whether the points went to another verdict."""
        return self.blind is not self.final


@dataclass(frozen=True, slots=True)
class Flow:
    """The plot. Unchanged ribbons come first, so that the changed ones lie over them."""

    blind: tuple[Node, ...]
    final: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    points: int

    @property
    def changed(self) -> int:
        """How many points went to another verdict."""
        return sum(ribbon.count for ribbon in self.ribbons if ribbon.has_changed)


def flow(counts: Mapping[tuple[Verdict, Verdict], int], answers: int) -> Flow | Lack:
    """The plot of how many points went from which blind to which final verdict, from so many reviewed answers."""
    points = sum(counts.values())
    if answers < ANSWERS:
        return Lack(answers, ANSWERS)
    if not points:
        return Lack(0, ANSWERS)
    blind = _nodes([sum(counts.get((verdict, other), 0) for other in _ORDER) for verdict in _ORDER])
    final = _nodes([sum(counts.get((other, verdict), 0) for other in _ORDER) for verdict in _ORDER])
    ribbons = _ribbons(
        counts, _unit(points), {node.verdict: node.top for node in blind}, {n.verdict: n.top for n in final}
    )
    return Flow(blind, final, tuple(sorted(ribbons, key=lambda ribbon: ribbon.has_changed)), points)


def _unit(points: int) -> float:
    """The height of one point."""
    return (FULL - GAP * (len(_ORDER) - 1)) / points


def _nodes(counts: list[int]) -> tuple[Node, ...]:
    unit, top, nodes = _unit(sum(counts)), 0.0, []
    for verdict, count in zip(_ORDER, counts, strict=True):
        nodes.append(Node(verdict, count, rounded(top), rounded(count * unit)))
        top += count * unit + GAP
    return tuple(nodes)


def _ribbons(
    counts: Mapping[tuple[Verdict, Verdict], int],
    unit: float,
    left: dict[Verdict, float],
    right: dict[Verdict, float],
) -> list[Ribbon]:
    """In the order of the verdicts on both sides, so that ribbons of one verdict never cross each other there."""
    ribbons = []
    for blind in _ORDER:
        for final in _ORDER:
            count = counts.get((blind, final), 0)
            if count:
                height = count * unit
                ribbons.append(Ribbon(blind, final, count, _path(left[blind], right[final], height)))
                left[blind] += height
                right[final] += height
    return ribbons


def _path(left: float, right: float, height: float) -> str:
    a, b, c, d = (rounded(place) for place in (left, right, right + height, left + height))
    return f"M0 {a}C50 {a} 50 {b} 100 {b}V{c}C50 {c} 50 {d} 0 {d}Z"
