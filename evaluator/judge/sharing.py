"""What several judges of one process have in common when they ask the same endpoint."""

from collections.abc import Sequence

from evaluator.judge.clock import SYSTEM_CLOCK, Clock
from evaluator.judge.config import JudgeConfig, Limits
from evaluator.judge.endpoint import endpoint_of
from evaluator.judge.pacing import Pacing
from evaluator.judge.traits import Traits


class Sharing:
    """One Pacing for each endpoint and key, under the strictest limits set for it; one Traits for each model there.

    Made for all judges at once; raises SettingsInvalid for a base URL that cannot be used.
    """

    def __init__(self, configs: Sequence[JudgeConfig], clock: Clock = SYSTEM_CLOCK) -> None:
        limits: dict[tuple[str, str], Limits] = {}
        for config in configs:
            gate = _gate(config)
            limits[gate] = _strictest(limits.get(gate, config.limits), config.limits)
        self._pacings = {gate: Pacing(strictest, clock) for gate, strictest in limits.items()}
        self._traits = {_character(config): Traits() for config in configs}

    def pacing(self, config: JudgeConfig) -> Pacing:
        """The gate of the config's endpoint and key."""
        return self._pacings[_gate(config)]

    def traits(self, config: JudgeConfig) -> Traits:
        """What is known of the config's endpoint with its model."""
        return self._traits[_character(config)]


def _gate(config: JudgeConfig) -> tuple[str, str]:
    return endpoint_of(config).host, config.key


def _character(config: JudgeConfig) -> tuple[str, str]:
    return endpoint_of(config).url, config.model


def _strictest(one: Limits, other: Limits) -> Limits:
    return Limits(
        requests_per_minute=_least(one.requests_per_minute, other.requests_per_minute),
        tokens_per_minute=_least(one.tokens_per_minute, other.tokens_per_minute),
        in_flight=min(one.in_flight, other.in_flight),
        attempts=min(one.attempts, other.attempts),
    )


def _least(one: int | None, other: int | None) -> int | None:
    known = [limit for limit in (one, other) if limit is not None]
    return min(known, default=None)
