"""Whether a judge still judges as it did when it was trusted: the same answers, judged again and again.

Each round, every labelled point of the anchor answers is a bet of `agreement.drift`, in an order drawn anew. The first
round only says what to expect: the lower end of its interval, so that a lucky first round raises no false alarm.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from evaluator.digests import Digest, Json, digest_json
from evaluator.domain.agreement.drift import Watch
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.screening import Trial

LEAST_EXPECTED, MOST_EXPECTED = 0.05, 0.99
"""Bounds of what is expected: under the first nothing can fall, and nobody is right for ever."""

MOST_UNSCORED = 0.25
"""With a larger share of the answers unscored a round tells more about the endpoint than about the judge."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """How the watch over a judge stands after its newest round.

    `settings` is the digest of the judge's settings then, `model` what the endpoint said had answered, `anchors` the
    digest of the answers. `same` of the `seen` points of this round were judged as they are labelled. `at` is the
    moment in the ledger's own words.
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


def next_round(before: Anchored | None, judge: JudgeIdentity, anchors: Digest, trials: Sequence[Trial]) -> Anchored:
    """The watch after one more round; a new one where there was none, or where the anchors are others now."""
    same = judged_as_labelled(trials)
    hits, seen = sum(same.values()), len(same)
    model = next((one.outcome.exchange.model_answered for one in trials if one.outcome.exchange.model_answered), None)
    if before is None or before.anchors != anchors:
        low = Proportion(hits, seen).low or 0.0
        watch, number = Watch(min(max(low, LEAST_EXPECTED), MOST_EXPECTED)), 1
    else:
        watch, number = before.watch, before.round + 1
        for point in _shuffled(same, judge.name, number):
            watch = watch.see(is_same=same[point])
    return Anchored(judge.name, judge.settings_digest, model, anchors, number, hits, seen, watch)


def _shuffled(points: Iterable[str], judge: str, number: int) -> list[str]:
    """The points in an order that follows from the round alone, so that anybody can draw it again."""
    drawn = sorted(points)
    Random(int(digest_json([judge, number])[-12:], 16)).shuffle(drawn)
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
        "by": by,
    }


def anchored_from(subject: str, payload: str, at: str) -> Anchored:
    """The standing that an entry holds. Raises ValueError where it cannot be read."""
    try:
        held: dict[str, Any] = json.loads(payload)
        told = held["watch"]
        watch = Watch(told["expected"], told["seen"], tuple(told["stakes"]), told["saved"], told["highest"])
        settings = None if held["settings"] is None else Digest(held["settings"])
        return Anchored(
            subject,
            settings,
            held["model"],
            Digest(held["anchors"]),
            held["round"],
            held["same"],
            held["seen"],
            watch,
            at,
        )
    except (KeyError, TypeError) as error:
        raise ValueError("The entry of a round of anchors cannot be read.") from error
