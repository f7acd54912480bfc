"""What judges take in batches: how many answers at once, and what that costs at most and by estimate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluator.domain.batches import BatchItem
from evaluator.domain.estimates import ALL_AT_ONCE, EXAMPLE, Estimate, Manner, Workload, estimate
from evaluator.judge.ceiling import ceiling_of
from evaluator.judge.config import JudgeConfig, Mode, Prices
from evaluator.judge.llm import ASKINGS
from evaluator.judge.prompts import Prompt
from evaluator.judge.reply import schema_bytes

FREE = Prices(input=0.0, output=0.0)
"""What a judge in this process costs."""

_MANNERS = {
    Mode.PER_ANSWER: (ALL_AT_ONCE, schema_bytes()),
    Mode.PER_POINT: (Manner(each_point=True), schema_bytes()),
    Mode.YES_NO_LOGPROBS: (Manner(each_point=True, output_a_point=(1, 1)), 0),
}
"""How judges are asked in each mode, and the bytes of the schema that goes along."""


@dataclass(frozen=True, slots=True)
class Expense:
    """How many answers may be under way at once, what one may cost at most, and what a workload is expected to take."""

    width: int
    worst_cost: Callable[[BatchItem], float]
    expected: Callable[[Workload], Estimate]


def expense_of(config: JudgeConfig | None, prompt: Prompt) -> Expense:
    """What one judge takes. The matcher, which has no config, costs nothing and gains nothing from many at once."""
    samples = config.samples if config else 1
    width = config.limits.in_flight if config else 1
    prices = config.prices if config else FREE
    manner, schema = _MANNERS[config.mode if config else Mode.PER_ANSWER]
    repeated = prompt.bytes + schema + (config.examples * EXAMPLE if config else 0)
    ceiling = ceiling_of(config, prompt, config.prices, ASKINGS) if config and config.prices else None

    def expected(workload: Workload) -> Estimate:
        return estimate(workload, repeated, prices, manner).times(samples)

    def worst_cost(item: BatchItem) -> float:
        return 0.0 if ceiling is None else ceiling.of(item.question, item.answer) * samples

    return Expense(max(1, width // samples), worst_cost, expected)


def escalating(expenses: Sequence[Expense]) -> Expense:
    """What judges take who are asked one after the other, each after the first of every answer at most."""

    def expected(workload: Workload) -> Estimate:
        first, *later = [expense.expected(workload) for expense in expenses]
        for one in later:
            first = first.perhaps(one)
        return first

    def worst_cost(item: BatchItem) -> float:
        return sum(expense.worst_cost(item) for expense in expenses)

    return Expense(max(expense.width for expense in expenses), worst_cost, expected)
