"""What is happening, on a terminal, while somebody waits for a judge."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from evaluator.domain.readings import Progress, Stage, Step, untold

_CLEAR = "\r\x1b[K"


@contextmanager
def shown_waiting(stream: TextIO) -> Iterator[Progress]:
    """A Progress that keeps one line on a terminal up to date and takes it away at the end; silent elsewhere."""
    if not stream.isatty():
        yield untold
        return

    def show(step: Step) -> None:
        stream.write(_CLEAR + _words(step))
        stream.flush()

    try:
        yield show
    finally:
        stream.write(_CLEAR)
        stream.flush()


def _words(step: Step) -> str:
    if step.stage is Stage.ASK and step.attempt:
        asking = f"Asking the judge: attempt {step.attempt} of {step.attempts}."
        return f"{asking} Waiting {step.wait_s:.0f} s." if step.wait_s else asking
    return _STAGES[step.stage]


_STAGES = {
    Stage.READ: "Reading the answer.",
    Stage.INSPECT: "Inspecting the answer.",
    Stage.ASK: "Asking the judge.",
    Stage.CHECK: "Checking the quotes.",
    Stage.WRITE: "Writing it down.",
    Stage.DONE: "Done.",
}
