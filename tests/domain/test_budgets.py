"""A ceiling is never gone over, whatever is reserved and settled in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.budgets import Budget, granted, is_ceiling

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


def test_under_a_lower_ceiling_nothing_more_is_reserved() -> None:
    budget = Budget(ceiling=5.0, spent=2.0)
    assert budget.reserve(1.0) is not None
    assert budget.under(2.5).reserve(1.0) is None
    assert budget.under(None).reserve(1e9) is not None


@pytest.mark.parametrize(
    ("amount", "bounds"),
    [(None, True), (0.0, True), (2.5, True), (-0.01, False), (float("nan"), False), (float("inf"), False)],
)
def test_a_ceiling_is_an_amount_or_none(amount: float | None, bounds: bool) -> None:
    assert is_ceiling(amount) is bounds


@pytest.mark.parametrize(
    ("room", "held", "amount"),
    [(10.0, 0.0, 4.0), (3.0, 0.0, 3.0), (1.0, 0.0, 1.0), (0.5, 0.0, None), (4.0, 3.0, 4.0), (3.5, 3.0, None)],
    ids=["all of it", "what is left", "just the least", "too little", "held counts", "held leaves too little"],
)
def test_as_much_is_granted_as_there_is_room_for(room: float, held: float, amount: float | None) -> None:
    assert granted(room, held, least=1.0, most=4.0) == amount
