"""The most that judging one answer may cost: every asking used up, each reply as long as it may be.

What goes over that is what nobody can bound beforehand: a model that thinks before it replies and has no
`max_output_tokens`, and replies that an endpoint charges for without delivering them.
"""

import json
from dataclasses import dataclass

from evaluator.domain.answers import Answer
from evaluator.domain.estimates import (
    BYTES_A_TOKEN,
    DECOYS,
    INPUT_SPREAD,
    LONGEST_EXAMPLE,
    points_asked,
    workload_of,
)
from evaluator.domain.questions import Question
from evaluator.judge.config import JudgeConfig, Mode, Prices
from evaluator.judge.dialogue import reply_limit
from evaluator.judge.prompts import Prompt
from evaluator.judge.reply import strict_schema_for

A_POINT = len('"": {"$ref": "#/$defs/p"}, "", ')
"""What a point adds to the strict schema, beside its id, which stands there twice."""

CORRECTION = 600
"""What says that a reply cannot be used, beside the points that are wrong in it, in bytes of UTF-8."""

ONE_TOKEN = 1
"""What a reply takes that is read for its probability."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What bounds the cost of one answer. `repeated` is what goes along with any question, in bytes of UTF-8."""

    config: JudgeConfig
    prices: Prices
    repeated: int
    askings: int

    def of(self, question: Question, answer: Answer) -> float:
        """The most that judging this answer may cost, in the price table's currency."""
        workload, asked = workload_of(question, answer), points_asked(question)
        requests = asked if self.config.mode.asks_each_point else 1
        ids = [*(point.id for point in question.points), *(decoy.id for decoy in question.canaries[:DECOYS])]
        schema = sum(A_POINT + 2 * len(point_id) for point_id in ids)
        along = self.repeated + workload.answer_bytes
        again = (requests - 1) * len(question.text.encode())
        sent = _tokens(requests * along + schema + workload.question_bytes + again)
        replied = requests * self._longest_reply(asked // requests)
        # From the second on, an asking shows the reply before it and says what was wrong with that.
        shown = (self.askings - 1) * (replied + _tokens(requests * CORRECTION + schema))
        taken_in = self.askings * sent + shown
        return (taken_in * self.prices.input + self.askings * replied * self.prices.output) / 1e6

    def _longest_reply(self, asked: int) -> int:
        return ONE_TOKEN if self.config.mode is Mode.YES_NO_LOGPROBS else reply_limit(self.config, asked)


def ceiling_of(config: JudgeConfig, prompt: Prompt, prices: Prices, askings: int) -> Ceiling:
    """The ceiling for a judge that is asked so often at most, where it is asked again for a reply it cannot use."""
    if config.mode is Mode.YES_NO_LOGPROBS:
        return Ceiling(config, prices, prompt.bytes, 1)
    shown = config.examples * LONGEST_EXAMPLE
    return Ceiling(config, prices, prompt.bytes + shown + len(json.dumps(strict_schema_for(()))), askings)


def _tokens(size: int) -> float:
    """The most tokens that a text of so many bytes is expected to take."""
    return size / BYTES_A_TOKEN * INPUT_SPREAD[1]
