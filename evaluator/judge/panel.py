"""A panel: judges asked one after the other, the later ones only where the earlier leave something open."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import chain, repeat

from evaluator.digests import Digest, digest_json
from evaluator.domain.answers import Answer
from evaluator.domain.joining import Opinion, join
from evaluator.domain.judgements import FlagCode, JudgeIdentity, Reason, Verdict
from evaluator.domain.keys import content_digest, judging_key
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress, Stage, Step
from evaluator.domain.votes import Rule
from evaluator.judge.breaker import LASTING, PASSING
from evaluator.judge.pipeline import Member
from evaluator.judge.sampling import asking_only

MODE = "panel"
VOTERS = "judges"
NO_PROMPT = "none"

OF_JUDGES = frozenset({FlagCode.MATCHER_ONLY, FlagCode.UNFIT_JUDGE})
"""Flags that speak of a judge and not of an answer: no reason to ask the next about this answer and not that."""

OF_ENDPOINTS = frozenset({*PASSING, *LASTING, Reason.RATE_LIMITED})
"""Failures that say nothing about the answer."""


class Escalation(StrEnum):
    """What makes the second judge be asked: a point the first leaves `unsure`, or a flag."""

    UNSURE = "unsure"
    FLAGGED = "flagged"


class Panel:
    """Two or three judges as one. The first judges every answer; the second those that `escalate_on` is about.

    A third judges answers with a point on which the two contradict each other. Such a point stays `unsure`, whatever
    the third says: nobody is outvoted, but who settles it reads what each of them said. Where the first cannot judge,
    nor can the panel; where a later one cannot, every verdict waits for a person. In batches, where nobody waits, the
    answer is unscored instead if it was the endpoint that failed: it can be asked again.
    """

    def __init__(
        self,
        name: str,
        members: Sequence[Member],
        escalate_on: frozenset[Escalation],
        *,
        is_default: bool,
        in_batch: bool = False,
    ) -> None:
        self._members = members
        self._escalate_on = escalate_on
        self._in_batch = in_batch
        self._settings_digest = _settings_digest(members, escalate_on)
        self.summary = JudgeSummary(_identity(name, members, self._settings_digest), is_default)
        self.deadline_s = sum(member.deadline_s for member in members)

    def for_batches(self) -> "Panel":
        """The same panel for answers that nobody waits for."""
        members = [member.for_batches() for member in self._members]
        identity, is_default = self.summary.identity, self.summary.is_default
        return Panel(identity.name, members, self._escalate_on, is_default=is_default, in_batch=True)

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        """What this judging must never be paid twice for under: it is another where any member is."""
        return judging_key(answer.digest, content_digest(question), self._settings_digest, sample)

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        """Judge one answer. Where the first judge fails it is unscored; nothing is raised."""
        return await self.resume(question, answer, sample, progress, None)

    async def resume(
        self, question: Question, answer: Answer, sample: int, progress: Progress, earlier: Outcome | None, /
    ) -> Outcome:
        """The same after a try that came to `earlier`: who has answered is not asked again."""
        befores = chain(earlier.parts if earlier else (), repeat(None))
        progress(Step(Stage.INSPECT))
        told = asking_only(progress)
        opinions: list[Opinion] = []
        for member, before in zip(self._members, befores, strict=False):
            if not self._is_wanted([opinion.outcome for opinion in opinions]):
                break
            outcome = before
            if outcome is None or outcome.unscored is not None:
                outcome = await member.resume(question, answer, sample, told, before)
            opinions.append(Opinion(member.summary.identity, outcome))
        progress(Step(Stage.CHECK))
        failed = opinions[-1].outcome.unscored
        is_passing = self._in_batch and failed is not None and failed.reason in OF_ENDPOINTS
        return join(opinions, Rule.ESCALATED, least=len(opinions) if is_passing else 1, voters=VOTERS)

    def _is_wanted(self, said: Sequence[Outcome]) -> bool:
        """Whether another judge is asked after these."""
        if any(outcome.unscored is not None or outcome.canaries_credited for outcome in said):
            # Nothing that another says could make up for it.
            return False
        if len(said) == 1:
            return self._escalates(said[0])
        return len(said) == 0 or _contradict(said)

    def _escalates(self, outcome: Outcome) -> bool:
        is_unsure = any(point.verdict is Verdict.UNSURE for point in outcome.points)
        is_flagged = any(flag.code not in OF_JUDGES for flag in outcome.flags)
        return (is_unsure and Escalation.UNSURE in self._escalate_on) or (
            is_flagged and Escalation.FLAGGED in self._escalate_on
        )


def _contradict(said: Sequence[Outcome]) -> bool:
    votes = zip(*(outcome.points for outcome in said), strict=True)
    return any(Rule.ESCALATED.is_split([point.verdict for point in cast]) for cast in votes)


def _settings_digest(members: Sequence[Member], escalate_on: frozenset[Escalation]) -> Digest:
    settings = [member.summary.identity.settings_digest for member in members]
    return digest_json({"panel": list(settings), "escalate_on": sorted(escalate_on)})


def _identity(name: str, members: Sequence[Member], settings: Digest) -> JudgeIdentity:
    identities = [member.summary.identity for member in members]
    prompts = dict.fromkeys(identity.prompt for identity in identities if identity.prompt != NO_PROMPT)
    return JudgeIdentity(
        name=name,
        model=", then ".join(identity.model or identity.name for identity in identities),
        prompt=", ".join(prompts) or NO_PROMPT,
        host=", ".join(dict.fromkeys(identity.host for identity in identities if identity.host)) or None,
        mode=MODE,
        settings_digest=settings,
    )
