"""What a judge is given and what it gives back, before anything is checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.judgements import Attempt, Claim, Unscored, Usage
from evaluator.domain.questions import Canary, ExpectedPoint, Question
from evaluator.domain.via import Via

if TYPE_CHECKING:
    from evaluator.domain.examples import Example


@dataclass(frozen=True, slots=True)
class Assignment:
    """One answer to be read against one question.

    `asked` names the points and canaries in the order in which a judge is asked for them; `spoken` is what the judge
    may read of each of the candidate's turns (without characters that nobody can see). `examples` are shown before it.
    `earlier` is what single points came to in a try before: what was answered there is not asked again.
    """

    answer: Answer
    question: Question
    asked: tuple[ExpectedPoint | Canary, ...]
    spoken: tuple[str, ...]
    examples: tuple["Example", ...] = ()
    earlier: tuple["Reading", ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent and what came back: the judge's part of a judgement's provenance."""

    prompt_fingerprint: Digest | None = None
    rendered_digest: Digest | None = None
    model_answered: str | None = None
    parameters_sent: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    parameters_refused: tuple[str, ...] = ()
    reply_format: str | None = None
    sent: tuple[Mapping[str, str], ...] = ()
    raw_replies: tuple[str, ...] = ()
    examples: Mapping[str, Digest] = field(default_factory=dict)
    attempts: tuple[Attempt, ...] = ()
    usage: Usage = field(default_factory=Usage)
    via: Via = Via.LIVE


@dataclass(frozen=True, slots=True)
class Reading:
    """A judge's claims, one for each point and canary asked; or, where it failed, why it has none.

    `parts` is what each point asked by itself came to, where together they came to nothing.
    """

    claims: tuple[Claim, ...]
    exchange: Exchange = field(default_factory=Exchange)
    unscored: Unscored | None = None
    parts: tuple["Reading", ...] = ()


class Stage(StrEnum):
    """The steps a person waiting can be told of, in order."""

    READ = "read"
    INSPECT = "inspect"
    ASK = "ask"
    CHECK = "check"
    WRITE = "write"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a judging stands. `attempt` of `attempts` while asking; `wait_s` while waiting to ask again, and why."""

    stage: Stage
    attempt: int = 0
    attempts: int = 0
    wait_s: float = 0.0
    why: str | None = None


Progress = Callable[[Step], None]
"""Told of every step as it begins. Never fails, never blocks."""


def untold(step: Step) -> None:
    """A Progress for when nobody is waiting."""
