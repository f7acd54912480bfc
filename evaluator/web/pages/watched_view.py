"""The watch over each judge by its anchors as pages draw it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluator.domain.agreement.drift import ALARM
from evaluator.domain.anchor_changes import changes, present_watch
from evaluator.domain.anchors import BASE, Anchored
from evaluator.services.anchor_words import alarm_words, changed_words
from evaluator.web.days import day_of
from evaluator.web.pages.figures import Moment, moment, money
from evaluator.web.pages.insights_figures import NOTHING
from evaluator.web.plots.evidence import Evidence, Round, evidence, evidence_text
from evaluator.web.plots.intervals import share_text


@dataclass(frozen=True, slots=True)
class WatchedView:
    """One judge. `alarm` is what to know and do where it has become worse, empty where it has not."""

    slug: str
    name: str
    verdict: str
    alarm: tuple[str, ...]
    newest: Moment
    plot: Evidence
    rows: tuple[tuple[str, ...], ...]


def watched_views(rounds: Mapping[str, Sequence[Anchored]]) -> tuple[WatchedView, ...]:
    """Each judge that is watched: those that are alarmed first, then by name."""
    watches = sorted(
        (present_watch(each) for each in rounds.values()), key=lambda one: (not one[-1].is_alarmed, one[-1].judge)
    )
    return tuple(_watched(number, watch) for number, watch in enumerate(watches, 1))


def _watched(number: int, watch: Sequence[Anchored]) -> WatchedView:
    newest, changed = watch[-1], _changes(watch)
    return WatchedView(
        slug=f"watch-{number}",
        name=newest.judge,
        verdict=_verdict(newest),
        alarm=tuple(alarm_words(watch, day_of)) if newest.is_alarmed else (),
        newest=moment(datetime.fromisoformat(newest.at)),
        plot=evidence(list(_rounds(watch, changed)), ALARM),
        rows=tuple(_rows(watch, changed)),
    )


def _verdict(newest: Anchored) -> str:
    expected = share_text(newest.watch.expected)
    if newest.is_alarmed:
        return f"It has become worse since it was trusted: at least {expected} was expected of it."
    if newest.is_of_base:
        more = BASE - newest.round
        if more > 0:
            return f"Too early to tell: {more} more {'round says' if more == 1 else 'rounds say'} what to expect of it."
        return f"From the next round on at least {expected} is expected of it."
    return f"It judges as it did: at least {expected} is expected of it."


def _changes(watch: Sequence[Anchored]) -> Mapping[int, str]:
    told: dict[int, str] = {}
    for one in changes(watch):
        words = changed_words(one)
        told[one.round] = f"{told[one.round]}; {words}" if one.round in told else words
    return told


def _rounds(watch: Sequence[Anchored], changed: Mapping[int, str]) -> Iterator[Round]:
    for one in watch:
        day = datetime.fromisoformat(one.at).date()
        yield Round(one.round, day, one.watch.evidence, one.is_of_base, one.is_alarmed, changed.get(one.round, ""))


def _rows(watch: Sequence[Anchored], changed: Mapping[int, str]) -> Iterator[tuple[str, ...]]:
    for one in reversed(watch):
        yield (
            f"{one.round}, {day_of(one.at)}",
            f"{one.same} of {one.seen}",
            "says what to expect" if one.is_of_base else evidence_text(one.watch.evidence),
            NOTHING if one.cost is None else money(one.cost),
            changed.get(one.round, ""),
        )
