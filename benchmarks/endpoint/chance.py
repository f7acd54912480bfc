"""What a script leaves to chance, drawn so that the same script always comes to the same."""

import math
from random import Random

from benchmarks.endpoint.script import Fault, Script


class Chance:
    """Faults and delays, one draw a request let in; delays have a stream of their own, which faults do not shift."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._faults = Random(script.seed)
        self._delays = Random(script.seed + 1)

    def fault(self) -> Fault | None:
        """What becomes of the next request, None for nothing amiss."""
        drawn = self._faults.random()
        for fault, share in self._script.faults.items():
            if drawn < share:
                return fault
            drawn -= share
        return None

    def delay_s(self) -> float:
        """How long the next reply takes."""
        script = self._script
        is_slow = self._delays.random() < script.slow_share
        spread_s = -script.spread_s * math.log(1 - self._delays.random())
        return (script.slow_s if is_slow else script.latency_s) + spread_s
