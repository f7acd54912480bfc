"""The parameters a request carries besides its messages, without those that the endpoint has refused."""

import re
from collections.abc import Collection

from evaluator.judge.config import JudgeConfig
from evaluator.judge.exchange import Parameters
from evaluator.judge.faults import ErrorBody

MAX_TOKENS = "max_tokens"
MAX_COMPLETION_TOKENS = "max_completion_tokens"
LOGPROBS, TOP_LOGPROBS = "logprobs", "top_logprobs"
REFUSING_STATUSES = frozenset({400, 422})


def parameters_of(
    config: JudgeConfig, max_output_tokens: int | None, refused: Collection[str], logprobs: int | None = None
) -> Parameters:
    """What to send: what is set and not refused. The limit of the reply goes by its newer name once the older is.

    `logprobs` is of how many tokens the probability is asked for, None for none.
    """
    limit = max_output_tokens if max_output_tokens is not None else config.max_output_tokens
    limit_name = MAX_COMPLETION_TOKENS if MAX_TOKENS in refused else MAX_TOKENS
    wanted = {
        "temperature": config.temperature,
        "seed": config.seed,
        limit_name: limit,
        LOGPROBS: True if logprobs else None,
        TOP_LOGPROBS: logprobs,
    }
    return {name: value for name, value in wanted.items() if value is not None and name not in refused}


def refused_parameter(error: ErrorBody, status: int, sent: Collection[str]) -> str | None:
    """Which of the parameters sent an error is about: the one it names as its own, else the first in its message."""
    if status not in REFUSING_STATUSES:
        return None
    if error.param:
        return error.param if error.param in sent else None
    words = set(re.findall(r"\w+", error.message.lower()))
    return next((name for name in sent if name in words), None)
