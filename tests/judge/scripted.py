"""A Chat that replies by script, for readers of every way."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from evaluator.domain.answers import typed
from evaluator.domain.judgements import Attempt, Reason, Unscored, Usage
from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.domain.readings import Assignment, Progress, untold
from evaluator.judge.config import ReplyFormat
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.patience import Patience

AT = datetime(2026, 11, 22, tzinfo=UTC)
SAID = "We keep hot rows in memory. It takes load off the server."
QUESTION = Question(
    QuestionId("caching"),
    "Caching",
    "What is a cache for?",
    QuestionKind.KNOWLEDGE,
    (
        ExpectedPoint(PointId("memory"), "Keeps hot rows in memory"),
        ExpectedPoint(PointId("load"), "Takes load off the server"),
    ),
    (Canary(PointId("signed"), "Has each entry signed by a clerk"),),
)
ASSIGNMENT = Assignment(typed(SAID), QUESTION, (*QUESTION.points, *QUESTION.canaries), spoken=(SAID,))
FAILED = ChatFailed(
    Unscored(Reason.ENDPOINT_FAILED, "The endpoint gave up after 4 tries (last: 503)."),
    attempts=(Attempt(1, AT, 0.1, "http_503", status=503),),
    usage=Usage(7),
    raw="<html>busy</html>",
)


def completion(text: str, **more: Any) -> Completion:
    """A reply of those words."""
    told: dict[str, Any] = {
        "body": f"body of {text}",
        "finish_reason": "stop",
        "refusal": None,
        "model": "small-2026",
        "usage": Usage(100, 40, 20, 0.5),
        "attempts": (Attempt(1, AT, 0.2, "ok", status=200),),
        "reply_format": ReplyFormat.JSON_SCHEMA,
        "parameters_sent": {"temperature": 0.0},
        "parameters_refused": (),
    }
    return Completion(text, **told | more)


def asked_about(request: ChatRequest) -> str:
    """The id of the point of our question that a request asks about alone."""
    said = request.messages[1]["content"].rsplit("<<", 1)[1]
    (found,) = [asked.id for asked in ASSIGNMENT.asked if asked.text in said]
    return found


class ScriptedChat:
    """Replies by what each request asks about. Keeps what it was asked, and the most that was under way at once."""

    def __init__(self, reply: Callable[[str], Completion | ChatFailed]) -> None:
        self._reply = reply
        self._under_way = 0
        self.requests: list[ChatRequest] = []
        self.patiences: list[Patience | None] = []
        self.widths: list[int] = []

    async def complete(
        self, request: ChatRequest, *, progress: Progress = untold, patience: Patience | None = None
    ) -> Completion:
        self.requests.append(request)
        self.patiences.append(patience)
        self._under_way += 1
        await asyncio.sleep(0)
        self.widths.append(self._under_way)
        self._under_way -= 1
        reply = self._reply(asked_about(request))
        if isinstance(reply, ChatFailed):
            raise reply
        return reply

    @property
    def order(self) -> list[str]:
        """The ids asked about, in order."""
        return [asked_about(request) for request in self.requests]


def by_point(replies: Mapping[str, Completion | ChatFailed]) -> ScriptedChat:
    """A chat with one reply for each point."""
    return ScriptedChat(lambda point: replies[point])
