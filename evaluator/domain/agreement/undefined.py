"""No figure, and why: what is said where a coefficient has no value."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why there is no figure, in words that a page can show."""

    NO_DATA = "nothing to compare yet"
    ONE_VERDICT = "everybody gave one and the same verdict, so there is no chance to compare with"
    NO_POSITIVE = "people found no point covered or partial"
    NO_NEGATIVE = "people found no point missed"
    NOT_SAID = "this verdict was never given"
    ONE_CLASS = "all labels are of one class"
    NO_SPREAD = "all scores of one side are the same"
    TOO_RARE = "too few cases for an interval"


@dataclass(frozen=True, slots=True)
class Undefined:
    """No figure, and why."""

    why: Why
