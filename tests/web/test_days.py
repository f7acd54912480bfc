"""Days as pages show them."""

from datetime import date

from evaluator.web.days import day_label, day_text


def test_a_day_stays_on_one_line() -> None:
    day = date(2026, 3, 4)
    assert (day_label(day), day_text(day)) == ("4\u00a0Mar", "4\u00a0Mar\u00a02026")
