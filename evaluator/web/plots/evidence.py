"""Evidence that a judge has become worse, round by round, with the line at which it becomes an alarm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, log10

from evaluator.web.days import day_label, day_text
from evaluator.web.plots.axes import FULL, MOST_TICKS, Tick, rounded
from evaluator.web.plots.intervals import count_text

LOWEST, HIGHEST = 0.1, 1_000.0
"""The ends of the axis, which counts in powers of ten. What lies beyond stands at its end, and in the table."""

_YEAR = 366
_MOST_DISCS = 26
_TOO_GREAT = 1_000_000


@dataclass(frozen=True, slots=True)
class Round:
    """The evidence after a round. `is_base`: it only said what to expect; `changed` names what was other from it on."""

    number: int
    day: date
    evidence: float
    is_base: bool = False
    is_alarmed: bool = False
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A round as it stands in the frame, counted from the top; `kind` is base, calm or alarmed."""

    x: float
    y: float
    kind: str


@dataclass(frozen=True, slots=True)
class Way:
    """The line from one round to the next."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The plot, oldest first. `alarm` is where its line stands, `changes` where something was another."""

    spots: tuple[Spot, ...]
    ways: tuple[Way, ...]
    changes: tuple[float, ...]
    alarm: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    summary: str

    @property
    def is_dense(self) -> bool:
        """Whether discs of the usual size would touch each other on a narrow screen."""
        return len(self.spots) > _MOST_DISCS


def evidence(rounds: Sequence[Round], alarm: float) -> Evidence:
    """The plot of at least one round."""
    spots = tuple(Spot(_across(place, rounds), _from_top(one.evidence), _kind(one)) for place, one in enumerate(rounds))
    return Evidence(
        spots=spots,
        ways=tuple(Way(one.x, one.y, other.x, other.y) for one, other in pairwise(spots)),
        changes=tuple(_across(place, rounds) for place, one in enumerate(rounds) if one.changed),
        alarm=_from_top(alarm),
        x_ticks=tuple(_days(rounds)),
        y_ticks=tuple(Tick(_up(10.0**power), f"{10.0**power:g}") for power in range(-1, 4)),
        summary=_summary(rounds, alarm),
    )


def evidence_text(value: float) -> str:
    """Evidence in words: two digits under ten, whole numbers above."""
    if value >= _TOO_GREAT:
        return f"over {count_text(_TOO_GREAT)}"
    return f"{value:.2f}" if value < 9.995 else count_text(round(value))


def _kind(one: Round) -> str:
    if one.is_base:
        return "base"
    return "alarmed" if one.is_alarmed else "calm"


def _across(place: int, rounds: Sequence[Round]) -> float:
    return rounded((place + 0.5) / len(rounds) * FULL)


def _up(value: float) -> float:
    within = min(max(value, LOWEST), HIGHEST)
    return rounded(log10(within / LOWEST) / log10(HIGHEST / LOWEST) * FULL)


def _from_top(value: float) -> float:
    return rounded(FULL - _up(value))


def _days(rounds: Sequence[Round]) -> list[Tick]:
    """The days of some rounds, at equal distances, with their year where these are more than one year has."""
    is_long = (rounds[-1].day - rounds[0].day).days > _YEAR
    places = range(0, len(rounds), ceil(len(rounds) / MOST_TICKS))
    days = [(place, rounds[place].day) for place in places]
    named = [(place, day) for nth, (place, day) in enumerate(days) if nth == 0 or day != days[nth - 1][1]]
    told = day_text if is_long else day_label
    return [Tick(_across(place, rounds), told(day)) for place, day in named]


def _summary(rounds: Sequence[Round], alarm: float) -> str:
    newest, most = rounds[-1], max(rounds, key=lambda one: one.evidence)
    count = f"{len(rounds)} {'round' if len(rounds) == 1 else 'rounds'}"
    told = f"After {count} the evidence is {evidence_text(newest.evidence)}"
    if most.number != newest.number:
        told += f", at its highest {evidence_text(most.evidence)} after round {most.number}"
    return f"{told}; the alarm is at {alarm:g}."
