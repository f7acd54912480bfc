"""Calibration: how often people call covered what the judge gave a probability, beside that probability."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.web.plots.axes import FULL, Tick, linear, per_cent_of_axis
from evaluator.web.plots.intervals import ANSWERS, REVIEWS_OF_A_POINT, Interval, Lack, share_range, share_text


@dataclass(frozen=True, slots=True)
class Bin:
    """Points of about one probability: their mean probability, and the share that people called covered."""

    probability: float
    covered: Interval


@dataclass(frozen=True, slots=True)
class Dot:
    """A bin as it stands in the frame, counted from the left and from the top."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class BinLine:
    """A bin in words, for the table."""

    said: str
    covered: str
    interval: str
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The plot: on the diagonal the judge is as sure as it may be."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    lines: tuple[BinLine, ...]
    summary: str


def calibration(bins: Sequence[Bin], answers: int) -> Calibration | Lack:
    """The plot of bins in their order. A bin of fewer than 20 points stands in the table alone."""
    drawn = [one for one in bins if one.covered.n >= REVIEWS_OF_A_POINT]
    if answers < ANSWERS:
        return Lack(answers, ANSWERS)
    if not drawn:
        return Lack(max((one.covered.n for one in bins), default=0), REVIEWS_OF_A_POINT, "points of one probability")
    axis = linear(0.0, 1.0, 0.25, per_cent_of_axis)

    def from_top(value: float) -> float:
        return round(FULL - axis.place(value), 2)

    return Calibration(
        dots=tuple(
            Dot(
                axis.place(one.probability),
                from_top(one.covered.value),
                from_top(one.covered.high),
                from_top(one.covered.low),
            )
            for one in drawn
        ),
        ticks=axis.ticks,
        lines=tuple(_in_words(one) for one in bins),
        summary=_summary(drawn),
    )


def _in_words(one: Bin) -> BinLine:
    covered = one.covered
    return BinLine(share_text(one.probability), share_text(covered.value), share_range(covered), covered.n)


def _summary(drawn: Sequence[Bin]) -> str:
    sure = sum(one.covered.high < one.probability for one in drawn)
    shy = sum(one.covered.low > one.probability for one in drawn)
    return f"{len(drawn)} bins drawn: in {sure} the judge is surer than it may be, in {shy} less sure."
