"""A model asked for one point at a time: the first alone, the others at once, one reading of all of them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evaluator.digests import digest_json
from evaluator.domain.judgements import Reason, Usage, Verdict
from evaluator.domain.readings import Reading, untold
from evaluator.judge.clock import Clock
from evaluator.judge.config import JudgeConfig, Mode, Timeouts
from evaluator.judge.exchange import ChatFailed, Completion
from evaluator.judge.llm import LlmReader
from evaluator.judge.per_point import PerPointReader
from evaluator.judge.prompts import load_prompt
from evaluator.judge.reply import strict_schema_for
from tests.judge.scripted import ASSIGNMENT, FAILED, ScriptedChat, by_point, completion

PROMPT = load_prompt(Path(__file__).parents[2] / "prompts", "point", "v1")
CONFIG = JudgeConfig("primary", "http://llm.test/v1", "small", mode=Mode.PER_POINT, timeouts=Timeouts(total=90.0))


def _says(point: str, verdict: str) -> Completion:
    said = {"evidence": "We keep hot rows in memory.", "reason": "Says so.", "verdict": verdict}
    return completion(json.dumps({point: said}))


GOOD = {"memory": _says("memory", "covered"), "load": _says("load", "partial"), "signed": _says("signed", "missed")}


def _reader(chat: ScriptedChat) -> PerPointReader:
    return PerPointReader(LlmReader(CONFIG, chat, PROMPT, Clock(monotonic=lambda: 1000.0)))


async def _read(replies: dict[str, Completion | ChatFailed]) -> tuple[Reading, ScriptedChat]:
    chat = by_point(replies)
    return await _reader(chat).read(ASSIGNMENT, untold), chat


async def test_each_point_is_asked_for_by_itself_and_all_claims_come_together() -> None:
    reading, chat = await _read(GOOD)
    assert reading.unscored is None
    found = [(claim.point_id, claim.verdict) for claim in reading.claims]
    assert found == [("memory", Verdict.COVERED), ("load", Verdict.PARTIAL), ("signed", Verdict.MISSED)]
    assert chat.order == ["memory", "load", "signed"]


async def test_the_first_point_goes_alone_and_the_others_at_once() -> None:
    _, chat = await _read(GOOD)
    assert chat.widths == [1, 2, 1]
    first, *others = chat.patiences
    assert [patience.left for patience in others if patience] == [90.0, 90.0]
    assert len({first, *others}) == 3


async def test_all_that_comes_before_the_point_is_the_same_for_every_point() -> None:
    _, chat = await _read(GOOD)
    (system, one), (same, other), _ = (request.messages for request in chat.requests)
    assert system == same
    shared = one["content"].index("memory: ")
    assert one["content"][:shared] == other["content"][:shared]
    assert "We keep hot rows in memory." in one["content"][:shared]


@pytest.mark.parametrize("in_batch", [False, True], ids=["somebody waits", "in a batch"])
async def test_each_request_holds_to_its_one_point(in_batch: bool) -> None:
    chat = by_point(GOOD)
    reader = _reader(chat)
    await (reader.for_batches() if in_batch else reader).read(ASSIGNMENT, untold)
    assert [request.schema for request in chat.requests] == [strict_schema_for([asked]) for asked in chat.order]
    assert {request.max_output_tokens for request in chat.requests} == {320}
    assert {patience.in_batch for patience in chat.patiences if patience} == {in_batch}


async def test_all_that_was_sent_and_received_is_kept_and_what_is_sent_each_time_once() -> None:
    reading, chat = await _read(GOOD)
    exchange = reading.exchange
    system = chat.requests[0].messages[0]
    assert exchange.sent == (system, *(request.messages[1] for request in chat.requests))
    assert exchange.raw_replies == tuple(GOOD[point].body for point in chat.order)
    assert [attempt.number for attempt in exchange.attempts] == [1, 2, 3]
    assert exchange.usage == Usage(300, 120, 60, 1.5)
    assert exchange.prompt_fingerprint == PROMPT.fingerprint
    assert exchange.rendered_digest == digest_json([digest_json(list(request.messages)) for request in chat.requests])


async def test_a_point_whose_reply_breaks_is_asked_for_again_and_the_others_are_not() -> None:
    replies = {"memory": [GOOD["memory"]], "load": [completion("No idea."), GOOD["load"]], "signed": [GOOD["signed"]]}
    chat = ScriptedChat(lambda point: replies[point].pop(0))
    reading = await _reader(chat).read(ASSIGNMENT, untold)
    assert reading.unscored is None
    assert sorted(chat.order) == ["load", "load", "memory", "signed"]
    assert len(reading.exchange.raw_replies) == 4


async def test_a_point_that_stays_broken_leaves_the_whole_answer_unscored_with_all_that_was_paid() -> None:
    reading, chat = await _read({**GOOD, "signed": completion("No idea.")})
    assert reading.claims == ()
    assert reading.unscored is not None
    assert reading.unscored.reason is Reason.REPLY_INVALID
    assert len(chat.requests) == len(reading.exchange.attempts) == 5
    assert reading.exchange.usage.cost == 2.5


async def test_where_the_first_point_fails_the_others_are_not_asked_for() -> None:
    reading, chat = await _read({**GOOD, "memory": FAILED})
    assert reading.unscored == FAILED.unscored
    assert chat.order == ["memory"]
    assert reading.exchange.raw_replies == ("<html>busy</html>",)


async def test_where_another_fails_who_answered_is_known_all_the_same() -> None:
    reading, _ = await _read({**GOOD, "load": FAILED})
    assert reading.unscored == FAILED.unscored
    assert reading.exchange.model_answered == "small-2026"
    assert reading.exchange.usage == Usage(207, 80, 40, 1.0)


async def test_what_was_left_out_for_any_point_is_noted_once() -> None:
    refused = {point: replace(reply, parameters_refused=("seed",)) for point, reply in GOOD.items()}
    reading, _ = await _read(refused)
    assert reading.exchange.parameters_refused == ("seed",)


def test_another_mode_is_another_judge() -> None:
    chat = by_point(GOOD)
    reader = _reader(chat)
    assert (reader.identity.mode, reader.identity.prompt) == ("per_point", "point/v1")
    assert reader.settings_digest == reader.identity.settings_digest
    assert reader.settings_digest != LlmReader(replace(CONFIG, mode=Mode.PER_ANSWER), chat, PROMPT).settings_digest
    assert (reader.deadline_s, reader.for_batches().identity) == (90.0, reader.identity)
    assert (reader.wants_canaries, reader.only_words) == (True, False)
