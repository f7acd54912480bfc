"""Reviews as trust in judges needs them: what the counters have laid beside each other says what the record says."""

from evaluator.domain.judgements import Verdict
from evaluator.store.database import Database
from evaluator.store.insights.checked import SqlCheckedLog
from evaluator.wiring.following import following_service
from evaluator.wiring.insights import trust_service
from tests.contracts.histories import Judge, Look, Step, play

COVERED, PARTIAL, MISSED, UNSURE = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED, Verdict.UNSURE


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


async def test_trust_is_told_by_what_people_said_first_of_each_answer(database: Database) -> None:
    log = SqlCheckedLog(database)
    assert (await log.newest(), await log.checked()) == (0, [])
    await play(database, HISTORY)
    told = await trust_service(database, following_service(database)).find(0.1)
    assert await log.newest() > 0
    assert [(one.maker.judge, one.reviewed, one.unsure) for one in told] == [("main", 5, 1), ("second", 0, 0)]
