"""What `evaluator doctor` looks at. Each check tells what it found; a fault is a finding, never an exception."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from evaluator.cli.findings import Finding, State, failed
from evaluator.errors import EvaluatorError

if TYPE_CHECKING:
    from evaluator.settings import Settings
    from evaluator.store.database import Database


async def check_up(settings: "Settings") -> AsyncIterator[Finding]:
    """Every check in turn, each as soon as it is done."""
    yield Finding(State.OK, "settings", f"read from the environment{_and_file(settings)}")
    for subject, check in (("data directory", _data_directory), ("questions", _questions), ("prompts", _prompts)):
        try:
            for finding in check(settings, subject):
                yield finding
        except EvaluatorError as error:
            yield failed(subject, error)
    async for finding in _database(settings):
        yield finding
    from evaluator.cli.checkup_judges import judge_findings

    async for finding in judge_findings(settings):
        yield finding
    from evaluator.cli.checkup_screening import screening_findings

    async for finding in screening_findings(settings):
        yield finding


def _and_file(settings: "Settings") -> str:
    return f" and {settings.config}" if settings.config else ""


def _data_directory(settings: "Settings", subject: str) -> Iterator[Finding]:
    place = settings.data_dir
    above = next(path for path in (place, *place.parents) if os.access(path, os.F_OK))
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        yield Finding(State.FAIL, subject, f"{above} cannot be written to; choose another by EVALUATOR_DATA_DIR")
    elif above != place:
        yield Finding(State.OK, subject, f"{place} will be made at the first start")
    elif place.stat().st_mode & 0o077:
        yield Finding(State.WARN, subject, f"{place} is open to other users of this machine; chmod 700 closes it")
    else:
        yield Finding(State.OK, subject, str(place))


def _questions(settings: "Settings", subject: str) -> Iterator[Finding]:
    from evaluator.bank import load_bank
    from evaluator.domain.wording import lint

    bank = load_bank(settings.bank)
    yield Finding(State.OK, subject, f"{len(bank.questions)} in version {bank.version} ({bank.digest[:19]}…)")
    findings = len(lint(bank))
    if findings:
        yield Finding(State.WARN, subject, f"{findings} could be worded better; `evaluator questions lint` says how")


def _prompts(settings: "Settings", subject: str) -> Iterator[Finding]:
    from evaluator.judge.prompts import released_fingerprints
    from evaluator.wiring import every_prompt_in

    released = released_fingerprints(settings.prompts)
    for prompt in every_prompt_in(settings):
        if prompt.name in released:
            yield Finding(State.OK, subject, f"{prompt.name} is as released ({prompt.fingerprint[:19]}…)")
        else:
            yield Finding(State.WARN, subject, f"{prompt.name} is not in prompts.lock: a draft, not a release")


async def _database(settings: "Settings") -> AsyncIterator[Finding]:
    from evaluator.store.database import open_database

    if settings.database_url is None and not os.access(settings.database_file, os.F_OK):
        message = f"{settings.database_file} is not there yet; `evaluator serve` or `evaluator db upgrade` makes it"
        yield Finding(State.WARN, "database", message)
        return
    try:
        async with open_database(settings.database.get_secret_value()) as database:
            await database.check()
            yield Finding(State.OK, "database", f"{database.location}, schema {await database.revision()}")
            async for finding in _record(database):
                yield finding
            from evaluator.cli.checkup_ledger import checkpoint_findings

            async for finding in checkpoint_findings(settings, database):
                yield finding
    except EvaluatorError as error:
        yield failed("database", error)


async def _record(database: "Database") -> AsyncIterator[Finding]:
    from evaluator.domain.ledger import spaced
    from evaluator.store.judgements import SqlJudgementLog
    from evaluator.store.ledger import SqlLedger

    head = await SqlLedger(database).head()
    yield Finding(State.OK, "ledger", f"#{spaced(head.seq)} ({head.digest[:19]}…); `evaluator ledger verify` checks it")
    opened = len(await SqlJudgementLog(database).open_intents())
    if opened:
        message = f"{opened} under way, or cut off by a crash; the next `evaluator serve` settles those"
        yield Finding(State.OK, "judgings", message)
