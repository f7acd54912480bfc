"""Drift: one share over time, each stretch of days with its interval, and lines where something changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from evaluator.web.plots.axes import Days, Tick, of_shares
from evaluator.web.plots.intervals import ANSWERS, Figure, Interval, Lack, count_text, share_range, share_text

_MOST_DISCS = 26


@dataclass(frozen=True, slots=True)
class Stretch:
    """The share of one stretch of days, both ends with it."""

    first: date
    last: date
    share: Figure


@dataclass(frozen=True, slots=True)
class Change:
    """A day from which something was another: a prompt, a bank, a judge."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A share as it stands in the frame, counted from the top."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class DriftLine:
    """One stretch in words, for the table. Where there is no share, `interval` says why; `value` and `n` are empty."""

    when: str
    value: str
    interval: str
    n: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change as a line across the frame."""

    x: float
    what: str
    when: str


@dataclass(frozen=True, slots=True)
class Drift:
    """The plot, oldest first."""

    strokes: tuple[Stroke, ...]
    changes: tuple[ChangeLine, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[DriftLine, ...]
    summary: str

    @property
    def is_dense(self) -> bool:
        """Whether discs of the usual size would touch each other on a narrow screen."""
        return len(self.strokes) > _MOST_DISCS


def drift(stretches: Sequence[Stretch], changes: Sequence[Change], answers: int) -> Drift | Lack:
    """The plot of stretches in their order, from so many answers; changes outside of them are left out."""
    drawn = [(one, one.share) for one in stretches if isinstance(one.share, Interval)]
    if answers < ANSWERS:
        return Lack(answers, ANSWERS)
    if not drawn:
        return _nearest([one.share for one in stretches if isinstance(one.share, Lack)])
    days = Days(min(one.first for one in stretches), max(one.last for one in stretches))
    axis = of_shares(share.low for _, share in drawn)

    def from_top(value: float) -> float:
        return round(100 - axis.place(value), 2)

    def x_of(one: Stretch) -> float:
        return round((days.place(one.first) + days.place(one.last)) / 2, 2)

    return Drift(
        strokes=tuple(
            Stroke(x_of(one), from_top(share.value), from_top(share.high), from_top(share.low)) for one, share in drawn
        ),
        changes=tuple(
            ChangeLine(days.place(change.day), change.what, days.label(change.day))
            for change in changes
            if days.first <= change.day <= days.last
        ),
        x_ticks=days.ticks,
        y_ticks=axis.ticks,
        lines=tuple(_in_words(one, days) for one in stretches),
        summary=_summary([share for _, share in drawn]),
    )


def _in_words(one: Stretch, days: Days) -> DriftLine:
    when = f"{days.label(one.first)} to {days.label(one.last)}"
    if not isinstance(one.share, Interval):
        return DriftLine(when, "", one.share.brief, "")
    return DriftLine(when, share_text(one.share.value), share_range(one.share), count_text(one.share.n))


def _nearest(lacks: Sequence[Lack]) -> Lack:
    """What the stretch lacks that comes nearest to being drawn."""
    if not lacks:
        return Lack(0, ANSWERS)
    nearest = min(lacks, key=lambda lack: lack.more / lack.needed)
    return replace(nearest, unit=f"{nearest.unit} at one time")


def _summary(shares: Sequence[Interval]) -> str:
    first, last = shares[0], shares[-1]
    least, most = min(share.value for share in shares), max(share.value for share in shares)
    return (
        f"From {share_text(first.value)} ({share_range(first)}) to {share_text(last.value)} ({share_range(last)}), "
        f"between {share_text(least)} and {share_text(most)} in all."
    )
