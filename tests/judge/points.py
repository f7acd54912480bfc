"""An endpoint asked about one point at a time, six of them, some of whose requests fail in passing."""

import asyncio
import json
from collections.abc import Collection
from pathlib import Path

from evaluator.domain.judgements import Attempt, Reason, Unscored, Usage
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.domain.readings import Progress, untold
from evaluator.judge.config import JudgeConfig, Mode
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.llm import LlmReader
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.patience import Patience
from evaluator.judge.per_point import PerPointReader
from evaluator.judge.pipeline import Judge
from evaluator.judge.places import Places
from evaluator.judge.prompts import load_prompt
from evaluator.judge.yes_no import YesNoReader
from tests.judge.scripted import AT, completion

PROMPTS = Path(__file__).parents[2] / "prompts"
COEFFICIENTS = load_coefficients()
KINSHIP = Kinship(COEFFICIENTS)
COLOURS = ("amber", "blue", "coral", "dun", "ecru", "fawn")
SIX = Question(
    QuestionId("colours"),
    "Colours",
    "Which colours does the flag have?",
    QuestionKind.KNOWLEDGE,
    tuple(ExpectedPoint(PointId(colour), f"It has a stripe in {colour}") for colour in COLOURS),
)
SAID = "I do not remember the flag well; there was a bird on it, and a river, and I think a tree beside the river."
WAYS = (Mode.PER_POINT, Mode.YES_NO_LOGPROBS)

ANSWERED = Usage(100, 40, 20, 0.5)
"""What a request takes that is answered."""

BROKEN = Usage(10, 0, 0, 0.25)
"""What one takes that fails in passing: it had begun to be answered."""

DOWN = Unscored(Reason.ENDPOINT_FAILED, "The endpoint failed.")


class SixPointChat:
    """Says that the answer makes no point, whichever is asked about.

    Requests fail whose number, from 1 on, is among `failing`, for the reason `why`. Keeps the points `asked` about and
    those `answered`, in order, and how many requests were under way beside each, itself included.
    """

    def __init__(self, failing: Collection[int] = (), why: Unscored = DOWN) -> None:
        self.failing = failing
        self.why = why
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.widths: list[int] = []
        self._under_way = 0

    async def complete(
        self, request: ChatRequest, *, progress: Progress = untold, patience: Patience | None = None
    ) -> Completion:
        said = request.messages[1]["content"].rsplit("Point:", 1)[1]
        (colour,) = [colour for colour in COLOURS if f"a stripe in {colour}" in said]
        self.asked.append(colour)
        is_failing = len(self.asked) in self.failing
        self._under_way += 1
        await asyncio.sleep(0)
        self.widths.append(self._under_way)
        self._under_way -= 1
        if is_failing:
            raise ChatFailed(
                self.why, attempts=(Attempt(1, AT, 0.1, "http_503", status=503),), usage=BROKEN, raw="busy"
            )
        self.answered.append(colour)
        missed = {"evidence": "", "reason": "Not said.", "verdict": "missed"}
        return completion(json.dumps({colour: missed}), usage=ANSWERED, logprobs={"No": 0.0})


def judge_asking(chat: SixPointChat, way: Mode = Mode.PER_POINT) -> Judge:
    """A judge that asks this endpoint in that way, for answers that nobody waits for."""
    config = JudgeConfig("primary", "http://llm.test/v1", "small", mode=way)
    reader: PerPointReader | YesNoReader
    if way is Mode.PER_POINT:
        reader = PerPointReader(LlmReader(config, chat, load_prompt(PROMPTS, "point", "v1")))
    else:
        reader = YesNoReader(config, chat, load_prompt(PROMPTS, "yes-no", "v1"), Places(COEFFICIENTS))
    return Judge(reader.for_batches(), KINSHIP, "en", JudgeSummary(reader.identity, is_default=True))
