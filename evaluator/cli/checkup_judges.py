"""What `evaluator doctor` asks of each judge: whether it answers, and what it supports of what its mode needs."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from evaluator.cli.findings import Finding, State, failed
from evaluator.errors import EvaluatorError

if TYPE_CHECKING:
    from evaluator.judge.chat import ChatClient
    from evaluator.judge.config import JudgeConfig
    from evaluator.judge.exchange import Capabilities
    from evaluator.judge.local import LocalChat
    from evaluator.settings import JudgeSettings, Settings


async def judge_findings(settings: "Settings") -> AsyncIterator[Finding]:
    """What each judge of the settings is found to be, as soon as it has answered."""
    if not settings.judges:
        message = "none is configured, so the built-in matcher judges; the README shows how to set one up"
        yield Finding(State.WARN, "judge", message)
    for asked in asyncio.as_completed([_judge(judge) for judge in settings.judges]):
        yield await asked
    for judge in settings.judges:
        if judge.key.get_secret_value() and _is_open_road(judge.base_url):
            message = "the key and the answers travel unencrypted; use an https address"
            yield Finding(State.WARN, f"judge {judge.name}", message)
    for panel in settings.panels:
        third = f"; {panel.third} where those two contradict each other" if panel.third else ""
        message = f"{panel.first} judges; {panel.second} where that is {' or '.join(panel.escalate_on)}{third}"
        yield Finding(State.OK, f"panel {panel.name}", message)


async def _judge(judge: "JudgeSettings") -> Finding:
    from evaluator.judge.config import Mode
    from evaluator.judge.exchange import ChatFailed
    from evaluator.wiring import config_of

    subject = f"judge {judge.name}"
    try:
        config = config_of(judge)
        client = _client(config)
    except EvaluatorError as error:
        return failed(subject, error)
    try:
        if config.mode is Mode.YES_NO_LOGPROBS:
            return await _telling(subject, judge, client)
        return _capable(subject, judge, await client.capabilities())
    except ChatFailed as failure:
        return Finding(State.FAIL, subject, f"{_place(judge)}: {failure.unscored.detail}")
    finally:
        await client.aclose()


def _client(config: "JudgeConfig") -> "ChatClient | LocalChat":
    from evaluator.judge.chat import ChatClient
    from evaluator.judge.pacing import Pacing
    from evaluator.wiring import local_chat

    if config.model_file is not None:
        return local_chat(config, config.model_file)
    return ChatClient(config, pacing=Pacing(config.limits))


async def _telling(subject: str, judge: "JudgeSettings", client: "ChatClient | LocalChat") -> Finding:
    from evaluator.judge.yes_no import NO_LOGPROBS, ask_for_logprobs

    completion = await ask_for_logprobs(client)
    if not completion.logprobs:
        return Finding(State.FAIL, subject, f"{_place(judge)}: {NO_LOGPROBS}")
    told = f"and tells the probabilities of {len(completion.logprobs)} tokens"
    return Finding(State.OK, subject, f"{_place(judge)} answers as {completion.model or judge.model} {told}")


def _capable(subject: str, judge: "JudgeSettings", found: "Capabilities") -> Finding:
    if found.reply_format is None:
        message = f"{_place(judge)} does not honour reply_format {judge.reply_format}; set it to auto"
        return Finding(State.FAIL, subject, message)
    parts = [f"{_place(judge)} answers as {found.model or judge.model} in {found.reply_format.value}"]
    lesser = [form.value for form in (*found.formats_refused, *found.formats_ignored)]
    if lesser:
        parts.append(f"not in {', '.join(lesser)}")
    if found.parameters_refused:
        parts.append(f"without {', '.join(found.parameters_refused)}")
    return Finding(State.OK, subject, "; ".join(parts))


def _place(judge: "JudgeSettings") -> str:
    return judge.base_url or str(judge.gguf)


def _is_open_road(base_url: str) -> bool:
    parts = urlsplit(base_url)
    try:
        near = parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
    except ValueError:
        near = False
    return parts.scheme == "http" and not near
