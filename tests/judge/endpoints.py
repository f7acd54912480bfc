"""What the tests of the client share: a judge's settings, one question to ask, and a client whose time is made up."""

from dataclasses import replace
from typing import Any

from evaluator.judge.chat import ChatClient
from evaluator.judge.config import JudgeConfig, ReplyFormat
from evaluator.judge.exchange import ChatRequest
from evaluator.judge.pacing import Pacing
from evaluator.judge.reply import strict_schema_for
from tests.clocks import Sleeper

URL = "https://llm.example/v1/chat/completions"
CONFIG = JudgeConfig(
    name="house",
    base_url="https://llm.example/v1",
    model="judge",
    key="sk-secret",
    reply_format=ReplyFormat.JSON_SCHEMA,
    max_output_tokens=900,
)
REQUEST = ChatRequest(({"role": "user", "content": "Judge this."},), strict_schema_for(["p1"]), "points")


def client_of(config: JudgeConfig, sleeper: Sleeper, **more: Any) -> ChatClient:
    """A client that lives in the sleeper's time."""
    return ChatClient(config, pacing=Pacing(config.limits, sleeper.clock), clock=sleeper.clock, **more)


def with_format(reply_format: str) -> JudgeConfig:
    """The settings with another reply format."""
    return replace(CONFIG, reply_format=ReplyFormat(reply_format))
