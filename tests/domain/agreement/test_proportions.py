"""Shares with Wilson's interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from evaluator.domain.agreement.proportions import Proportion

counts = st.integers(1, 5_000).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases)))


@given(counts=counts)
def test_the_interval_is_that_of_statsmodels(counts: tuple[int, int]) -> None:
    found = Proportion(*counts)
    assert (found.low, found.high) == pytest.approx(proportion_confint(*counts, method="wilson"), abs=1e-9)


@given(counts=counts)
def test_the_share_lies_in_its_interval_and_that_in_0_to_1(counts: tuple[int, int]) -> None:
    found = Proportion(*counts)
    assert found.low is not None
    assert found.high is not None
    assert found.share is not None
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_of_no_cases_there_is_no_share() -> None:
    nothing = Proportion(0, 0)
    assert (nothing.share, nothing.low, nothing.high) == (None, None, None)


@pytest.mark.parametrize(("hits", "cases"), [(-1, 3), (4, 3), (0, -1)])
def test_more_hits_than_cases_are_refused(hits: int, cases: int) -> None:
    with pytest.raises(ValueError, match="at most as many"):
        Proportion(hits, cases)
