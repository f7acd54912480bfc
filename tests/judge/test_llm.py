"""A language model as a judge: asked, understood, asked once more, or given up on with a reason."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.judgements import Attempt, Reason, Unscored, Usage, Verdict
from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.domain.readings import Assignment, Progress, Reading, untold
from evaluator.judge.clock import Clock
from evaluator.judge.config import JudgeConfig, ReplyFormat, Timeouts
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.llm import LlmReader
from evaluator.judge.patience import Patience
from evaluator.judge.prompts import load_prompt
from evaluator.judge.reply import SHAPE, schema_for, strict_schema_for

PROMPT = load_prompt(Path(__file__).parents[2] / "prompts", "coverage", "v2")
CONFIG = JudgeConfig(
    "primary", "http://llm.test:8080/v1", "small", timeouts=Timeouts(total=90.0), max_output_tokens=700
)
QUESTION = Question(
    QuestionId("caching"),
    "Caching",
    "What is a cache for?",
    QuestionKind.KNOWLEDGE,
    (ExpectedPoint(PointId("fast"), "Is fast"), ExpectedPoint(PointId("load"), "Takes load")),
    (Canary(PointId("signed"), "Is signed"),),
)
ASSIGNMENT = Assignment(typed("It is fast."), QUESTION, (*QUESTION.points, *QUESTION.canaries), spoken=("It is fast.",))
ASKED = [asked.id for asked in ASSIGNMENT.asked]
AT = datetime(2026, 11, 22, tzinfo=UTC)


def _reply(**verdicts: str) -> str:
    said = {"evidence": "It is fast.", "reason": "Says so."}
    return json.dumps({"points": [{"id": name, **said, "verdict": verdict} for name, verdict in verdicts.items()]})


GOOD = _reply(fast="covered", load="missed", signed="missed")


def _completion(text: str, finish: str | None = "stop", refusal: str | None = None) -> Completion:
    return Completion(
        text=text,
        body=f"body of {text}",
        finish_reason=finish,
        refusal=refusal,
        model="small-2026",
        usage=Usage(100, 40, 20, 0.5),
        attempts=(Attempt(1, AT, 0.2, "ok", status=200),),
        reply_format=ReplyFormat.JSON_SCHEMA,
        parameters_sent={"temperature": 0.0},
        parameters_refused=("seed",),
    )


class ScriptedChat:
    """A Chat that gives out its replies one after the other and keeps what it was asked."""

    def __init__(self, *replies: Completion | ChatFailed) -> None:
        self._replies = list(replies)
        self.requests: list[ChatRequest] = []
        self.patiences: list[Patience] = []

    async def complete(self, request: ChatRequest, *, progress: Progress, patience: Patience) -> Completion:
        self.requests.append(request)
        self.patiences.append(patience)
        reply = self._replies.pop(0)
        if isinstance(reply, ChatFailed):
            raise reply
        return reply


async def _read(*replies: Completion | ChatFailed) -> tuple[Reading, ScriptedChat]:
    chat = ScriptedChat(*replies)
    reader = LlmReader(CONFIG, chat, PROMPT, Clock(monotonic=lambda: 1000.0))
    return await reader.read(ASSIGNMENT, untold), chat


def _verdicts(reading: Reading) -> Sequence[tuple[str, Verdict]]:
    return [(claim.point_id, claim.verdict) for claim in reading.claims]


async def test_a_good_reply_becomes_claims_about_everything_asked() -> None:
    reading, chat = await _read(_completion(GOOD))
    assert reading.unscored is None
    assert _verdicts(reading) == [("fast", Verdict.COVERED), ("load", Verdict.MISSED), ("signed", Verdict.MISSED)]
    assert reading.claims[0].quotes == ("It is fast.",)
    assert len(chat.requests) == 1


async def test_what_was_sent_and_received_is_kept() -> None:
    reading, chat = await _read(_completion(GOOD))
    exchange = reading.exchange
    rendering = PROMPT.render(ASSIGNMENT)
    assert exchange.sent == chat.requests[0].messages == rendering.messages
    assert (exchange.prompt_fingerprint, exchange.rendered_digest) == (PROMPT.fingerprint, rendering.digest)
    assert exchange.raw_replies == (f"body of {GOOD}",)
    assert (exchange.model_answered, exchange.reply_format) == ("small-2026", "json_schema")
    assert (dict(exchange.parameters_sent), exchange.parameters_refused) == ({"temperature": 0.0}, ("seed",))
    assert exchange.usage == Usage(100, 40, 20, 0.5)


@pytest.mark.parametrize(("in_batch", "schema"), [(False, strict_schema_for(ASKED)), (True, schema_for(ASKED))])
async def test_the_request_carries_the_length_limit_and_a_schema_that_is_strict_or_for_a_batch_short(
    in_batch: bool, schema: object
) -> None:
    chat = ScriptedChat(_completion(GOOD))
    await LlmReader(CONFIG, chat, PROMPT, in_batch=in_batch).read(ASSIGNMENT, untold)
    assert chat.requests[0].schema == schema
    assert chat.requests[0].max_output_tokens == 700


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (_completion(_reply(fast="covered", load="missed")), "signed"),
        (_completion(_reply(fast="covered", load="missed", signed="missed", speed="missed")), "speed"),
        (_completion(_reply(fast="yes", load="missed", signed="missed")), "fast"),
        (_completion("I would say it is fine."), "JSON"),
    ],
    ids=["a point left out", "a point too many", "a verdict of its own", "prose"],
)
async def test_a_reply_that_cannot_be_used_is_asked_for_once_more_saying_what_was_wrong(
    first: Completion, told: str
) -> None:
    reading, chat = await _read(first, _completion(GOOD))
    assert reading.unscored is None
    again = chat.requests[1].messages
    assert again[:2] == chat.requests[0].messages
    assert again[2] == {"role": "assistant", "content": first.text}
    assert told in again[3]["content"]
    assert SHAPE in again[3]["content"]
    assert chat.requests[1].schema == strict_schema_for(ASKED)


@pytest.mark.parametrize(
    ("first", "strict"),
    [
        (_completion(_reply(fast="covered", load="missed", speed="missed")), True),
        (_completion('{"points": [{"id": "fa', finish="length"), True),
        (_completion('{"points": [{"id": "fa'), False),
    ],
    ids=["other names", "no end", "a broken one"],
)
async def test_a_model_that_strays_in_a_batch_is_asked_strictly_from_then_on(first: Completion, strict: bool) -> None:
    chat = ScriptedChat(first, _completion(GOOD), _completion(GOOD))
    reader = LlmReader(CONFIG, chat, PROMPT, in_batch=True)
    for _ in range(2):
        assert (await reader.read(ASSIGNMENT, untold)).unscored is None
    assert chat.requests[2].schema == (strict_schema_for if strict else schema_for)(ASKED)


async def test_two_replies_in_a_row_that_break_lose_no_answer() -> None:
    broken = _completion(GOOD[: len(GOOD) // 2])
    reading, chat = await _read(broken, broken, _completion(GOOD))
    assert reading.unscored is None
    assert len(chat.requests) == 3
    assert len(reading.exchange.raw_replies) == 3


async def test_a_cut_off_reply_is_asked_for_again_shorter_without_showing_it() -> None:
    _, chat = await _read(_completion('{"points": {"fa', finish="length"), _completion(GOOD))
    again = chat.requests[1].messages
    assert [message["role"] for message in again] == ["system", "user", "user"]
    assert "shorter" in again[2]["content"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (_completion("not what was asked"), Reason.REPLY_INVALID),
        (_completion('{"points"', finish="length"), Reason.REPLY_TRUNCATED),
        (_completion("   "), Reason.REPLY_EMPTY),
    ],
    ids=["another form", "cut off", "empty"],
)
async def test_a_judge_that_fails_every_time_leaves_the_answer_unscored_with_all_that_was_paid(
    reply: Completion, reason: Reason
) -> None:
    reading, chat = await _read(reply, reply, reply)
    assert reading.claims == ()
    assert reading.unscored is not None
    assert reading.unscored.reason is reason
    assert reading.unscored.detail.endswith(", 3 times.")
    assert len(chat.requests) == 3
    assert len(reading.exchange.raw_replies) == 3
    assert [attempt.number for attempt in reading.exchange.attempts] == [1, 2, 3]
    assert reading.exchange.usage == Usage(300, 120, 60, 1.5)


def _unlimited(*replies: Completion | ChatFailed) -> tuple[LlmReader, ScriptedChat]:
    chat = ScriptedChat(*replies)
    return LlmReader(JudgeConfig("primary", "http://llm.test/v1", "small"), chat, PROMPT), chat


async def test_where_the_settings_say_nothing_a_reply_may_take_what_its_points_need() -> None:
    reader, chat = _unlimited(_completion('{"points": {"fa', finish="length"), _completion(GOOD))
    await reader.read(ASSIGNMENT, untold)
    assert [request.max_output_tokens for request in chat.requests] == [640, 640]


async def test_a_model_that_thinks_its_limit_away_is_asked_without_one_from_then_on() -> None:
    reader, chat = _unlimited(_completion("", finish="length"), _completion(GOOD), _completion(GOOD))
    for _ in range(2):
        assert (await reader.read(ASSIGNMENT, untold)).unscored is None
    assert [request.max_output_tokens for request in chat.requests] == [640, None, None]


async def test_a_refusal_is_not_argued_with() -> None:
    reading, chat = await _read(_completion("", refusal="I cannot help with that."))
    assert reading.unscored == Unscored(Reason.REPLY_REFUSED, "The judge refused to answer.")
    assert len(chat.requests) == 1


@pytest.mark.parametrize("raw", [None, "<html>busy</html>"], ids=["nothing came back", "something came back"])
async def test_an_endpoint_that_fails_is_a_reason_and_its_attempts_are_kept(raw: str | None) -> None:
    why = Unscored(Reason.ENDPOINT_FAILED, "The endpoint gave up after 4 tries (last: 503).")
    failed = ChatFailed(why, attempts=(Attempt(1, AT, 0.1, "http_503", status=503),), usage=Usage(7), raw=raw)
    reading, _ = await _read(failed)
    assert reading.unscored == why
    assert reading.exchange.attempts[0].status == 503
    assert reading.exchange.usage == Usage(7)
    assert reading.exchange.raw_replies == (() if raw is None else (raw,))
    assert reading.exchange.model_answered is None


async def test_an_endpoint_that_fails_at_the_second_asking_keeps_the_first_reply_too() -> None:
    failed = ChatFailed(Unscored(Reason.ENDPOINT_TIMEOUT, "No reply."), attempts=(Attempt(1, AT, 9.0, "timeout"),))
    reading, chat = await _read(_completion("no"), failed)
    assert reading.exchange.raw_replies == ("body of no",)
    assert [attempt.outcome for attempt in reading.exchange.attempts] == ["ok", "timeout"]
    first, second = chat.patiences
    assert first is second
    assert (first.left, first.in_batch) == (90.0, False)


async def test_a_reader_for_batches_is_the_same_judge_with_more_patience() -> None:
    chat = ScriptedChat(_completion(GOOD))
    reader = LlmReader(CONFIG, chat, PROMPT, Clock(monotonic=lambda: 1000.0))
    patient = reader.for_batches()
    await patient.read(ASSIGNMENT, untold)
    assert chat.patiences[0].in_batch
    assert (patient.identity, patient.deadline_s) == (reader.identity, reader.deadline_s)


def test_who_judges_is_told_without_the_key() -> None:
    config = JudgeConfig("primary", "http://llm.test:8080/v1", "small", key="sk-secret")
    reader = LlmReader(config, ScriptedChat(), PROMPT)
    assert reader.identity.host == "llm.test:8080"
    assert (reader.identity.name, reader.identity.model, reader.identity.prompt) == ("primary", "small", "coverage/v2")
    assert "sk-secret" not in repr((reader.identity, config))


def test_another_key_is_the_same_judge_and_another_model_is_not() -> None:
    def digest(**changes: object) -> str:
        options = {"name": "a", "base_url": "http://llm.test/v1", "model": "small", **changes}
        return LlmReader(JudgeConfig(**options), ScriptedChat(), PROMPT).settings_digest

    assert digest(key="one") == digest(key="other", name="b")
    assert digest() != digest(model="large")
