"""What endpoints say of their limits, in the spellings there are."""

import pytest

from evaluator.judge.pacing.headers import Kind, Told, duration, told


def headers(limit: str, remaining: str | None = None, reset: str | None = None) -> dict[str, str]:
    named = {"limit": limit, "remaining": remaining, "reset": reset}
    return {f"x-ratelimit-{name}-requests": value for name, value in named.items() if value is not None}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("20ms", 0.02),
        ("1h2m3.5s", 3_723.5),
        ("2d", 172_800.0),
        ("150µs", 0.00015),
        ("150us", 0.00015),
        ("9ns", 9e-9),
        (" 7.66S ", 7.66),
        ("0s", 0.0),
        ("55", 55.0),
        ("0.25", 0.25),
        ("0", 0.0),
        ("-1", None),
        ("", None),
        (None, None),
        ("soon", None),
        ("1s ago", None),
        ("nan", None),
        ("inf", None),
        ("2026-11-22T12:00:00Z", None),
        ("1795348800", None),
    ],
)
def test_a_duration_is_read_in_every_spelling_and_a_date_is_none(text: str | None, seconds: float | None) -> None:
    assert duration(text) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(headers("600", "599", "100ms"), Told(10.0, 599.0, 600.0), id="full but for one"),
        pytest.param(headers("600", "4", "600ms"), Told(10.0, 4.0, 10.0), id="a second's worth is all it holds"),
        pytest.param(headers("600", "600", "0s"), Told(10.0, 600.0, 600.0), id="full"),
        pytest.param(headers("600", "600", "90s"), Told(10.0, 600.0, 600.0), id="full, however long it takes"),
        pytest.param(headers("10", "9", "2h24m"), Told(10 / 86_400, 9.0, 10.0), id="one of a day's limit"),
        pytest.param(headers("14400", "14380", "2m"), Told(1 / 6, 14_380.0, 14_400.0), id="a day's limit"),
        pytest.param(headers("600", "20"), Told(10.0, 20.0, None), id="no reset"),
        pytest.param(headers("600", "20", "tomorrow"), Told(10.0, 20.0, None), id="a reset of its own kind"),
        pytest.param(headers("600"), Told(10.0, None, None), id="the limit alone"),
        pytest.param(headers("600", "-1", "0"), Told(10.0, None, None), id="less than nothing is left"),
        pytest.param(headers("-1", "-1", "0"), None, id="Azure's -1"),
        pytest.param(headers("0", "0", "0"), None, id="Azure's 0"),
        pytest.param(headers("100, 100;window=60", "5", "1s"), None, id="a list"),
        pytest.param({"x-ratelimit-remaining-requests": "79"}, None, id="only what is left"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_a_limit_is_told_by_what_can_be_made_of_it(said: dict[str, str], expected: Told | None) -> None:
    assert told(said, Kind.REQUESTS) == expected


def test_requests_and_tokens_are_told_apart() -> None:
    assert told(headers("600", "599", "100ms"), Kind.TOKENS) is None
