"""Run as `python -m tests.contracts.screener URL`: screens a judge, and tells of every answer that has come back."""

import asyncio
import sys
from dataclasses import replace

from evaluator.digests import digest_text
from evaluator.domain.answers import Answer
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress
from evaluator.services.screening import ScreeningService
from evaluator.services.surroundings import Surroundings
from evaluator.store.database import Database, open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.screenings import SqlScreeningLog
from evaluator.store.trials import SqlTrialLog
from evaluator.wiring.screening import course
from tests.fakes import NOON, ScriptedAdjudicator, first_word_covers, paid


class TrialJudge(ScriptedAdjudicator):
    """A judge that may be screened, one answer after the other. `asked` counts what it was asked."""

    def __init__(self) -> None:
        super().__init__(paid(first_word_covers), name="trial")
        self._turn = asyncio.Lock()

    @property
    def asked(self) -> int:
        return self.judged

    @property
    def summary(self) -> JudgeSummary:
        identity = replace(super().summary.identity, settings_digest=digest_text("settings"))
        return JudgeSummary(identity, is_default=True)

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        async with self._turn:
            return await super().judge(question, answer, sample, progress)


def service(database: Database, judge: TrialJudge) -> ScreeningService:
    """Screenings of that judge, kept in that database."""
    world = Surroundings(lambda: NOON, lambda: "id", "here/1", lambda owner: False)
    return ScreeningService(
        [judge],
        course,
        SqlScreeningLog(database, lambda: NOON),
        SqlTrialLog(database),
        SqlJudgementLog(database),
        world,
    )


def _tell(done: int, _of: int) -> None:
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


async def main(url: str) -> None:
    async with open_database(url) as database:
        await service(database, TrialJudge()).screen("trial", by="anna", tell=_tell)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
