"""Reviews and rounds of anchors as the page of trust finds them, without a record."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from evaluator.digests import digest_text
from evaluator.domain.agreement.drift import Watch
from evaluator.domain.anchors import Anchored
from evaluator.domain.insight_trust import CheckedReview
from evaluator.domain.judge_trust import Maker
from evaluator.domain.ledger import Following, moment_text
from evaluator.services.trust_board import TrustBoard
from tests.records import NOON

SURE, SHAKY, SILENT = (
    Maker("local", "qwen", ""),
    Maker("matcher", "matcher", ""),
    Maker("gpt", "m-1", "sha256:" + "9" * 64),
)
ONE, OTHER = digest_text("one"), digest_text("other")


class InMemoryCheckedLog:
    """Gives back the reviews it was given. `reads` counts how often all of them were asked for."""

    def __init__(self, reviews: Sequence[CheckedReview] = ()) -> None:
        self.reviews = list(reviews)
        self.reads = 0

    async def newest(self) -> int:
        return len(self.reviews)

    async def checked(self) -> Sequence[CheckedReview]:
        self.reads += 1
        return self.reviews


def board(log: InMemoryCheckedLog, monotonic: Callable[[], float] = lambda: 0.0) -> TrustBoard:
    """A board over that log, which is never behind. Nothing takes any time unless the clock says so."""

    async def level() -> Following:
        return Following(len(log.reviews), len(log.reviews))

    return TrustBoard(log, level, monotonic)


def review(
    number: int, said: str, blind: str, probabilities: Sequence[float | None] | None, maker: Maker = SURE
) -> CheckedReview:
    """A review of answer `number`: a letter a point, c, p, m or u."""
    return CheckedReview(maker, f"j{number}", said, None if probabilities is None else json.dumps(probabilities), blind)


def three_judges() -> Sequence[CheckedReview]:
    """One that may be trusted where it is sure, one that may not, and one that does not say how sure it is."""
    chance = random.Random(1)
    told = [_drawn(number, chance, SURE, 0.02) for number in range(120)]
    told += [_drawn(200 + number, chance, SHAKY, 0.4) for number in range(60)]
    return [*told, *(review(300 + number, "cmc", "cmm", None, SILENT) for number in range(20))]


def _drawn(number: int, chance: random.Random, maker: Maker, error: float) -> CheckedReview:
    sure = [chance.uniform(0.55, 0.99) for _ in range(6)]
    said = [chance.choice("cm") for _ in sure]
    blind = [
        letter if chance.random() > error + (0.5 if how < 0.7 else 0) else "p"
        for letter, how in zip(said, sure, strict=True)
    ]
    likely = [round(how if letter == "c" else 1 - how, 3) for letter, how in zip(said, sure, strict=True)]
    return review(number, "".join(said) + "u", "".join(blind) + "c", [*likely, 0.5], maker)


def watch_of(judge: str, same: Sequence[int], *, another_model_from: int = 0) -> Sequence[Anchored]:
    """Rounds a week apart, of which each has so many of 135 points as labelled; the first three say what to expect."""
    rounds: list[Anchored] = []
    watch = Watch(0.86)
    for number, hits in enumerate(same, start=1):
        if number > 3:
            outcomes = [True] * hits + [False] * (135 - hits)
            random.Random(number).shuffle(outcomes)
            for outcome in outcomes:
                watch = watch.see(is_same=outcome)
        model = "m-2026-11" if 0 < another_model_from <= number else "m-2026-08"
        at = moment_text(NOON + timedelta(days=7 * (number - len(same))))
        rounds.append(
            Anchored(judge, ONE, model, ONE, number, hits, 135, watch, at, (model,), ONE, 0.0123, (hits * 3, 405))
        )
    return rounds


def watches() -> Mapping[str, Sequence[Anchored]]:
    """One judge that judges as it did, one that has become worse, and one that is watched from today on."""
    steady = [120, 121, 119, 118, 122, 117, 120, 121, 116, 120]
    worse = [120, 121, 119, 120, 118, 103, 100, 104, 101]
    return {
        "local": watch_of("local", steady),
        "gpt": watch_of("gpt", worse, another_model_from=6),
        "fresh": [replace(watch_of("fresh", [118])[0])],
    }


class Watched:
    """Stands in for the service of anchors where only its rounds are asked after."""

    def __init__(self, rounds: Mapping[str, Sequence[Anchored]]) -> None:
        self._rounds = rounds

    async def rounds(self) -> Mapping[str, Sequence[Anchored]]:
        return self._rounds
