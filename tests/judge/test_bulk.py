"""The judge asked by file: the same bytes as live, and the same road back."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import respx

from evaluator.domain.answers import typed
from evaluator.domain.bulk import BulkReply
from evaluator.domain.judgements import FlagCode, Reason, Usage, Verdict
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.readings import untold
from evaluator.domain.via import Via
from evaluator.judge.bulk import BulkJudge
from evaluator.judge.config import JudgeConfig, Prices, ReplyFormat
from evaluator.judge.llm import LlmReader
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.pipeline import Judge
from evaluator.judge.prompts import load_prompt
from tests.clocks import Sleeper
from tests.judge.endpoints import CONFIG, client_of
from tests.judge.votes import QUESTION, QUOTES, SAID

PROMPT = load_prompt(Path(__file__).parents[2] / "prompts", "coverage", "v1")
ANSWER = typed(SAID)
AT = datetime(2026, 11, 22, tzinfo=UTC)
PRICED = replace(CONFIG, prices=Prices(input=2.0, output=10.0), max_output_tokens=None)
USAGE = {"prompt_tokens": 1_000, "completion_tokens": 100}


def judges(config: JudgeConfig, sleeper: Sleeper) -> tuple[Judge, BulkJudge]:
    """The same judge live and by file."""
    reader = LlmReader(config, client_of(config, sleeper), PROMPT, sleeper.clock)
    live = Judge(reader, Kinship(load_coefficients()), "en", JudgeSummary(reader.identity, is_default=True))
    return live, BulkJudge(live, config, PROMPT)


def says(text: str, finish: str = "stop", **message: Any) -> dict[str, Any]:
    choice = {"message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
    return {"model": "m-1", "choices": [choice], "usage": USAGE}


def crediting(judge: Judge, *credited: str) -> dict[str, Any]:
    """A reply about all that is asked, which credits these, or everything where none is named."""
    asked = [one.id for one in judge.brief(QUESTION, ANSWER, 0).assignment.asked]
    covered = {"evidence": [QUOTES["store"]], "reason": "Said.", "verdict": "covered"}
    missed = {"evidence": [], "reason": "Not said.", "verdict": "missed"}
    return says(json.dumps({"points": {name: covered if name in (credited or asked) else missed for name in asked}}))


def by_file(bulk: BulkJudge, body: dict[str, Any]) -> Outcome:
    reply = BulkReply("j1", json.dumps(body), "r-1")
    return bulk.outcome(QUESTION, ANSWER, reply, Via.FILE, AT)


@pytest.mark.parametrize("reply_format", ["json_schema", "json_object", "tool", "text"])
@pytest.mark.parametrize("limit", [None, 700], ids=["no limit set", "a limit set"])
async def test_what_goes_into_the_file_is_what_is_sent_live(
    endpoint: respx.Route, sleeper: Sleeper, reply_format: str, limit: int | None
) -> None:
    config = replace(CONFIG, reply_format=ReplyFormat(reply_format), max_output_tokens=limit, seed=None)
    live, bulk = judges(config, sleeper)
    endpoint.respond(200, json=says("{}"))
    outcome = await live.judge(QUESTION, ANSWER, 0, untold)
    written = json.loads(json.dumps(bulk.request(QUESTION, ANSWER)))
    assert json.loads(endpoint.calls[0].request.content) == written
    assert list(json.loads(endpoint.calls[0].request.content)) == list(written)
    assert by_file(bulk, says("{}")).exchange.rendered_digest == outcome.exchange.rendered_digest
    assert bulk.key(QUESTION, ANSWER) == live.key(QUESTION, ANSWER, 0)


async def test_a_reply_by_file_comes_to_what_it_comes_to_live(endpoint: respx.Route, sleeper: Sleeper) -> None:
    live, bulk = judges(PRICED, sleeper)

    body = crediting(live, "store")
    endpoint.respond(200, json=body)
    spoken = await live.judge(QUESTION, ANSWER, 0, untold)
    written = by_file(bulk, body)
    assert written.points == spoken.points
    assert (written.flags, written.coverage, written.seed) == (spoken.flags, spoken.coverage, spoken.seed)
    assert (written.canaries, written.canaries_credited) == (spoken.canaries, spoken.canaries_credited)
    one, other = written.exchange, spoken.exchange
    assert one.usage == other.usage == Usage(1_000, 0, 100, 0.003)
    assert (one.sent, one.rendered_digest, one.prompt_fingerprint) == (
        other.sent,
        other.rendered_digest,
        PROMPT.fingerprint,
    )
    assert (one.parameters_sent, one.reply_format) == (other.parameters_sent, other.reply_format)
    assert (one.model_answered, one.via, other.via) == ("m-1", Via.FILE, Via.LIVE)
    assert [json.loads(raw) for raw in one.raw_replies] == [body]
    assert [(attempt.outcome, attempt.status, attempt.request_id) for attempt in one.attempts] == [("ok", 200, "r-1")]


@pytest.mark.parametrize(
    ("cached", "cost"), [(None, 0.0015), (0.5, 0.0012)], ids=["one price for all read", "cached tokens are cheaper"]
)
def test_what_goes_by_file_costs_as_much_less_as_the_settings_say(
    sleeper: Sleeper, cached: float | None, cost: float
) -> None:
    prices = Prices(input=2.0, output=10.0, cached_input=cached, batch_discount=0.5)
    live, bulk = judges(replace(CONFIG, prices=prices), sleeper)
    body = crediting(live, "store") | {"usage": USAGE | {"prompt_tokens_details": {"cached_tokens": 400}}}
    assert by_file(bulk, body).exchange.usage == Usage(1_000, 400, 100, pytest.approx(cost))


def test_decoys_catch_a_judge_that_credits_everything_by_file_as_well(sleeper: Sleeper) -> None:
    live, bulk = judges(PRICED, sleeper)
    outcome = by_file(bulk, crediting(live))
    assert FlagCode.CANARY_CREDITED in [flag.code for flag in outcome.flags]
    assert {point.verdict for point in outcome.points} == {Verdict.UNSURE}


@pytest.mark.parametrize(
    ("body", "reason", "told"),
    [
        (says("I would say it is fine."), Reason.REPLY_INVALID, "The judge's reply was not in the form we asked for."),
        (says('{"points"', "length"), Reason.REPLY_TRUNCATED, "The judge's reply was cut off at its length limit."),
        (says("", refusal="I cannot."), Reason.REPLY_REFUSED, "The judge refused to answer."),
        (says(""), Reason.REPLY_EMPTY, "The endpoint's reply held no answer."),
        (says("", "content_filter"), Reason.CONTENT_FILTERED, "The endpoint's content filter stopped the reply."),
    ],
    ids=["another form", "cut off", "refused", "empty", "filtered"],
)
def test_a_reply_that_cannot_be_used_is_paid_for_and_leaves_the_answer_unscored(
    sleeper: Sleeper, body: dict[str, Any], reason: Reason, told: str
) -> None:
    _, bulk = judges(PRICED, sleeper)
    outcome = by_file(bulk, body)
    assert outcome.unscored is not None
    assert (outcome.unscored.reason, outcome.unscored.detail) == (reason, told)
    assert (outcome.points, outcome.coverage) == ((), None)
    assert outcome.exchange.usage == Usage(1_000, 0, 100, 0.003)
    assert len(outcome.exchange.raw_replies) == len(outcome.exchange.attempts) == 1


@pytest.mark.parametrize(("asked", "used"), [("auto", "json_schema"), ("tool", "tool")])
def test_where_the_form_of_replies_is_left_open_a_schema_is_asked_for(sleeper: Sleeper, asked: str, used: str) -> None:
    _, bulk = judges(replace(CONFIG, reply_format=ReplyFormat(asked)), sleeper)
    assert bulk.reply_format == used
    assert bulk.identity.name == "house"
