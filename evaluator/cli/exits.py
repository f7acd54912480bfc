"""How a command ends, fixed for the scripts that call it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the calling shell is told."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNSCORED = 3
    INTERRUPTED = 130
