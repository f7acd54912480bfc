"""The course of a watch over a judge in plain words: how it stands, since when, what changed, and what to do."""

from collections.abc import Callable, Iterator, Sequence

from evaluator.domain.anchor_changes import Changed, alarmed_at, changes
from evaluator.domain.anchors import Anchored
from evaluator.domain.days import told_day_of

_WHAT = {
    "model": "its endpoint answered as {now}",
    "settings": "its settings, model or prompt were others",
    "bank": "the bank of questions was another",
}

UNSEEN = "Nothing that can be seen from here has changed: what is behind the endpoint may have, under the same name"


def changed_words(changed: Changed) -> str:
    """What was other from a round on."""
    return _WHAT[changed.what].format(now=changed.now)


def alarm_words(watch: Sequence[Anchored], day: Callable[[str], str] = told_day_of) -> Iterator[str]:
    """Of a watch that is alarmed: since when, what changed, what to do. A sentence each, without a full stop.

    `day` says how the day of a moment is written where these are read.
    """
    newest, first = watch[-1], alarmed_at(watch) or watch[-1]
    yield f"The alarm has stood since {day(first.at)}, round {first.round}"
    found = changes(watch)
    for one in found:
        yield f"From round {one.round} ({day(one.at)}) on {changed_words(one)}"
    if not found:
        yield UNSEEN
    yield "Let people decide on all its verdicts until somebody has looked into it"
    yield f"`evaluator doctor --anchors {newest.judge} --anew` begins a new watch with the judge as it is then"
