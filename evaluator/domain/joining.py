"""Several opinions on one answer as one outcome: their votes, and all that they sent, received and cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeVar

from evaluator.digests import Digest, digest_json
from evaluator.domain.judgements import Ballot, JudgeIdentity, Usage
from evaluator.domain.outcomes import Outcome
from evaluator.domain.readings import Exchange
from evaluator.domain.scoring import cover
from evaluator.domain.votes import Rule, elect, flags_together, split_flag

Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one judge made of an answer, once."""

    judge: JudgeIdentity
    outcome: Outcome

    @property
    def ballots(self) -> tuple[Ballot, ...]:
        """The ballots it was put together from itself, else the one that it is."""
        outcome = self.outcome
        verdicts = {point.point_id: point.verdict for point in outcome.points}
        alone = Ballot(self.judge, verdicts, outcome.seed, outcome.unscored, outcome.exchange.usage)
        return outcome.ballots or (alone,)


def join(opinions: Sequence[Opinion], rule: Rule, *, least: int, voters: str) -> Outcome:
    """One outcome of one or more opinions; unscored where fewer than `least` of them, at least one, came to anything.

    Where only some did, every verdict waits for a person. `voters` is the word for them, such as `readings`.
    """
    joint = _joint(opinions, rule, least, voters)
    # Kept only as long as it can be asked on: what came to something holds all of it that counts.
    parts = () if joint.unscored is None else tuple(opinion.outcome for opinion in opinions)
    return replace(joint, parts=parts, readings=())


def _joint(opinions: Sequence[Opinion], rule: Rule, least: int, voters: str) -> Outcome:
    ballots = tuple(ballot for opinion in opinions for ballot in opinion.ballots)
    if len(opinions) == 1:
        return replace(opinions[0].outcome, ballots=ballots)
    outcomes = [opinion.outcome for opinion in opinions]
    failed = [outcome for outcome in outcomes if outcome.unscored is not None]
    came = [outcome for outcome in outcomes if outcome.unscored is None]
    missing = f"{len(failed)} of {len(outcomes)} {voters} failed" if failed else ""
    joint = _elected(came, ballots, rule, missing) if len(came) >= least else _failed(failed[0], missing)
    return replace(
        joint,
        exchange=_joined([outcome.exchange for outcome in outcomes]),
        canaries=_each_once(canary for outcome in outcomes for canary in outcome.canaries),
        canaries_credited=_each_once(canary for outcome in outcomes for canary in outcome.canaries_credited),
        ballots=ballots,
    )


def _elected(came: Sequence[Outcome], ballots: Sequence[Ballot], rule: Rule, missing: str) -> Outcome:
    is_void = any(outcome.canaries_credited for outcome in came)
    points = tuple(
        elect(votes, rule, is_void=is_void) for votes in zip(*(outcome.points for outcome in came), strict=True)
    )
    if missing:
        points = tuple(replace(point, needs_review=True) for point in points)
    # Who credits decoys contradicts nobody: nothing that was said counts.
    cast = [] if is_void else [ballot.verdicts for ballot in ballots if ballot.unscored is None]
    flags = flags_together([outcome.flags for outcome in came], points, split_flag(points, cast, rule, missing))
    return replace(came[0], points=points, flags=flags, coverage=cover(points))


def _failed(first: Outcome, missing: str) -> Outcome:
    why = first.unscored
    return replace(first, unscored=why and replace(why, detail=f"{why.detail} {missing}."))


def _joined(exchanges: Sequence[Exchange]) -> Exchange:
    """What was sent and received, in order. Of what can be but one thing, the first that has it says what it is."""
    asked = [exchange for exchange in exchanges if exchange.sent] or exchanges[:1]
    attempts = [attempt for exchange in exchanges for attempt in exchange.attempts]
    return replace(
        asked[0],
        rendered_digest=_digest([exchange.rendered_digest for exchange in asked]),
        model_answered=", ".join(_each_once(one.model_answered for one in asked if one.model_answered)) or None,
        parameters_refused=_each_once(name for exchange in asked for name in exchange.parameters_refused),
        sent=tuple(message for exchange in exchanges for message in exchange.sent),
        raw_replies=tuple(reply for exchange in exchanges for reply in exchange.raw_replies),
        examples={example: mark for exchange in exchanges for example, mark in exchange.examples.items()},
        attempts=tuple(replace(attempt, number=number) for number, attempt in enumerate(attempts, 1)),
        usage=reduce(Usage.plus, (exchange.usage for exchange in exchanges)),
    )


def _digest(digests: Sequence[Digest | None]) -> Digest | None:
    return digests[0] if len(digests) == 1 else digest_json(list(digests))


def _each_once(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(names))
