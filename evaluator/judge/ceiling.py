"""The most that judging one answer may cost: every asking used up, each reply as long as it may be.

What goes over that is what nobody can bound beforehand: a model that thinks before it replies and has no
`max_output_tokens`, and replies that an endpoint charges for without delivering them.
"""

import json
from dataclasses import dataclass

from evaluator.domain.answers import Answer
from evaluator.domain.estimates import BYTES_A_TOKEN, DECOYS, INPUT_SPREAD, points_asked, workload_of
from evaluator.domain.questions import Question
from evaluator.judge.config import JudgeConfig, Prices
from evaluator.judge.dialogue import reply_limit
from evaluator.judge.prompts import Prompt
from evaluator.judge.reply import strict_schema_for

A_POINT = len('"": {"$ref": "#/$defs/p"}, "", ')
"""What a point adds to the strict schema, beside its id, which stands there twice."""

CORRECTION = 600
"""What says that a reply cannot be used, beside the points that are wrong in it, in bytes of UTF-8."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What bounds the cost of one answer. `repeated` is what goes along with any question, in bytes of UTF-8."""

    config: JudgeConfig
    prices: Prices
    repeated: int
    askings: int

    def of(self, question: Question, answer: Answer) -> float:
        """The most that judging this answer may cost, in the price table's currency."""
        workload = workload_of(question, answer)
        ids = [*(point.id for point in question.points), *(decoy.id for decoy in question.canaries[:DECOYS])]
        schema = sum(A_POINT + 2 * len(point_id) for point_id in ids)
        sent = _tokens(self.repeated + schema + workload.question_bytes + workload.answer_bytes)
        replied = reply_limit(self.config, points_asked(question))
        # From the second on, an asking shows the reply before it and says what was wrong with that.
        shown = (self.askings - 1) * (replied + _tokens(CORRECTION + schema))
        taken_in = self.askings * sent + shown
        return (taken_in * self.prices.input + self.askings * replied * self.prices.output) / 1e6


def ceiling_of(config: JudgeConfig, prompt: Prompt, prices: Prices, askings: int) -> Ceiling:
    """The ceiling for a judge that is asked so often at most."""
    return Ceiling(config, prices, prompt.bytes + len(json.dumps(strict_schema_for(()))), askings)


def _tokens(size: int) -> float:
    """The most tokens that a text of so many bytes is expected to take."""
    return size / BYTES_A_TOKEN * INPUT_SPREAD[1]
