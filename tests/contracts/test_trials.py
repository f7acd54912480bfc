"""Notes of trials on both databases: none is lost, and none is paid for again, whatever ends in between."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from evaluator.digests import digest_text
from evaluator.domain.agreement.drift import Watch
from evaluator.domain.anchors import Anchored, anchored_payload
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.outcomes import Outcome
from evaluator.domain.screened import Screened, screening_payload
from evaluator.domain.screening import Screening
from evaluator.domain.trials import Note, Purpose, Task, Used
from evaluator.store.anchor_tables import trial_notes
from evaluator.store.database import Database, open_database
from evaluator.store.screenings import SqlAnchorLog, SqlScreeningLog
from evaluator.store.trials import KEPT, SqlTrialLog
from tests.contracts.screener import TrialJudge, service
from tests.fakes import NOON
from tests.forks import Nursery
from tests.records import WHOLE

ROUND = Task(Purpose.ANCHORS, "gpt", digest_text("round 3"))
OUTCOME = Outcome(WHOLE.points, WHOLE.flags, WHOLE.coverage, None, canaries=WHOLE.provenance.canaries, seed=7)
FIRST = Note(ROUND, "a1", 0, NOON, OUTCOME)
NEXT = Note(ROUND, "a2", 1, NOON + timedelta(minutes=1), replace(OUTCOME, ballots=WHOLE.provenance.ballots))


async def noted(database: Database, *notes: Note) -> Sequence[Note]:
    for note in notes:
        await SqlTrialLog(database).note(note)
    return await SqlTrialLog(database).noted(Purpose.ANCHORS, NOON - KEPT * 2)


async def test_notes_are_given_back_as_they_were_written_down_oldest_first(database: Database) -> None:
    assert await noted(database, FIRST, NEXT) == [FIRST, NEXT]
    log = SqlTrialLog(database)
    assert await log.noted(Purpose.ANCHORS, NEXT.at) == [NEXT]
    assert await log.noted(Purpose.SCREENING, NOON) == []


OTHERS = [
    replace(FIRST, task=replace(ROUND, judge="other")),
    replace(FIRST, task=replace(ROUND, digest=digest_text("round 4"))),
    replace(FIRST, at=NOON - timedelta(hours=7)),
]


async def test_a_round_that_is_kept_takes_its_notes_away_and_no_others(database: Database) -> None:
    await noted(database, FIRST, NEXT, *OTHERS)
    anchored = Anchored("gpt", None, "m", digest_text("anchors"), 3, 1, 2, Watch(0.8))
    log, used = SqlAnchorLog(database, lambda: NOON), Used(ROUND, NOON)
    assert await log.keep("gpt", anchored_payload(anchored, "anna"), after=anchored, used=used) is None
    assert len(await noted(database)) == 5
    await log.keep("gpt", anchored_payload(anchored, "anna"), after=None, used=used)
    assert await noted(database) == OTHERS


async def test_what_is_too_old_for_anything_goes_when_the_next_is_noted_though_no_round_is_ever_kept(
    database: Database,
) -> None:
    late = [replace(FIRST, at=NOON + KEPT * share) for share in (0.5, 1.0, 1.4)]
    assert await noted(database, FIRST, *late[:2]) == [FIRST, *late[:2]]
    assert await noted(database, late[2]) == late


async def test_a_screening_that_is_kept_takes_its_notes_away(database: Database) -> None:
    note = replace(FIRST, task=replace(ROUND, purpose=Purpose.SCREENING))
    await noted(database, note, FIRST)
    judge = JudgeIdentity("gpt", "m-1", "coverage/v2", settings_digest=digest_text("settings"))
    payload = screening_payload(judge, Screening((), 20, 0), digest_text("answers"), "anna")
    await SqlScreeningLog(database, lambda: NOON).keep(judge, payload, Used(note.task, NOON))
    assert await SqlTrialLog(database).noted(Purpose.SCREENING, NOON) == []
    assert await noted(database) == [FIRST]


async def test_what_another_version_wrote_and_cannot_be_read_is_passed_over(database: Database) -> None:
    await noted(database, FIRST, NEXT)
    odd = update(trial_notes).where(trial_notes.c.answer_id == "a1").values(outcome='{"points": "all"}')
    await database.write(lambda connection: connection.execute(odd))
    assert await noted(database) == [NEXT]


async def test_a_screening_that_is_killed_is_gone_on_with(nursery: Nursery, url: str) -> None:
    with nursery.start("tests.contracts.screener", url) as process:
        for _ in range(9):
            process.stdout.readline()
        process.kill()
        told = 9 + len(process.stdout.read().splitlines())
    judge = TrialJudge()
    async with open_database(url) as database:
        assert isinstance(await service(database, judge).screen("trial", by="anna"), Screened)
    assert judge.asked <= 24 - told
