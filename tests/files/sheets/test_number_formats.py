"""Numbers of a workbook as people see them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.files.sheets.number_formats import BUILT_IN, Format, Shape, format_of, number_text


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", None),
        ("0.00", None),
        ("#,##0", None),
        ('0 "days"', None),
        ("0%", None),
        ("[Red]0", None),
        ("@", None),
        ("yyyy-mm-dd", Shape.DATE),
        ("d. mmmm yyyy;@", Shape.DATE),
        ("[$-407]dddd, d. mmmm", Shape.DATE),
        ("mmm", Shape.DATE),
        ("m/d/yy h:mm", Shape.MOMENT),
        ("h:mm AM/PM", Shape.TIME),
        ("mm:ss.0", Shape.TIME),
        ("[h]:mm:ss", Shape.ELAPSED),
        ("[MM]:ss", Shape.ELAPSED),
        ("00000", 5),
        ('"C-"0000', 4),
        ("0", None),
        ("0;yyyy", None),
        (r"0\d", None),
    ],
)
def test_a_format_says_what_a_number_is(code: str, expected: Format) -> None:
    assert format_of(code) == expected


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [
        ("1042", None, "1042"),
        ("-7", None, "-7"),
        ("1042.0", None, "1042"),
        ("0.30000000000000004", None, "0.30000000000000004"),
        ("1e3", None, "1000"),
        ("1e20", None, "1e+20"),
        ("1e999", None, "1e999"),
        ("nan", None, "nan"),
        ("42", 5, "00042"),
        ("123456", 5, "123456"),
        ("4.5", 5, "4.5"),
        ("1", Shape.DATE, "1900-01-01"),
        ("59", Shape.DATE, "1900-02-28"),
        ("61", Shape.DATE, "1900-03-01"),
        ("46348", Shape.DATE, "2026-11-22"),
        ("46348.75", Shape.DATE, "2026-11-22"),
        ("46348", Shape.MOMENT, "2026-11-22 00:00:00"),
        ("46348.4180555556", Shape.MOMENT, "2026-11-22 10:02:00"),
        ("0.5", Shape.MOMENT, "12:00:00"),
        ("0.75", Shape.TIME, "18:00:00"),
        ("1.5", Shape.TIME, "36:00:00"),
        ("1.5", Shape.ELAPSED, "36:00:00"),
        ("-1", Shape.DATE, "-1"),
        ("2958466", Shape.DATE, "2958466"),
        ("2958465", Shape.DATE, "9999-12-31"),
    ],
)
def test_a_number_is_written_as_its_format_has_it(raw: str, form: Format, expected: str) -> None:
    assert number_text(raw, form) == expected


def test_the_other_system_counts_from_1904() -> None:
    assert number_text("0", Shape.DATE, from_1904=True) == "1904-01-01"
    assert number_text("44886.25", Shape.MOMENT, from_1904=True) == "2026-11-22 06:00:00"


def test_what_is_no_number_raises() -> None:
    with pytest.raises(ValueError, match="could not convert"):
        number_text("one", None)


def test_formats_known_by_number_are_those_of_the_standard() -> None:
    assert BUILT_IN[14] is Shape.DATE
    assert BUILT_IN[22] is Shape.MOMENT
    assert BUILT_IN[46] is Shape.ELAPSED
    assert not BUILT_IN.keys() & {0, 1, 2, 3, 4, 9, 10, 11, 12, 13, 37, 38, 39, 40, 48, 49}


@given(st.integers(61 * 86_400, 2_958_466 * 86_400 - 1))
def test_every_second_of_every_day_is_read_as_it_was_meant(seconds: int) -> None:
    moment = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=seconds)
    assert number_text(repr(seconds / 86_400), Shape.MOMENT) == moment.strftime("%Y-%m-%d %H:%M:%S")
