"""Logging: one line per unit of work, pretty on a terminal and JSON elsewhere, never a candidate's words or a key.

Call sites log counts, codes and ids only. What is here is the last defence for the day one of them does not: keys that
could hold words or secrets lose their text, long text is cut, and an exception is told by its type and place alone,
because its message may quote what it failed on. Other libraries' records go the same way, from WARNING on.
"""

import json
import logging
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

WITHHELD = "(withheld)"
LONGEST = 300
"""Longest text in a line, in code points: enough for an address or an error's name, too little for an answer."""

DEEPEST = 12
"""Places told of an exception, the innermost ones."""

_PARTS = """
answer answers text texts quote quotes transcript words message messages content body payload reply replies sent raw
claimed note candidate key keys token authorization authentication cookie cookies header headers secret password
credentials session link
"""
_GUARDED = frozenset(_PARTS.split())
"""A key with one of these among its parts (`raw_reply`, `api_key`) keeps numbers only: `answer_characters=812`."""


def configure_logs(level: str, form: str, stream: TextIO) -> None:
    """Send every log line to `stream`. `level` is the least that is logged, `form` is auto, pretty or json."""
    pretty = form == "pretty" or (form == "auto" and stream.isatty())
    chain = _chain()
    renderer = _pretty(stream) if pretty else _json()
    structlog.configure(
        processors=[*chain, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_first_line, *chain],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(logging.WARNING, logging.getLevelName(level.upper())), force=True)


def trace_of(error: BaseException) -> list[str]:
    """Where an exception arose, innermost place last, without its message: `evaluator/judge/reply.py:31 parse`."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def withhold(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Take away whatever could be a candidate's words or a secret."""
    return {key: _guarded(key, value) for key, value in event.items()}


def tell_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the exception's type and place."""
    raised = event.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["where"] = trace_of(error)[-DEEPEST:]
    return event


def _chain() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _current_exception,
        tell_exception,
        withhold,
        _led,
    ]


def _led(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put what every line has before what only some have."""
    first = {key: event[key] for key in ("timestamp", "level", "event") if key in event}
    return {**first, **event}


def _current_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event


def _first_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    # asyncio's "exception was never retrieved" spells the exception out, message and all, from its second line on.
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _guarded(key: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if not _GUARDED.isdisjoint(key.casefold().replace("-", "_").split("_")):
        return WITHHELD
    if isinstance(value, Mapping):
        return {str(inner): _guarded(str(inner), held) for inner, held in value.items()}
    if isinstance(value, str):
        return value if len(value) <= LONGEST else value[:LONGEST] + "…"
    if isinstance(value, Sequence | set | frozenset):
        return [_guarded(key, held) for held in value]
    return f"<{type(value).__name__}>"


def _short(filename: str) -> str:
    _, package, rest = filename.replace("\\", "/").rpartition("/evaluator/")
    return f"evaluator/{rest}" if package else filename.replace("\\", "/").rpartition("/")[2]


def _pretty(stream: TextIO) -> Processor:
    return structlog.dev.ConsoleRenderer(colors=stream.isatty())


def _json() -> Processor:
    return structlog.processors.JSONRenderer(
        serializer=json.dumps, ensure_ascii=False, default=lambda value: f"<{type(value).__name__}>"
    )
