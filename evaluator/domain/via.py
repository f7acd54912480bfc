"""How a judge was asked."""

from enum import StrEnum


class Via(StrEnum):
    """How a judge was asked: over a connection, by files that people carried, or by a batch at the provider's."""

    LIVE = "live"
    FILE = "file"
    PROVIDER_BATCH = "provider_batch"
