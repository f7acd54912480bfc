"""What can be measured, by name."""

from collections.abc import Callable, Mapping

from benchmarks.batches.expense import base, growth, prices
from benchmarks.batches.figures import Size
from benchmarks.batches.speed import hidden, rate, tail, tokens
from benchmarks.batches.table import Report
from benchmarks.batches.trouble import faults, kill

Scenario = Callable[[Size], Report]

SCENARIOS: Mapping[str, Scenario] = {
    made.__name__: made for made in (base, growth, rate, tokens, hidden, tail, faults, kill, prices)
}
QUICK = ("base", "rate", "kill", "prices")
"""What takes a minute or two together and tells most."""
