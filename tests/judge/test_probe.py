"""Finding out which form of reply an endpoint honours."""

from collections.abc import Mapping, Sequence

import pytest

from evaluator.domain.judgements import Attempt, Reason, Unscored, Usage
from evaluator.judge.config import ReplyFormat
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.formats import LADDER
from evaluator.judge.probe import probe
from tests.clocks import NOON

SCHEMA, OBJECT, TOOL, TEXT = LADDER
SEEN = '{"signal": "seen"}'


class Endpoint:
    """Answers in each form with a text, or fails for a reason; each request takes one token in and out."""

    def __init__(self, answers: Mapping[ReplyFormat, str | Reason]) -> None:
        self.answers = answers
        self.asked: list[tuple[ReplyFormat, ChatRequest]] = []

    async def ask(self, request: ChatRequest, reply_format: ReplyFormat) -> Completion:
        self.asked.append((reply_format, request))
        answer = self.answers[reply_format]
        attempts = (Attempt(1, NOON, 0.1, "ok"),)
        if isinstance(answer, Reason):
            unscored = Unscored(answer, "It failed.")
            raise ChatFailed(unscored, attempts=attempts, usage=Usage(1, 0, 1), raw="raw")
        return Completion(answer, "{}", "stop", None, "m-1", Usage(1, 0, 1), attempts, reply_format, {}, ())


@pytest.mark.parametrize(
    ("answers", "found", "refused", "ignored"),
    [
        pytest.param([SEEN], SCHEMA, [], [], id="a schema"),
        pytest.param([' {"signal":"seen"} '], SCHEMA, [], [], id="a schema, spaced in another way"),
        pytest.param([Reason.REQUEST_REFUSED, "{}"], OBJECT, [SCHEMA], [], id="an object, a schema refused"),
        pytest.param(["I see it.", SEEN], OBJECT, [], [SCHEMA], id="an object, a schema ignored"),
        pytest.param(['{"signal": "green"}', SEEN], OBJECT, [], [SCHEMA], id="an object, a schema half ignored"),
        pytest.param([Reason.REPLY_EMPTY, SEEN], OBJECT, [], [SCHEMA], id="an object, silence for a schema"),
        pytest.param([Reason.REQUEST_REFUSED, "```{}```", SEEN], TOOL, [SCHEMA], [OBJECT], id="a tool"),
        pytest.param(["Yes.", "[]", "Yes.", "Seen."], TEXT, [], [SCHEMA, OBJECT, TOOL], id="text, all ignored"),
        pytest.param(["[" * 9_999, "1", SEEN], TOOL, [], [SCHEMA, OBJECT], id="a tool, nonsense before"),
        pytest.param(
            [Reason.REQUEST_REFUSED] * 3 + ["Seen."], TEXT, [SCHEMA, OBJECT, TOOL], [], id="text, all refused"
        ),
    ],
)
async def test_the_strictest_form_that_is_honoured_is_found(
    answers: Sequence[str | Reason],
    found: ReplyFormat,
    refused: list[ReplyFormat],
    ignored: list[ReplyFormat],
) -> None:
    endpoint = Endpoint(dict(zip(LADDER, answers, strict=False)))
    capabilities = await probe(endpoint.ask, LADDER)
    assert capabilities.reply_format is found
    assert (capabilities.formats_refused, capabilities.formats_ignored) == (tuple(refused), tuple(ignored))
    assert capabilities.model == "m-1"
    assert len(endpoint.asked) == len(capabilities.attempts) == len(answers)


async def test_a_form_that_is_demanded_and_not_honoured_is_not_called_found() -> None:
    assert (await probe(Endpoint({TOOL: "Seen."}).ask, (TOOL,))).reply_format is None


@pytest.mark.parametrize("reason", [Reason.KEY_REFUSED, Reason.ENDPOINT_UNREACHABLE, Reason.RATE_LIMITED])
async def test_an_endpoint_that_cannot_be_asked_fails_with_its_own_reason_and_all_that_was_spent(
    reason: Reason,
) -> None:
    with pytest.raises(ChatFailed, match="It failed") as caught:
        await probe(Endpoint({SCHEMA: "no", OBJECT: reason}).ask, LADDER)
    assert caught.value.unscored.reason is reason
    assert (len(caught.value.attempts), caught.value.usage, caught.value.raw) == (2, Usage(2, 0, 2), "raw")


@pytest.mark.parametrize("reason", [Reason.REQUEST_REFUSED, Reason.REPLY_EMPTY])
async def test_an_endpoint_that_gives_not_even_text_fails(reason: Reason) -> None:
    with pytest.raises(ChatFailed) as caught:
        await probe(Endpoint({TEXT: reason}).ask, (TEXT,))
    assert caught.value.unscored.reason is reason


async def test_the_message_beside_a_schema_does_not_give_its_words_away() -> None:
    endpoint = Endpoint({SCHEMA: "no", OBJECT: "no", TOOL: "no", TEXT: "no"})
    await probe(endpoint.ask, LADDER)
    said = {reply_format: request.messages[0]["content"] for reply_format, request in endpoint.asked}
    assert "seen" not in said[SCHEMA] + said[TOOL]
    assert "JSON" in said[OBJECT], "an endpoint may refuse an object where the messages do not speak of JSON"
