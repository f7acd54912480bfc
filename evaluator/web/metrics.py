"""What Prometheus scrapes: counts and times, never a word, a candidate or a user."""

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

from evaluator.domain.judgements import Judgement

CONTENT_TYPE = "text/plain; version=0.0.4"
"""Of Prometheus's text format; the framework adds the charset."""

_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300)


class Metrics:
    """The counters of one service, in a registry of their own."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "evaluator_requests", "HTTP requests answered.", ("method", "route", "status"), registry=registry
        )
        self._judgements = Counter(
            "evaluator_judgements",
            "Judgements recorded. `reason` is empty where the answer was scored.",
            ("judge", "status", "reason"),
            registry=registry,
        )
        self._shared = Counter(
            "evaluator_judgements_shared",
            "Judgements that took over an earlier one's verdicts: nothing was asked or paid.",
            ("judge",),
            registry=registry,
        )
        self._seconds = Histogram(
            "evaluator_judgement_seconds",
            "Time from order to record.",
            ("judge",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "evaluator_tokens",
            "Tokens used. `cached_input` is part of `input`.",
            ("judge", "kind"),
            registry=registry,
        )
        self._cost = Counter(
            "evaluator_cost",
            "Cost in the price table's currency, where prices are known.",
            ("judge",),
            registry=registry,
        )

    def count_request(self, method: str, route: str, status: int) -> None:
        """Count a request by its route's template, never by its address."""
        self._requests.labels(method, route, str(status)).inc()

    def count_judgement(self, judgement: Judgement) -> None:
        """Count a judgement that was recorded."""
        judge, usage = judgement.judge.name, judgement.usage
        reason = judgement.unscored.reason.value if judgement.unscored else ""
        self._judgements.labels(judge, judgement.status.value, reason).inc()
        if judgement.shared_from is not None:
            self._shared.labels(judge).inc()
            return
        self._seconds.labels(judge).observe(judgement.latency_ms / 1000)
        for kind, count in (
            ("input", usage.input_tokens),
            ("cached_input", usage.cached_tokens),
            ("output", usage.output_tokens),
        ):
            self._tokens.labels(judge, kind).inc(count)
        if usage.cost is not None:
            self._cost.labels(judge).inc(usage.cost)

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self._registry)
