"""Processes of the evaluator by name: the one that has a batch or a judging in hand, and whether it still lives."""

import os
import socket


def this_process() -> str:
    """The name of this one: `host/pid`."""
    return f"{socket.gethostname()}/{os.getpid()}"


def is_alive(owner: str) -> bool:
    """Whether a process named `host/pid` may still be at work. Of another host nothing is known: it may."""
    host, _, pid = owner.rpartition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
