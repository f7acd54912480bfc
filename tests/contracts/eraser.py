"""Run as `python -m tests.contracts.eraser URL`: candidates are erased by processes that are killed, the first before
their first statement, the next before their second, and so on; each time another finds all or nothing of it done, and
ends it. Says at how many statements one was killed.
"""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection as Wire

from sqlalchemy import Engine, event

from evaluator.domain.ledger import Verified
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database, open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from tests.batch_records import batch
from tests.erasure_records import erasing, in_a_batch, places_of, said

MOST = 400
"""Far more statements than an erasure has."""

PHRASE = "vermilionquillwort number {}"


async def fill(database: Database, number: int) -> None:
    """Give a candidate two answers in a batch, one judged and one waiting, and one beside it."""
    of = batch(number, id=f"batch-{number}", identity=f"sha256:{number:064}")
    log = SqlBatchLog(database, patience_s=0)
    await in_a_batch(log, of, 2, candidate=candidate(number), phrase=PHRASE.format(number))
    one = said(f"single-{number}", candidate(number), PHRASE.format(number))
    await SqlJudgementLog(database).record(one)


async def erase(url: str, number: int) -> None:
    """Erase, and die before the statement of that number."""
    async with open_database(url) as database:
        die_at(database.writing, number)
        await erasing(database, prefix=f"e{number}").erase(candidate(number), "They asked for it.", "ada")


async def mend(database: Database, number: int) -> None:
    """Find all or nothing of an erasure done, and end it."""
    service = erasing(database, prefix=f"m{number}")
    there = await database.read(lambda connection: places_of(connection, PHRASE.format(number), candidate(number)))
    pending = bool(await service.finish())
    if there:
        assert not pending, "rows are left of an erasure that is written down"
        findings = await service.look(candidate(number))
        assert (findings.deleted.answers, findings.deleted.called_off) == (3, 1), findings
        await service.erase(candidate(number), "They asked for it.", "ada")
    assert not await database.read(lambda connection: places_of(connection, PHRASE.format(number)))
    assert all(erasure.is_complete for erasure in await service.newest())
    await assert_counted_right(database, number)
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def assert_counted_right(database: Database, number: int) -> None:
    of = await SqlBatchLog(database).get(f"batch-{number}")
    assert of is not None
    assert (of.tally.scored, of.tally.waiting, of.tally.cancelled) == (2, 1, 1), of.tally


def candidate(number: int) -> str:
    """Whose answers the n-th erasure takes."""
    return f"Qwyxlborg-{number}-"


def die_at(engine: Engine, statement: int) -> None:
    """Kill this process before that statement, be it one that no transaction is around."""
    seen = count(1)

    def counted(*_: object) -> None:
        if next(seen) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(counted))
    else:
        event.listen(engine, "before_cursor_execute", counted)
        event.listen(engine, "commit", counted)


def outcome(url: str, number: int) -> int:
    """How a process ends that erases."""
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(erase(url, number))
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def outcomes(url: str) -> Wire:
    """A line to a process that begins those that erase, and has no database open: it is told a number, and answers."""
    ours, theirs = Pipe()
    if os.fork() == 0:
        ours.close()
        with suppress(EOFError):
            while True:
                theirs.send(outcome(url, theirs.recv()))
        os._exit(0)
    theirs.close()
    return ours


def main(url: str) -> None:
    line = outcomes(url)
    with asyncio.Runner() as runner:
        database = open_database(url)
        for number in range(1, MOST):
            runner.run(fill(database, number))
            # Nothing is open while somebody is killed, so that what comes after opens what is left anew.
            database.writing.dispose()
            database.reading.dispose()
            line.send(number)
            ended = line.recv()
            assert ended in (0, -signal.SIGKILL), ended
            runner.run(mend(database, number))
            if ended == 0:
                os.write(1, f"{number - 1}\n".encode())
                runner.run(database.close())
                return
    raise AssertionError("an erasure never came to its end")


if __name__ == "__main__":
    main(sys.argv[1])
