from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.judgements import Coverage
from evaluator.web.pages import figures
from evaluator.web.pages.figures import NBSP


@pytest.mark.parametrize(
    ("expected", "number"), [("0", 0), ("999", 999), ("18_207", 18_207), ("1_000_000", 1_000_000)], ids=str
)
def test_thousands_are_parted_by_a_space_that_does_not_break(expected: str, number: int) -> None:
    assert figures.thousands(number) == expected.replace("_", NBSP)


@pytest.mark.parametrize(
    ("expected", "cost"),
    [("$0", 0.0), ("under $0.0001", 0.00004), ("$0.0041", 0.00412), ("$0.9999", 0.9999), ("$12.50", 12.5)],
    ids=str,
)
def test_what_was_paid_is_told_to_the_hundredth_of_a_cent(expected: str, cost: float) -> None:
    assert figures.money(cost) == expected


@pytest.mark.parametrize(
    ("expected", "cost"),
    [("$0", 0.0), ("under $0.0001", 0.00001), ("$0.004", 0.0041), ("$0.04", 0.0359), ("$0.10", 0.096), ("$3", 3.2)],
    ids=str,
)
def test_what_will_be_paid_is_told_to_one_digit(expected: str, cost: float) -> None:
    assert figures.about(cost) == expected


@pytest.mark.parametrize(
    ("expected", "duration"),
    [("12_ms", 0.0123), ("999_ms", 0.999), ("1.0_s", 0.9996), ("4.1_s", 4.12), ("10_s", 9.96), ("75_s", 75.2)],
    ids=str,
)
def test_durations_keep_two_digits_or_so(expected: str, duration: float) -> None:
    assert figures.seconds(duration) == expected.replace("_", NBSP)


def test_a_wait_is_never_told_as_no_time_at_all() -> None:
    assert figures.whole_seconds(0.2) == f"1{NBSP}s"


@pytest.mark.parametrize(
    ("expected", "words"), [("", []), ("2", ["2"]), ("2 and 4", ["2", "4"]), ("2, 4 and 7", ["2", "4", "7"])], ids=str
)
def test_a_list_ends_with_and(expected: str, words: list[str]) -> None:
    assert figures.listed(words) == expected


def test_one_of_a_thing_has_no_plural() -> None:
    assert (figures.counted(1, "point"), figures.counted(2, "point")) == (f"1{NBSP}point", f"2{NBSP}points")


def test_a_time_is_told_in_utc_wherever_it_was_noted() -> None:
    noted = datetime(2026, 11, 22, 10, 14, 2, tzinfo=timezone(timedelta(hours=1)))
    told = figures.moment(noted)
    assert (told.day, told.clock, told.exact) == (f"22{NBSP}Nov{NBSP}2026", "09:14", "09:14:02")
    assert datetime.fromisoformat(told.iso) == noted.astimezone(UTC)


def test_coverage_without_open_points_is_one_number() -> None:
    assert figures.coverage_range(Coverage(0.825, 0.825, 0.825)).text == "83"


def test_coverage_with_open_points_is_a_range() -> None:
    told = figures.coverage_range(Coverage(0.82, 0.738, 0.842))
    assert (told.text, told.score) == ("74–84", 82)


def test_coverage_of_open_points_alone_has_no_number_without_them() -> None:
    assert figures.coverage_range(Coverage(None, 0.0, 1.0)) == figures.Range(0, 100, None)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_range_is_drawn_as_a_range_and_a_number_as_a_number(one: float, other: float) -> None:
    low, high = sorted((one, other))
    told = figures.coverage_range(Coverage(low, low, high))
    assert 0 <= told.low <= told.high <= 100
    assert (told.low == told.high) == (low == high)
