"""Days as people read them."""

from datetime import UTC, date, datetime

import pytest

from evaluator.domain.days import told_day, told_day_of


@pytest.mark.parametrize("day", [date(2026, 5, 6), datetime(2026, 5, 6, 23, 59, tzinfo=UTC)], ids=["day", "moment"])
def test_a_day_is_told_without_a_leading_zero(day: date) -> None:
    assert told_day(day) == "6 May 2026"


@pytest.mark.parametrize("at", ["2026-05-06", "2026-05-06T23:59:59.500000+00:00"], ids=["day", "moment"])
def test_the_day_of_what_is_written_in_iso_8601(at: str) -> None:
    assert told_day_of(at) == "6 May 2026"
