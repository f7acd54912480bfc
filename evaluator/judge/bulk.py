"""The judge as it is asked by file: the very requests it would be sent live, and what a reply comes to. No network."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.bulk import GOOD, BulkReply
from evaluator.domain.judgements import Attempt, JudgeIdentity, Unscored
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Assignment, Reading
from evaluator.domain.via import Via
from evaluator.judge.body import HttpReply, Reply, read_reply
from evaluator.judge.config import JudgeConfig, ReplyFormat
from evaluator.judge.dialogue import Dialogue, reply_limit
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.faults import Fault, Faulted
from evaluator.judge.formats import fields_of
from evaluator.judge.parameters import parameters_of
from evaluator.judge.pipeline import Judge
from evaluator.judge.prompts import Prompt
from evaluator.judge.reply import ReplyFault
from evaluator.judge.text import storable


class BulkJudge:
    """One configured model with everything around it, asked by file instead of over a connection.

    Nothing is asked twice: a reply that cannot be used leaves its answer unscored. Nothing is probed: where the
    settings leave the form of replies to be found out, `json_schema` is asked for.
    """

    def __init__(self, judge: Judge, config: JudgeConfig, prompt: Prompt) -> None:
        self._judge = judge
        self._config = config
        self._prompt = prompt
        self._prices = config.prices.by_file() if config.prices else None

    @property
    def identity(self) -> JudgeIdentity:
        """Who it is."""
        return self._judge.summary.identity

    @property
    def reply_format(self) -> ReplyFormat:
        """The form in which it is asked to reply."""
        asked = self._config.reply_format
        return ReplyFormat.JSON_SCHEMA if asked is ReplyFormat.AUTO else asked

    def key(self, question: Question, answer: Answer) -> Digest:
        """What an answer must never be paid twice for under, as live."""
        return self._judge.key(question, answer, 0)

    def request(self, question: Question, answer: Answer) -> Mapping[str, object]:
        """The body of the request that judging this answer takes."""
        assignment = self._judge.brief(question, answer, 0).assignment
        asked = Dialogue(self._prompt, assignment, strict=True)
        return self._fields(asked.request(reply_limit(self._config, len(assignment.asked))))

    def outcome(self, question: Question, answer: Answer, reply: BulkReply, via: Via, now: datetime) -> Outcome:
        """What judging this answer comes to by the completion that was sent back; a bad one makes it unscored."""
        brief = self._judge.brief(question, answer, 0)
        reading = self._reading(brief.assignment, reply, now)
        return self._judge.settle(brief, replace(reading, exchange=replace(reading.exchange, via=via)))

    def _fields(self, request: ChatRequest) -> Mapping[str, object]:
        parameters = parameters_of(self._config, request.max_output_tokens, ())
        return fields_of(self._config.model, request, self.reply_format, parameters)

    def _reading(self, assignment: Assignment, bulk: BulkReply, now: datetime) -> Reading:
        dialogue = Dialogue(self._prompt, assignment)
        attempt = Attempt(1, now, 0.0, "ok", status=GOOD, request_id=bulk.request_id)
        try:
            reply = read_reply(HttpReply(GOOD, {}, bulk.body), self._prices, now)
        except Faulted as error:
            return dialogue.failed(_failed(error.fault, attempt, bulk))
        attempt = replace(attempt, usage=reply.usage)
        completion = self._completion(assignment, reply, attempt, bulk)
        try:
            return dialogue.hear(completion)
        except ReplyFault as fault:
            return dialogue.given_up(fault)

    def _completion(self, assignment: Assignment, reply: Reply, attempt: Attempt, bulk: BulkReply) -> Completion:
        limit = reply_limit(self._config, len(assignment.asked))
        return Completion(
            text=reply.text,
            body=storable(bulk.body),
            finish_reason=reply.finish_reason,
            refusal=reply.refusal,
            model=reply.model,
            usage=reply.usage,
            attempts=(attempt,),
            reply_format=self.reply_format,
            parameters_sent=parameters_of(self._config, limit, ()),
            parameters_refused=(),
        )


def _failed(fault: Fault, attempt: Attempt, bulk: BulkReply) -> ChatFailed:
    attempt = replace(attempt, outcome=fault.outcome, usage=fault.usage)
    why = Unscored(fault.reason, f"{fault.what}.")
    return ChatFailed(why, attempts=(attempt,), usage=fault.usage, raw=storable(bulk.body))
