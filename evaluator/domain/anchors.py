"""Whether a judge still judges as it did when it was trusted: the same answers, judged again and again.

Each round, every labelled point of the anchor answers is a bet of `agreement.drift`, in an order drawn anew. The first
three rounds only say what to expect: the lower end of their interval, so that lucky first rounds raise no false alarm.
Of one round alone that end lies so far under the judge's rate that a drop of ten points of a hundred takes eight rounds
or more to be found in simulations; of three it takes three or four.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from random import Random
from typing import Any

from evaluator.digests import Digest, Json, seed_of
from evaluator.domain.agreement.drift import Watch
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.judgements import JudgeIdentity, Usage
from evaluator.domain.trials import Trial

LEAST_EXPECTED, MOST_EXPECTED = 0.05, 0.99
"""Bounds of what is expected: under the first nothing can fall, and nobody is right for ever."""

BASE = 3
"""So many rounds say what to expect before any is bet on; fewer where the judge is seen to be another by then."""

MOST_UNSCORED = 0.25
"""With a larger share of the answers unscored a round tells more about the endpoint than about the judge."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """How the watch over a judge stands after its newest round.

    `settings` is the digest of the judge's settings then, `model` what the endpoint said had answered, `served` all
    that it said so in this round, `anchors` the digest of the answers, `bank` that of the bank in use. `same` of the
    `seen` points of this round were judged as they are labelled. `cost` is what the round took, in the price table's
    currency, None where no price is known. `base` has the points as labelled, and all, of the rounds that say what to
    expect. `at` is the moment in the ledger's own words.
    """

    judge: str
    settings: Digest | None
    model: str | None
    anchors: Digest
    round: int
    same: int
    seen: int
    watch: Watch
    at: str = ""
    served: tuple[str, ...] = ()
    bank: Digest | None = None
    cost: float | None = None
    base: tuple[int, int] = (0, 0)

    @property
    def is_of_base(self) -> bool:
        """Whether this round still says what to expect."""
        return self.watch.seen == 0

    @property
    def is_alarmed(self) -> bool:
        """Whether the judge was found to have become worse since it was trusted."""
        return self.watch.is_alarmed


def judged_as_labelled(trials: Iterable[Trial]) -> Mapping[str, bool]:
    """For each labelled point of the answers that were scored, whether the judge said what people say of it."""
    return {
        f"{trial.answer_id}/{point.point_id}": (point.claimed or point.verdict) is trial.labels[point.point_id]
        for trial in trials
        for point in trial.outcome.points
        if point.point_id in trial.labels
    }


def is_too_little(trials: Sequence[Trial]) -> bool:
    """Whether too few answers were scored for a round to count."""
    return sum(trial.outcome.unscored is not None for trial in trials) > MOST_UNSCORED * len(trials)


def next_round(
    before: Anchored | None,
    judge: JudgeIdentity,
    anchors: Digest,
    trials: Sequence[Trial],
    bank: Digest | None = None,
) -> Anchored:
    """The watch after one more round; a new one where there was none, or where the anchors are others now."""
    same = judged_as_labelled(trials)
    answered = [one.outcome.exchange.model_answered for one in trials if one.outcome.exchange.model_answered]
    judged = Anchored(
        judge=judge.name,
        settings=judge.settings_digest,
        model=next(iter(answered), None),
        anchors=anchors,
        round=1,
        same=sum(same.values()),
        seen=len(same),
        watch=_expecting(sum(same.values()), len(same)),
        served=tuple(sorted({name for one in answered for name in names_of(one)})),
        bank=bank,
        cost=reduce(Usage.plus, (one.outcome.exchange.usage for one in trials), Usage()).cost,
        base=(sum(same.values()), len(same)),
    )
    return judged if before is None or before.anchors != anchors else _going_on(before, judged, same)


def _going_on(before: Anchored, judged: Anchored, same: Mapping[str, bool]) -> Anchored:
    """The round that was judged, as one that comes after `before`."""
    number = before.round + 1
    if before.is_of_base and before.round < BASE and _is_as_before(before, judged):
        base = before.base[0] + judged.same, before.base[1] + judged.seen
        return replace(judged, round=number, base=base, watch=_expecting(*base))
    watch = before.watch
    for point in _shuffled(same, judged.judge, number):
        watch = watch.see(is_same=same[point])
    return replace(judged, round=number, base=before.base, watch=watch)


def _is_as_before(before: Anchored, judged: Anchored) -> bool:
    """Whether nothing has changed that can be seen: a judge that is another says nothing of what was expected."""
    return before.settings == judged.settings and set(judged.served) <= set(before.served)


def _expecting(hits: int, seen: int) -> Watch:
    low = Proportion(hits, seen).low or 0.0
    return Watch(min(max(low, LEAST_EXPECTED), MOST_EXPECTED))


def names_of(model_answered: str | None) -> tuple[str, ...]:
    """What endpoints said had answered: several names where several readings were put together."""
    return tuple(model_answered.split(", ")) if model_answered else ()


def _shuffled(points: Iterable[str], judge: str, number: int) -> list[str]:
    """The points in an order that follows from the round alone, so that anybody can draw it again."""
    drawn = sorted(points)
    Random(seed_of([judge, number])).shuffle(drawn)
    return drawn


def anchored_payload(anchored: Anchored, by: str) -> Mapping[str, Json]:
    """What the ledger's entry holds."""
    watch = anchored.watch
    return {
        "settings": anchored.settings,
        "model": anchored.model,
        "anchors": anchored.anchors,
        "round": anchored.round,
        "same": anchored.same,
        "seen": anchored.seen,
        "watch": {
            "expected": watch.expected,
            "seen": watch.seen,
            "stakes": list(watch.stakes),
            "saved": watch.saved,
            "highest": watch.highest,
        },
        "served": list(anchored.served),
        "bank": anchored.bank,
        "cost": anchored.cost,
        "base": list(anchored.base),
        "by": by,
    }


def anchored_from(subject: str, payload: str, at: str) -> Anchored:
    """The standing that an entry holds. Raises ValueError where it cannot be read."""
    try:
        held: dict[str, Any] = json.loads(payload)
        told = held["watch"]
        watch = Watch(told["expected"], told["seen"], tuple(told["stakes"]), told["saved"], told["highest"])
        return Anchored(
            subject,
            _digest(held["settings"]),
            held["model"],
            Digest(held["anchors"]),
            held["round"],
            held["same"],
            held["seen"],
            watch,
            at,
            # Not told by entries of earlier versions.
            served=tuple(held.get("served", names_of(held["model"]))),
            bank=_digest(held.get("bank")),
            cost=held.get("cost"),
            base=_pair(held.get("base", (held["same"], held["seen"]))),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("The entry of a round of anchors cannot be read.") from error


def _digest(held: str | None) -> Digest | None:
    return None if held is None else Digest(held)


def _pair(held: Sequence[int]) -> tuple[int, int]:
    hits, seen = held
    return int(hits), int(seen)
