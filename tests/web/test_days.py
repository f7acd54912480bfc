"""Days as pages show them."""

from datetime import date

import pytest

from evaluator.web.days import day_label, day_of, day_text


def test_a_day_stays_on_one_line() -> None:
    day = date(2026, 3, 4)
    assert (day_label(day), day_text(day)) == ("4\u00a0Mar", "4\u00a0Mar\u00a02026")


@pytest.mark.parametrize("at", ["2026-03-04", "2026-03-04T23:59:59.500000+00:00"], ids=["day", "moment"])
def test_the_day_of_what_is_written_in_iso_8601(at: str) -> None:
    assert day_of(at) == day_text(date(2026, 3, 4))
