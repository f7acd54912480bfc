"""One log line for every judgement: who judged what, how it ended, how long it took. No words, no candidate."""

import structlog

from evaluator.domain.judgements import Judgement

_log = structlog.get_logger()


def log_judgement(judgement: Judgement) -> None:
    """Log a judgement that was recorded."""
    _log.info(
        "judgement",
        id=judgement.id,
        question=judgement.question_id,
        judge=judgement.judge.name,
        status=judgement.status.value,
        reason=judgement.unscored.reason.value if judgement.unscored else None,
        flags=[flag.code.value for flag in judgement.flags],
        attempts=len(judgement.attempts),
        ms=round(judgement.latency_ms, 1),
        tokens=judgement.usage.input_tokens + judgement.usage.output_tokens,
        cost=judgement.usage.cost,
        shared=judgement.shared_from is not None,
        user=judgement.created_by,
    )
