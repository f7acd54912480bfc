"""What judging took: tokens, money and time, of the answers that were asked for and not shared."""

from collections.abc import Sequence
from functools import reduce

import numpy as np

from evaluator.domain.judgements import Usage
from evaluator.domain.measures.cases import Case
from evaluator.domain.measures.report import Effort

SLOW = 0.95
"""The share of answers that take at most `slow_s`."""


def effort_of(cases: Sequence[Case], *, is_free: bool) -> Effort:
    """The effort of these answers; `is_free` for a judge in this process, which costs nothing."""
    asked = [case for case in cases if not case.is_shared]
    usage = reduce(Usage.plus, (case.usage for case in asked), Usage())
    seconds = [case.seconds for case in asked]
    return Effort(
        asked=len(asked),
        input_tokens=usage.input_tokens,
        cached_tokens=usage.cached_tokens,
        output_tokens=usage.output_tokens,
        cost=0.0 if is_free else usage.cost,
        median_s=float(np.median(seconds)) if seconds else None,
        slow_s=float(np.quantile(seconds, SLOW)) if seconds else None,
    )
