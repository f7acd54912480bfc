"""Days as people read them."""

from datetime import UTC, date, datetime

import pytest

from evaluator.domain.days import told_day


@pytest.mark.parametrize("day", [date(2026, 5, 6), datetime(2026, 5, 6, 23, 59, tzinfo=UTC)], ids=["day", "moment"])
def test_a_day_is_told_without_a_leading_zero(day: date) -> None:
    assert told_day(day) == "6 May 2026"
