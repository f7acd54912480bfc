"""What one judging came to, before it becomes a record with an id, an author and a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from evaluator.domain.judgements import (
    Ballot,
    Coverage,
    Flag,
    JudgeIdentity,
    JudgementId,
    PointJudgement,
    Unscored,
    Usage,
)
from evaluator.domain.questions import PointId
from evaluator.domain.readings import Exchange, Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either points with a coverage, or `unscored` with none. Flags come with both.

    `ballots` are those of the readings that were put together, where there was more than one; `parts` what each of
    them came to, where together they came to nothing: what was answered in them need not be asked again. `readings` are
    the same for one reading whose points were each asked by itself.
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
    parts: tuple["Outcome", ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgeSummary:
    """A configured judge as people choose it. `seconds` and `cost` are what a judgement usually takes, None unknown."""

    identity: JudgeIdentity
    is_default: bool
    seconds: float | None = None
    cost: float | None = None


class Tries:
    """The tries at one judging that failed, until it ends. `settled` is what of their cost is in the books already."""

    __slots__ = ("_failed", "made", "settled")

    def __init__(self, carried: Sequence[Outcome] = ()) -> None:
        self._failed = list(carried)
        self.made = 0
        self.settled = 0.0

    @property
    def last(self) -> Outcome | None:
        """What the last of them came to, None where there was none."""
        return self._failed[-1] if self._failed else None

    def fail(self, outcome: Outcome) -> None:
        """Take note of one more."""
        self._failed.append(outcome)
        self.made += 1

    def settle(self, outcome: Outcome) -> float:
        """What one more has cost that came to this."""
        total = with_earlier(outcome, self._failed).exchange.usage.cost or 0.0
        settled, self.settled = self.settled, total
        return total - settled

    def end(self, outcome: Outcome) -> Outcome:
        """The outcome of them all."""
        return with_earlier(outcome, self._failed)

    @property
    def paid(self) -> tuple[Outcome, ...]:
        """Those without which something would be paid again, or left out of what the judging has cost."""
        return tuple(one for one in self._failed if _is_paid(one) or (one is self.last and _has_answers(one)))


class Unfinished:
    """What was paid for in judgings that wait to be gone on with."""

    def __init__(self) -> None:
        self._paid: dict[JudgementId, Sequence[Outcome]] = {}

    def take(self, judgement_id: JudgementId) -> Tries:
        """The tries to go on from; they are not kept here any more."""
        return Tries(self._paid.pop(judgement_id, ()))

    def keep(self, judgement_id: JudgementId, tries: Tries) -> None:
        """Keep what was paid for in these tries, if anything was."""
        if paid := tries.paid:
            self._paid[judgement_id] = paid


def with_earlier(outcome: Outcome, failed: Sequence[Outcome]) -> Outcome:
    """The outcome with the attempts, replies and costs of the tries before it.

    What was answered in them is in the outcome already: it was not asked again.
    """
    if not failed:
        return outcome
    exchanges = [*(exchange for one in failed for exchange in _in_vain(one)), outcome.exchange]
    attempts = [attempt for exchange in exchanges for attempt in exchange.attempts]
    merged = replace(
        outcome.exchange,
        attempts=tuple(replace(attempt, number=number) for number, attempt in enumerate(attempts, 1)),
        raw_replies=tuple(reply for exchange in exchanges for reply in exchange.raw_replies),
        usage=reduce(Usage.plus, (exchange.usage for exchange in exchanges)),
    )
    return replace(outcome, exchange=merged)


def _in_vain(failed: Outcome) -> Iterator[Exchange]:
    """What was sent and received in a failed try for which there is nothing to show."""
    if not failed.parts and not failed.readings:
        yield failed.exchange
    yield from (reading.exchange for reading in failed.readings if reading.unscored is not None)
    for part in failed.parts:
        if part.unscored is not None:
            yield from _in_vain(part)


def _is_paid(failed: Outcome) -> bool:
    return any(exchange.usage != Usage(cost=exchange.usage.cost) for exchange in _in_vain(failed))


def _has_answers(failed: Outcome) -> bool:
    has_claims = any(reading.claims for reading in failed.readings)
    return has_claims or any(part.unscored is None or _has_answers(part) for part in failed.parts)
