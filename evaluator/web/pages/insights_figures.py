"""Figures of agreement as the page of insights writes and draws them."""

from dataclasses import dataclass

from evaluator.domain.agreement.figures import Estimate, Figure, NotEnough
from evaluator.domain.agreement.proportions import Proportion
from evaluator.web.pages.figures import thousands
from evaluator.web.plots import intervals
from evaluator.web.plots.intervals import (
    Interval,
    Lack,
    Unknown,
    coefficient_range,
    coefficient_text,
    share_range,
    share_text,
)

NOTHING = "–"
"""What stands where there is no figure."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure of a strip, and what stands beside it in small: its interval, or what it is of."""

    label: str
    value: str
    aside: str = ""


def drawable(figure: Figure | None) -> intervals.Figure:
    """A figure as plots take it."""
    if isinstance(figure, Estimate):
        return Interval(figure.value, figure.low, figure.high, figure.points)
    if isinstance(figure, NotEnough):
        return Lack(figure.have, figure.needed, figure.unit)
    return Unknown("not counted" if figure is None else figure.why)


def drawable_share(share: Proportion) -> Interval | Unknown:
    """A share of independent cases as plots take it."""
    if share.share is None or share.low is None or share.high is None:
        return Unknown("too few yet")
    return Interval(share.share, share.low, share.high, share.cases)


def interval_of(figure: Figure | None) -> Interval | None:
    """The interval of a figure that has one."""
    shown = drawable(figure)
    return shown if isinstance(shown, Interval) else None


def lack_of(*figures: Figure | None) -> Lack | None:
    """What the first of these has too little of, where one is for that reason not known."""
    return next((shown for shown in map(drawable, figures) if isinstance(shown, Lack)), None)


def share_headline(label: str, figure: Figure | Proportion | None) -> Headline:
    """A share with its interval and what it is of, or why there is none."""
    shown = drawable_share(figure) if isinstance(figure, Proportion) else drawable(figure)
    if not isinstance(shown, Interval):
        return Headline(label, NOTHING, shown.brief)
    return Headline(label, share_text(shown.value), f"{share_range(shown)}, on {thousands(shown.n)}")


def coefficient_headline(label: str, figure: Figure | None) -> Headline:
    """A coefficient with its interval, or why there is none."""
    shown = drawable(figure)
    if not isinstance(shown, Interval):
        return Headline(label, NOTHING, shown.brief)
    return Headline(label, coefficient_text(shown.value), f"{coefficient_range(shown)}, on {thousands(shown.n)}")
