"""What an endpoint is to do."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """A way in which one request comes to nothing.

    `err500` is a failure with a body that says so, `drop` a connection that breaks off, `malformed` a model's text that
    ends in the middle, `badbody` an HTTP body that does, `hang` a reply that never comes.
    """

    ERR500 = "err500"
    DROP = "drop"
    MALFORMED = "malformed"
    BADBODY = "badbody"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Script:
    """How an endpoint behaves. Without anything said, it answers at once, always, and calls every point missed.

    `points` holds for each point's id the sentences that make it. A reply takes `latency_s`, `slow_share` of them
    `slow_s`, all a chance extra of `spread_s` on average. Limits fill evenly and save up `saved_s`; where it `tells`,
    replies carry them in x-ratelimit headers, and where it `asks`, refusals a Retry-After. `faults` are shares of the
    requests let in, drawn by `seed`. Of a prompt's beginning that came before, whole blocks of `cache_block` tokens are
    counted as cached.
    """

    points: Mapping[str, Sequence[str]] = field(default_factory=dict)
    latency_s: float = 0.0
    slow_share: float = 0.0
    slow_s: float = 3.0
    spread_s: float = 0.0
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    saved_s: float = 1.0
    tells: bool = True
    asks: bool = True
    refuses_in_s: float = 0.002
    faults: Mapping[Fault, float] = field(default_factory=dict)
    cache_block: int | None = None
    seed: int = 7

    def to_json(self) -> str:
        """For another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Script":
        """What `to_json` wrote."""
        fields = json.loads(text)
        faults = {Fault(name): share for name, share in fields.pop("faults", {}).items()}
        return cls(**fields, faults=faults)
