"""How fast requests may go to an endpoint, and which goes next.

`gate` is the way in. `speed` joins what is known of the limits: those set (`bucket`), those the endpoint tells with its
replies (`headers`, `meter`) and the one it keeps to itself (`found`); `opening` is for when nothing is known.
"""

from evaluator.judge.pacing.gate import Admission, OnWait, Pacing

__all__ = ["Admission", "OnWait", "Pacing"]
