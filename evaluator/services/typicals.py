"""What a judgement usually takes: the middle of the last few by each judge, for people about to spend it."""

from collections import deque
from dataclasses import replace
from statistics import median

from evaluator.domain.judgements import Judgement, Status
from evaluator.domain.outcomes import JudgeSummary

REMEMBERED = 20
"""Judgements of one judge that count, the newest."""


class Typicals:
    """Seconds and cost of recent judgements by judge. Only those scored and paid for are counted."""

    def __init__(self) -> None:
        self._recent: dict[str, deque[tuple[float, float | None]]] = {}

    def observe(self, judgement: Judgement) -> None:
        """Count a judgement, the newest so far."""
        if judgement.status is Status.SCORED and judgement.shared_from is None:
            recent = self._recent.setdefault(judgement.judge.name, deque(maxlen=REMEMBERED))
            recent.append((judgement.latency_ms / 1000, judgement.usage.cost))

    def of(self, summary: JudgeSummary) -> JudgeSummary:
        """The summary with what that judge's judgements usually take, where any are known."""
        recent = self._recent.get(summary.identity.name, ())
        costs = [cost for _, cost in recent if cost is not None]
        return replace(
            summary,
            seconds=median(seconds for seconds, _ in recent) if recent else None,
            cost=median(costs) if costs else None,
        )
