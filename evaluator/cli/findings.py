"""What a check of `evaluator doctor` found."""

from dataclasses import dataclass
from enum import StrEnum

from evaluator.errors import EvaluatorError


class State(StrEnum):
    """What a finding asks for: nothing, a look, or a mend."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in a sentence that ends with what to do where something is to be done."""

    state: State
    subject: str
    message: str
    faults: tuple[str, ...] = ()


def failed(subject: str, error: EvaluatorError) -> Finding:
    """An error of ours as a finding."""
    return Finding(State.FAIL, subject, error.message, error.faults)
