"""Where orders are taken: checked whole before anything is written, and made into tickets."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from rapidfuzz import process

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.candidates import is_candidate_code
from evaluator.domain.judgements import JudgeIdentity, JudgementId
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.questions import Question, QuestionBank
from evaluator.domain.readings import Progress
from evaluator.errors import CandidateInvalid, JudgeUnknown, QuestionUnknown
from evaluator.services.admission import EVERYBODY, Admission
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.orders import Intent, Order
from evaluator.services.records import Ticket
from evaluator.services.surroundings import Surroundings

SLACK_S = 30
"""Seconds beyond a judge's deadline after which a judging is given up for lost."""


class Adjudicator(Protocol):
    """One configured judge with the whole road from Answer to Outcome."""

    @property
    def summary(self) -> JudgeSummary:
        """Who it is, for people to choose."""

    @property
    def deadline_s(self) -> float:
        """The longest a judging can take, in seconds."""

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        """What this judging must never be paid twice for under."""

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        """Judge; a failure is an Outcome with `unscored`, never an exception."""

    async def resume(
        self, question: Question, answer: Answer, sample: int, progress: Progress, earlier: Outcome | None, /
    ) -> Outcome:
        """Judge, after a try that came to `earlier`, None for none: what was answered in it is not asked again."""


class Desk:
    """Knows the bank and the judges; turns an Order into a Ticket or says what is wrong with it."""

    def __init__(
        self,
        bank: QuestionBank,
        judges: Sequence[Adjudicator],
        log: JudgementLog,
        surroundings: Surroundings,
        admission: Admission = EVERYBODY,
    ) -> None:
        self.bank = bank
        self.judges = {judge.summary.identity.name: judge for judge in judges}
        self._default = next(judge for judge in judges if judge.summary.is_default)
        self._log = log
        self._surroundings = surroundings
        self._admission = admission

    def question(self, question_id: str) -> Question:
        """The question of that id; raises QuestionUnknown naming near matches."""
        question = self.bank.question(question_id)
        if question is not None:
            return question
        ids = [str(question.id) for question in self.bank.questions]
        near = [
            match for match, _, _ in process.extract(question_id, ids, processor=str.casefold, limit=3, score_cutoff=60)
        ]
        hint = f" Did you mean {' or '.join(near)}?" if near else " `evaluator questions list` names them all."
        raise QuestionUnknown(f"There is no question of that id in the bank.{hint}", near=near)

    def judge(self, name: str | None) -> Adjudicator:
        """The judge of that name, the default for None; raises JudgeUnknown."""
        if name is None:
            return self._default
        if name not in self.judges:
            raise JudgeUnknown(f"There is no judge of that name. Configured: {', '.join(self.judges)}.")
        return self.judges[name]

    async def ticket(self, order: Order) -> Ticket:
        """The ticket for an order. Raises NotFound and InputError leaves, and JudgeUnfit; writes nothing.

        Where the same thing was judged before, the ticket shares that; unless it is wanted again, as a new sample.
        """
        question = self.question(order.question_id)
        judge = self.judge(order.judge)
        if order.candidate is not None and not is_candidate_code(order.candidate):
            raise CandidateInvalid("The candidate's code must be 1 to 80 printable characters, such as C-1042.")
        await self._admission.admit(judge.summary.identity)
        key = judge.key(question, order.answer, 0)
        sample, shared = 0, await self._log.scored_by_key(key)
        while order.again and shared is not None:
            sample += 1
            key = judge.key(question, order.answer, sample)
            shared = await self._log.scored_by_key(key)
        now = self._surroundings.clock()
        intent = Intent(
            id=JudgementId(self._surroundings.new_id()),
            key=key,
            question_id=question.id,
            candidate=order.candidate,
            answer=order.answer,
            judge_name=judge.summary.identity.name,
            owner=self._surroundings.owner,
            ordered_by=order.ordered_by,
            started_at=now,
            expires_at=now + timedelta(seconds=judge.deadline_s + SLACK_S),
            # Who had the same thing judged before has been shown what it comes to, or will be at the same time.
            own_first=order.own_first and not (shared is not None and shared.created_by == order.ordered_by),
        )
        return Ticket(
            intent,
            question.text,
            judge.summary.identity,
            self.bank.digest,
            self._surroundings.versions,
            sample=sample,
            shared=shared,
            flags=self._admission.flags_of(judge.summary.identity),
        )

    def ticket_of(self, intent: Intent) -> Ticket:
        """The ticket an intent was written for; its question and judge may be gone since."""
        judge = self.judges.get(intent.judge_name)
        question = self.bank.question(intent.question_id)
        identity = judge.summary.identity if judge else JudgeIdentity(intent.judge_name, model="", prompt="")
        text = question.text if question else intent.question_id
        return Ticket(intent, text, identity, None, self._surroundings.versions)
