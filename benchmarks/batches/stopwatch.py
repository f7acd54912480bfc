"""What a process took, phase by phase, and how it says so in its last line."""

import json
import resource
import time
from collections.abc import Mapping

SIGN = "RESULT "


class Stopwatch:
    """Wall and processor seconds of each phase since the last, from when it was made or from what it is told."""

    def __init__(self, began: float | None = None, began_cpu: float | None = None) -> None:
        self.phases: dict[str, float] = {}
        self._at = time.perf_counter() if began is None else began
        self._cpu = time.process_time() if began_cpu is None else began_cpu

    def mark(self, phase: str) -> None:
        """End a phase."""
        at, cpu = time.perf_counter(), time.process_time()
        self.phases |= {f"{phase}_s": round(at - self._at, 3), f"{phase}_cpu_s": round(cpu - self._cpu, 3)}
        self._at, self._cpu = at, cpu


def peak_memory_mb() -> float:
    """The most memory this process has held so far, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def say(told: Mapping[str, object]) -> None:
    """Print it as the process's result."""
    print(SIGN + json.dumps(told), flush=True)


def heard(lines: str) -> Mapping[str, float]:
    """The result that a process printed; empty where it did not come to that."""
    said = [line.removeprefix(SIGN) for line in lines.splitlines() if line.startswith(SIGN)]
    result: Mapping[str, float] = json.loads(said[-1]) if said else {}
    return result
