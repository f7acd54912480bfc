"""What `evaluator doctor` looks at. Each check tells what it found; a fault is a finding, never an exception."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from evaluator.cli.findings import Finding, State, failed
from evaluator.errors import EvaluatorError

if TYPE_CHECKING:
    from evaluator.judge.exchange import Capabilities
    from evaluator.settings import JudgeSettings, Settings
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
    async for finding in _judges(settings):
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
    from evaluator.judge.prompts import load_prompt, released_fingerprints
    from evaluator.wiring import PROMPT

    prompt = load_prompt(settings.prompts, *PROMPT)
    if prompt.name in released_fingerprints(settings.prompts):
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


async def _judges(settings: "Settings") -> AsyncIterator[Finding]:
    if not settings.judges:
        message = "none is configured, so the built-in matcher judges; the README shows how to set one up"
        yield Finding(State.WARN, "judge", message)
    for asked in asyncio.as_completed([_judge(judge) for judge in settings.judges]):
        yield await asked
    for judge in settings.judges:
        if judge.key.get_secret_value() and _is_open_road(judge.base_url):
            message = "the key and the answers travel unencrypted; use an https address"
            yield Finding(State.WARN, f"judge {judge.name}", message)


async def _judge(judge: "JudgeSettings") -> Finding:
    from evaluator.judge.chat import ChatClient
    from evaluator.judge.exchange import ChatFailed
    from evaluator.judge.pacing import Pacing
    from evaluator.wiring import config_of

    subject, config = f"judge {judge.name}", config_of(judge)
    try:
        client = ChatClient(config, pacing=Pacing(config.limits))
    except EvaluatorError as error:
        return failed(subject, error)
    try:
        return _capable(subject, judge, await client.capabilities())
    except ChatFailed as failure:
        return Finding(State.FAIL, subject, f"{judge.base_url}: {failure.unscored.detail}")
    finally:
        await client.aclose()


def _capable(subject: str, judge: "JudgeSettings", found: "Capabilities") -> Finding:
    if found.reply_format is None:
        message = f"{judge.base_url} does not honour reply_format {judge.reply_format}; set it to auto"
        return Finding(State.FAIL, subject, message)
    parts = [f"{judge.base_url} answers as {found.model or judge.model} in {found.reply_format.value}"]
    lesser = [form.value for form in (*found.formats_refused, *found.formats_ignored)]
    if lesser:
        parts.append(f"not in {', '.join(lesser)}")
    if found.parameters_refused:
        parts.append(f"without {', '.join(found.parameters_refused)}")
    return Finding(State.OK, subject, "; ".join(parts))


def _is_open_road(base_url: str) -> bool:
    parts = urlsplit(base_url)
    try:
        near = parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
    except ValueError:
        near = False
    return parts.scheme == "http" and not near
