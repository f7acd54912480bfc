"""What one judging came to, before it becomes a record with an id, an author and a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from evaluator.domain.judgements import Ballot, Coverage, Flag, JudgeIdentity, PointJudgement, Unscored, Usage
from evaluator.domain.questions import PointId
from evaluator.domain.readings import Exchange


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either points with a coverage, or `unscored` with none. Flags come with both.

    `ballots` are those of the readings that were put together, where there was more than one.
    """

    points: tuple[PointJudgement, ...]
    flags: tuple[Flag, ...]
    coverage: Coverage | None
    unscored: Unscored | None
    exchange: Exchange = field(default_factory=Exchange)
    canaries: tuple[PointId, ...] = ()
    canaries_credited: tuple[PointId, ...] = ()
    seed: int = 0
    ballots: tuple[Ballot, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgeSummary:
    """A configured judge as people choose it. `seconds` and `cost` are what a judgement usually takes, None unknown."""

    identity: JudgeIdentity
    is_default: bool
    seconds: float | None = None
    cost: float | None = None


def with_earlier(outcome: Outcome, failed: Sequence[Outcome]) -> Outcome:
    """The outcome with the attempts, replies and costs of the tries before it."""
    if not failed:
        return outcome
    exchanges = [*(one.exchange for one in failed), outcome.exchange]
    attempts = [attempt for exchange in exchanges for attempt in exchange.attempts]
    merged = replace(
        outcome.exchange,
        attempts=tuple(replace(attempt, number=number) for number, attempt in enumerate(attempts, 1)),
        raw_replies=tuple(reply for exchange in exchanges for reply in exchange.raw_replies),
        usage=reduce(Usage.plus, (exchange.usage for exchange in exchanges)),
    )
    return replace(outcome, exchange=merged)
