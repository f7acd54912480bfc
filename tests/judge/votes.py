"""Readers that say what they are told to, one answer after the other."""

import asyncio
from collections.abc import Sequence, Set

from evaluator.digests import Digest, digest_text
from evaluator.domain.judgements import Claim, JudgeIdentity, Unscored, Usage, Verdict
from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.domain.readings import Assignment, Exchange, Progress, Reading, Stage, Step

QUESTION = Question(
    QuestionId("caching"),
    "Caching",
    "What is a cache for?",
    QuestionKind.KNOWLEDGE,
    (
        ExpectedPoint(PointId("store"), "Keeps data that is read often in fast memory", terms=("redis", "hot rows")),
        ExpectedPoint(PointId("load"), "Takes load off the database server"),
    ),
    tuple(Canary(PointId(f"decoy-{number}"), f"Has entries signed by clerk {number}") for number in range(6)),
)
SAID = (
    "We kept the hot rows in Redis, in memory, because reads are what most of our pages do all day long and they were "
    "slow. After that the database server had less load and answered in a tenth of the time, and people stopped "
    "complaining about the shop at noon."
)
QUOTES = {"store": "We kept the hot rows in Redis", "load": "the database server had less load"}

Script = Set[str] | Unscored
"""The points that are credited, `?` before those that it cannot tell and `every` for all there is; or why it fails."""


class ScriptedReader:
    """A Reader that follows one script after the other, the last again and again, and keeps its assignments.

    Each reading costs `cost`, whatever it comes to; `answered` are the assignments of those that came to something.
    While `gate` is there, nothing is read before it is opened; `all_came` once so many as `expected` wait for it.
    """

    only_words = False
    wants_canaries = True
    deadline_s = 5.0

    def __init__(self, name: str, scripts: Sequence[Script], cost: float | None = None) -> None:
        self.identity = JudgeIdentity(
            name, f"{name}-1", "coverage/v2", f"{name}.example", "per_answer", digest_text(name)
        )
        self.settings_digest: Digest = digest_text(name)
        self.assignments: list[Assignment] = []
        self.cost = cost
        self.gate: asyncio.Event | None = None
        self.expected, self.all_came = 0, asyncio.Event()
        self.was_batched = False
        self.answered: list[Assignment] = []
        self.scripts = list(scripts)

    def for_batches(self) -> "ScriptedReader":
        self.was_batched = True
        return self

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        script = self.scripts[min(len(self.assignments), len(self.scripts) - 1)]
        self.assignments.append(assignment)
        progress(Step(Stage.ASK, 1, 4))
        if len(self.assignments) == self.expected:
            self.all_came.set()
        if self.gate is not None:
            await self.gate.wait()
        exchange = Exchange(usage=Usage(10, 0, 5, self.cost), raw_replies=(self.identity.name,))
        if isinstance(script, Unscored):
            return Reading((), exchange, script)
        self.answered.append(assignment)
        return Reading(tuple(_claim(asked.id, script) for asked in assignment.asked), exchange)


def _claim(name: PointId, script: Set[str]) -> Claim:
    if f"?{name}" in script:
        return Claim(name, Verdict.UNSURE, "Hard to say.")
    if name in script or "every" in script:
        return Claim(name, Verdict.COVERED, "Said.", (QUOTES.get(name, QUOTES["store"]),))
    return Claim(name, Verdict.MISSED, "Not said.")
