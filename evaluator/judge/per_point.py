"""The judge that is asked for one point at a time: shorter replies with fewer mistakes, for more tokens."""

from evaluator.domain.readings import Assignment, Progress, Reading
from evaluator.judge.llm import LlmReader
from evaluator.judge.patience import Patience
from evaluator.judge.rounds import read_each


class PerPointReader:
    """Reads answers by asking a model about each point by itself. Many readings may be under way at once."""

    wants_canaries = True
    only_words = False

    def __init__(self, one: LlmReader) -> None:
        self._one = one
        self.deadline_s = one.deadline_s
        self.settings_digest = one.settings_digest
        self.identity = one.identity

    def for_batches(self) -> "PerPointReader":
        """The same reader for answers that nobody waits for."""
        return PerPointReader(self._one.for_batches())

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        """The model's claims about every point asked, or why there are none."""

        async def read_one(asked: Assignment, patience: Patience) -> Reading:
            return await self._one.converse(asked, progress, patience)

        return await read_each(assignment, self._one.patience(), read_one)
