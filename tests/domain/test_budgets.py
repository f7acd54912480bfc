"""A ceiling is never gone over, whatever is reserved and settled in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.budgets import Budget

amounts = st.floats(0, 10)


def test_without_a_ceiling_there_is_always_room() -> None:
    assert Budget().reserve(1e9) == Budget(reserved=1e9)


def test_what_would_go_over_the_ceiling_is_not_reserved() -> None:
    budget = Budget(ceiling=1.0).reserve(0.6)
    assert budget == Budget(1.0, reserved=0.6)
    assert budget is not None
    assert budget.reserve(0.5) is None
    assert budget.settle(0.6, 0.1).reserve(0.5) is not None


@given(st.floats(0, 20), st.lists(st.tuples(amounts, st.floats(0, 1)), max_size=12))
def test_what_costs_no_more_than_was_reserved_never_exceeds_the_ceiling(
    ceiling: float, requests: list[tuple[float, float]]
) -> None:
    budget = Budget(ceiling)
    for most, share in requests:
        reserved = budget.reserve(most)
        if reserved is not None:
            budget = reserved.settle(most, most * share)
    assert budget.spent <= ceiling + 1e-9
    assert budget.reserved >= 0
