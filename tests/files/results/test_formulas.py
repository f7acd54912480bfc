"""No cell that leaves here runs as a formula."""

import csv
import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.files.results.formulas import is_formula_like, neutralised

ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    " =1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\tx",
    "\rx",
    "\nx",
    '"=1"',
    "'=1",
    '"""=1',
    "“=1”",
    " \u00a0\u200b =1",
    "\ufeff=1",
    "\x00=1",
    "＝1",
    "－1",
    "＠x",
]
HARMLESS = ["", "C-1042", "a=b", "x@example.org", "caching", "1-2", "'quoted'", "covered", "日本", "a\tb", "#1"]


@pytest.mark.parametrize("text", ATTACKS)
def test_what_a_spreadsheet_might_run_gets_an_apostrophe_in_front(text: str) -> None:
    assert is_formula_like(text)
    assert neutralised(text).startswith("'")
    assert neutralised(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert not is_formula_like(text)
    assert neutralised(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;=1", "a;'=1"),
        ("a\t@x", "a\t'@x"),
        ('a,"+1', "a,'\"+1"),
        ("a|\n-1", "a|'\n'-1"),
        ("a; b-c", "a; b-c"),
    ],
)
def test_a_formula_behind_another_delimiter_is_disarmed_too(text: str, expected: str) -> None:
    assert neutralised(text) == expected


dangerous = st.text(st.sampled_from("=+-@\t\r\n;,|'\" a1\u00a0\ufeff＝"), max_size=12) | st.text(max_size=12)


@given(dangerous)
def test_no_cell_begins_with_a_formula_whatever_delimiter_it_is_read_with(text: str) -> None:
    written = StringIO()
    csv.writer(written).writerow(["id", neutralised(text), "x"])
    for delimiter in ",;\t|":
        for record in csv.reader(StringIO(written.getvalue(), newline=""), delimiter=delimiter):
            for cell in record:
                assert not re.match(r"[=+\-@＝＋－＠]", cell.strip().strip('"\ufeff').strip()), (text, delimiter)


@given(dangerous)
def test_only_apostrophes_are_added(text: str) -> None:
    assert neutralised(text).replace("'", "") == text.replace("'", "")
