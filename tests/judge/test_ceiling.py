"""The most that judging one answer may cost."""

import json
from dataclasses import replace

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.estimates import BYTES_A_TOKEN, INPUT_SPREAD, LONGEST_EXAMPLE
from evaluator.domain.judgements import Usage
from evaluator.domain.questions import Canary, ExpectedPoint
from evaluator.domain.readings import Assignment
from evaluator.judge.ceiling import ceiling_of
from evaluator.judge.config import JudgeConfig, Mode, Prices, ReplyFormat
from evaluator.judge.dialogue import Dialogue, reply_limit
from evaluator.judge.exchange import Completion
from evaluator.judge.formats import options_for
from evaluator.judge.lineup import line_up
from evaluator.judge.llm import ASKINGS
from evaluator.judge.prompts import load_prompt
from evaluator.judge.reply import ReplyFault
from evaluator.judge.yes_no import request_for
from evaluator.wiring.readers import PROMPTS as PROMPTS_BY_MODE
from tests.judge.endpoints import CONFIG
from tests.judge.test_dialogue import ASKED, CHARACTERS_A_TOKEN, PROMPTS, SAID, question_in

PRICES = Prices(input=2.0, output=8.0)


def _spent(config: JudgeConfig, askings: int) -> float:
    """What an answer costs whose every reply is as long as it may be and of no use."""
    question = question_in(ASKED)
    asked = line_up(question, 0, with_canaries=True).asked
    if config.mode is Mode.PER_POINT:
        return sum(_spent_on(config, askings, (one,)) for one in asked)
    return _spent_on(config, askings, asked)


def _spent_on(config: JudgeConfig, askings: int, asked: tuple[ExpectedPoint | Canary, ...]) -> float:
    prompt = load_prompt(PROMPTS, *PROMPTS_BY_MODE[config.mode])
    dialogue = Dialogue(prompt, Assignment(typed(SAID), question_in(ASKED), asked, (SAID,)), strict=True)
    most = reply_limit(config, len(asked))
    cost = 0.0
    for _ in range(askings):
        request = dialogue.request(most)
        form = json.dumps(options_for(ReplyFormat.JSON_SCHEMA, request))
        sent = sum(len(message["content"]) for message in request.messages) + len(form)
        cost += (sent / CHARACTERS_A_TOKEN * PRICES.input + most * PRICES.output) / 1e6
        reply = Completion("word " * most, "", "stop", None, None, Usage(), (), ReplyFormat.JSON_SCHEMA, (), ())
        with pytest.raises(ReplyFault) as fault:
            dialogue.hear(reply)
        dialogue.ask_again(reply, fault.value)
    return cost


@pytest.mark.parametrize("longest", [None, 900], ids=["as long as usual", "as the settings say"])
@pytest.mark.parametrize("askings", [1, ASKINGS])
@pytest.mark.parametrize("mode", [Mode.PER_ANSWER, Mode.PER_POINT])
def test_no_answer_costs_more_than_its_ceiling_however_often_it_is_asked(
    mode: Mode, askings: int, longest: int | None
) -> None:
    config = replace(CONFIG, max_output_tokens=longest, mode=mode)
    prompt = load_prompt(PROMPTS, *PROMPTS_BY_MODE[mode])
    ceiling = ceiling_of(config, prompt, PRICES, askings).of(question_in(ASKED), typed(SAID))
    assert _spent(config, askings) <= ceiling <= 1.5 * _spent(config, askings)


def test_a_judge_of_one_token_is_never_asked_again_and_never_writes_more() -> None:
    config = replace(CONFIG, mode=Mode.YES_NO_LOGPROBS, max_output_tokens=900)
    prompt = load_prompt(PROMPTS, *PROMPTS_BY_MODE[config.mode])
    question = question_in(ASKED)
    asked = line_up(question, 0, with_canaries=True).asked
    requests = [
        request_for(prompt.render(Assignment(typed(SAID), question, (one,), (SAID,))).messages) for one in asked
    ]
    assert {request.max_output_tokens for request in requests} == {1}
    sent = sum(len(message["content"]) for request in requests for message in request.messages)
    spent = (sent / CHARACTERS_A_TOKEN * PRICES.input + len(asked) * PRICES.output) / 1e6
    assert spent <= ceiling_of(config, prompt, PRICES, ASKINGS).of(question, typed(SAID)) <= 1.5 * spent


def test_examples_are_in_the_ceiling_at_the_longest_that_they_may_be() -> None:
    config, question, answer = replace(CONFIG, examples=2), question_in(ASKED), typed(SAID)
    prompt = load_prompt(PROMPTS, "coverage-examples", "v1")
    plain = ceiling_of(CONFIG, prompt, PRICES, 1).of(question, answer)
    more = ceiling_of(config, prompt, PRICES, 1).of(question, answer) - plain
    assert more == pytest.approx(2 * LONGEST_EXAMPLE / BYTES_A_TOKEN * INPUT_SPREAD[1] * PRICES.input / 1e6)
