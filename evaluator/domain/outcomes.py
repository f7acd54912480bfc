"""What one judging came to, before it becomes a record with an id, an author and a time."""

from dataclasses import dataclass, field

from evaluator.domain.judgements import Coverage, Flag, JudgeIdentity, PointJudgement, Unscored
from evaluator.domain.questions import PointId
from evaluator.domain.readings import Exchange


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either points with a coverage, or `unscored` with none. Flags come with both."""

    points: tuple[PointJudgement, ...]
    flags: tuple[Flag, ...]
    coverage: Coverage | None
    unscored: Unscored | None
    exchange: Exchange = field(default_factory=Exchange)
    canaries: tuple[PointId, ...] = ()
    canaries_credited: tuple[PointId, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class JudgeSummary:
    """A configured judge as people choose it. `seconds` and `cost` are what a judgement usually takes, None unknown."""

    identity: JudgeIdentity
    is_default: bool
    seconds: float | None = None
    cost: float | None = None
