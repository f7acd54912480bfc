"""How long it takes to verify a ledger: in the database, as an export, and by the auditor's file.

Judgements as a language model leaves them (messages sent, raw reply, quotes), with a checkpoint every 100 entries.
Run as `python -m benchmarks.verify_ledger [--entries N]`; 50,000 take a minute to write, and a gigabyte of disk.
"""

import argparse
import asyncio
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.judge_one import QUESTION, SAID
from evaluator.cli.ledger_export import write_export
from evaluator.digests import digest_text
from evaluator.domain.answers import typed
from evaluator.domain.audit import Witnesses
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.ledger import Verified
from evaluator.files.ledger import audit_export
from evaluator.services.orders import Order
from evaluator.settings import load_settings
from evaluator.store.recording import Sealed, record_in, seal
from evaluator.store.upgrades import upgrade
from evaluator.wiring import Application, open_application

GROUP = 100
VERIFIER = Path(__file__).parents[1] / "tools/verify_ledger.py"


def measure(directory: Path, count: int) -> None:
    """Write so many judgements and print what verifying them takes."""
    path = directory / "ledger.jsonl"
    asyncio.run(measure_database(directory, count, path))
    watch = Stopwatch()
    found = audit_export(path)
    tell("export, by the package", found, watch)
    watch = Stopwatch()
    subprocess.run([sys.executable, VERIFIER, path], check=True, stdout=subprocess.DEVNULL)
    tell("export, by the auditor's file", found, watch)


async def measure_database(directory: Path, count: int, path: Path) -> None:
    """Fill a database, verify it there, and export its ledger."""
    settings = load_settings({"EVALUATOR_DATA_DIR": str(directory)})
    upgrade(settings.database.get_secret_value())
    async with open_application(settings) as application:
        await fill(application, count)
        signed = Witnesses(tuple(await application.checkpoints.all()))
        watch = Stopwatch()
        found = await application.ledger.verify(signed)
        tell("database, facts and words included", found, watch)
        watch = Stopwatch()
        await write_export(application, path)
        print(f"export written: {watch}")


async def fill(application: Application, count: int) -> None:
    """Judge one answer, and write that down so many times as if each were another's."""
    judged = await application.judging.judge(Order(QUESTION, typed(SAID), ordered_by="benchmark"))
    for begin in range(1, count, GROUP):
        group = [another(judged, number) for number in range(begin, min(begin + GROUP, count))]
        await application.database.write(partial(record_in, group=group))
        await application.checkpoints.make()


def another(judged: Judgement, number: int) -> Sealed:
    """The judgement of another answer, ready to be written, with all that a language model leaves behind."""
    answer = typed(f"{SAID} {number}")
    sent = ({"role": "system", "content": "You judge. " * 300}, {"role": "user", "content": answer.text * 2})
    provenance = replace(judged.provenance, answer_digest=answer.digest, sent=sent, raw_replies=(SAID * 2,))
    judgement = replace(
        judged,
        id=JudgementId(f"judgement-{number}"),
        key=digest_text(str(number)),
        answer=answer,
        candidate=f"C-{number}",
        provenance=provenance,
    )
    return seal(judgement, secrets.token_bytes(32), datetime.now(UTC))


class Stopwatch:
    """Tells the seconds since it was made, and those of them that a processor was busy with it, children included."""

    def __init__(self) -> None:
        self._begun, self._busy = time.perf_counter(), sum(os.times()[:4])

    def __str__(self) -> str:
        return f"{time.perf_counter() - self._begun:.1f} s ({sum(os.times()[:4]) - self._busy:.1f} s busy)"


def tell(what: str, found: object, watch: Stopwatch) -> None:
    """One line. Whoever finds the ledger broken has measured nothing."""
    if not isinstance(found, Verified):
        raise SystemExit(f"{what}: {found}")
    print(f"{what}: {found.upto:,} entries in {watch}")


def main(arguments: Sequence[str]) -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description="Measure how long verifying the ledger takes.")
    parser.add_argument("--entries", type=int, default=50_000)
    given = parser.parse_args(arguments)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as directory:
        measure(Path(directory), given.entries)


if __name__ == "__main__":
    main(sys.argv[1:])
