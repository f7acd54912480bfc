"""Many judgements, a portion to a statement."""

from collections.abc import Iterator, Sequence

PORTION = 500


def portions(ids: Sequence[str]) -> Iterator[list[str]]:
    """These ids in order, at most so many at a time."""
    for start in range(0, len(ids), PORTION):
        yield list(ids[start : start + PORTION])
