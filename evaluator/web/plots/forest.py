"""Forest plots: one line a row, each a figure with its interval, above one another on one axis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from evaluator.web.plots.axes import Axis, Tick, of_coefficients, of_shares, rounded
from evaluator.web.plots.intervals import (
    REVIEWS_OF_A_POINT,
    Figure,
    Interval,
    Lack,
    coefficient_range,
    coefficient_text,
    count_text,
    share_range,
    share_text,
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one line is to show: the judge beside people, or why not. `beside` is what two people reach, where known."""

    label: str
    figure: Figure
    beside: Figure | None = None
    note: str = ""
    href: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure as it stands on the axis, and in words."""

    at: float
    low: float
    high: float
    value: str
    interval: str
    n: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the plot. `mark` is None where nothing can be drawn, and `why` says so.

    `is_low`: the whole interval lies under what two people reach at least.
    """

    label: str
    note: str
    href: str
    icon: str
    mark: Mark | None
    why: str
    beside: Mark | None
    why_beside: str
    is_low: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the axis."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Forest:
    """The plot. `mean` is the dashed line across all rows, `people` the band that two people reach, where known."""

    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    mean: float | None = None
    people: Band | None = None

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(line.mark or line.beside for line in self.lines)

    @property
    def has_low(self) -> bool:
        """Whether any line is marked as low."""
        return any(line.is_low for line in self.lines)


def forest_of_shares(rows: Sequence[Row], mean: float | None = None, people: Interval | None = None) -> Forest:
    """Shares on an axis from 0 to 100 %, in the order given. A row on fewer than 20 cases is named but not drawn."""
    axis = of_shares()
    band = None if people is None else _band(axis, people)
    lines = tuple(_line(_sparse(row), axis, share_text, share_range, people) for row in rows)
    return Forest(lines, axis.ticks, None if mean is None else axis.place(mean), band)


def forest_of_coefficients(rows: Sequence[Row]) -> Forest:
    """Coefficients on an axis to 1, from 0 or from what lies below it, in the order given."""
    shown = [one for row in rows for one in (row.figure, row.beside) if isinstance(one, Interval)]
    axis = of_coefficients(one.low for one in shown)
    return Forest(tuple(_line(row, axis, coefficient_text, coefficient_range, None) for row in rows), axis.ticks)


def _band(axis: Axis, people: Interval) -> Band:
    left = axis.place(people.low)
    return Band(left, rounded(axis.place(people.high) - left))


def _sparse(row: Row) -> Row:
    figure = row.figure
    if not isinstance(figure, Interval) or figure.n >= REVIEWS_OF_A_POINT:
        return row
    return replace(row, figure=Lack(figure.n, REVIEWS_OF_A_POINT, "reviews"))


def _line(
    row: Row,
    axis: Axis,
    write: Callable[[float], str],
    write_range: Callable[[Interval], str],
    people: Interval | None,
) -> Line:
    def mark(figure: Figure | None) -> Mark | None:
        if not isinstance(figure, Interval):
            return None
        at, low, high = map(axis.place, (figure.value, figure.low, figure.high))
        return Mark(at, low, high, write(figure.value), write_range(figure), count_text(figure.n))

    figure = row.figure
    return Line(
        label=row.label,
        note=row.note,
        href=row.href,
        icon=row.icon,
        mark=mark(figure),
        why=_why(figure),
        why_beside=_why(row.beside),
        beside=mark(row.beside),
        is_low=isinstance(figure, Interval) and people is not None and figure.high < people.low,
    )


def _why(figure: Figure | None) -> str:
    return "" if figure is None or isinstance(figure, Interval) else figure.brief
