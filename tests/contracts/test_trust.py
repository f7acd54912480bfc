"""Reviews as trust in judges needs them: what the counters have laid beside each other says what the record says."""

from evaluator.domain.insight_trust import trust_in_each
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import QuestionBank
from evaluator.services.measuring_reviews import ReviewedMaterial
from evaluator.services.trusting import TrustService
from evaluator.store.database import Database
from evaluator.store.exports import SqlExportLog
from evaluator.store.following import follow
from evaluator.store.insights.checked import SqlCheckedLog
from evaluator.store.insights.counters import InsightCounters
from tests.contracts.histories import Judge, Look, Step, play
from tests.fakes import fixed_digest

COVERED, PARTIAL, MISSED, UNSURE = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE
BANK = QuestionBank("1.0", "en", (), fixed_digest("bank"))


def judged(judge: str) -> Judge:
    verdicts = (COVERED, UNSURE, MISSED)
    return Judge(verdicts, "threads", judge, "one", None, day=0, cost=None, flags=(), reason=None, twin=False)


HISTORY: list[Step] = [
    *(judged(judge) for judge in ("main", "main", "second")),
    Look(0, "boris", (COVERED, COVERED, MISSED), None, 0),
    Look(1, "boris", (MISSED, UNSURE, MISSED), None, 0),
    Look(0, "carla", (MISSED, MISSED, MISSED), (COVERED, MISSED, MISSED), 0),
    Look(2, "carla", (UNSURE, UNSURE, UNSURE), None, 0),
]


async def test_the_page_and_the_command_tell_of_the_same_reviews(database: Database) -> None:
    log = SqlCheckedLog(database)
    assert (await log.newest(), await log.checked()) == (0, [])
    await play(database, HISTORY)
    await follow(database, InsightCounters(), at_most=1_000)
    assert await log.newest() > 0
    told = trust_in_each(await log.checked(), 0.1)
    by_command = await TrustService(ReviewedMaterial(SqlExportLog(database), BANK)).find(0.1, [])
    assert [(one.maker.judge, one.reviewed, one.unsure) for one in told] == [("main", 5, 1), ("second", 0, 0)]
    assert [(one.judge.name, one.reviewed, one.unsure) for one in by_command] == [("main", 5, 1)]
