"""Small sums on stretches of a text."""

from evaluator.domain.answers import Span


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without white space at its ends; empty at its start where there is nothing else."""
    words = text[start:end].rstrip()
    left = start + len(words) - len(words.lstrip())
    return Span(left, start + len(words)) if words else Span(start, start)
