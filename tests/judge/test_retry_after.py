"""How long an endpoint asks to be left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.judge.retry_after import retry_after
from tests.clocks import NOON


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, None, id="nothing said"),
        pytest.param({"retry-after": "7"}, 7.0, id="seconds"),
        pytest.param({"retry-after": "0.5"}, 0.5, id="part of a second"),
        pytest.param({"retry-after": "0"}, 0.0, id="at once"),
        pytest.param({"retry-after-ms": "250"}, 0.25, id="milliseconds"),
        pytest.param({"retry-after-ms": "250", "retry-after": "1"}, 0.25, id="the more exact of two"),
        pytest.param({"retry-after-ms": "soon", "retry-after": "1"}, 1.0, id="the readable of two"),
        pytest.param({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, 30.0, id="a date"),
        pytest.param({"retry-after": "Sun, 22 Nov 2026 14:00:30 +0200"}, 30.0, id="a date elsewhere"),
        pytest.param({"retry-after": "Sun, 22 Nov 2026 12:00:30 -0000"}, 30.0, id="a date without a zone"),
        pytest.param({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0.0, id="a date gone by"),
        pytest.param({"retry-after": "-1"}, None, id="a negative number"),
        pytest.param({"retry-after": "nan"}, None, id="no number"),
        pytest.param({"retry-after": "inf"}, None, id="without end"),
        pytest.param({"retry-after": "later"}, None, id="a word"),
    ],
)
def test_a_wait_is_understood_in_every_spelling(headers: dict[str, str], expected: float | None) -> None:
    assert retry_after(headers, NOON) == expected


@given(st.text() | st.text("0123456789-+.:eJanMonGMT, "))
def test_no_header_breaks_it_or_asks_for_less_than_nothing(text: str) -> None:
    assert (retry_after({"retry-after": text}, NOON) or 0) >= 0
