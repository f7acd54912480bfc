"""Logs: their form, and that nobody's words or keys get into them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from evaluator.logs import LONGEST, WITHHELD, configure_logs, trace_of, withhold

WORDS = "we keep hot rows in memory"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    configure_logs("info", "auto", stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_where_nobody_watches(stream: io.StringIO) -> None:
    structlog.get_logger().info("judged", question="caching", points=7)
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["question"], line["points"]) == ("judged", "info", "caching", 7)
    assert str(line["timestamp"]).endswith("Z")


def test_a_line_is_for_people_on_a_terminal() -> None:
    terminal = Terminal()
    configure_logs("info", "auto", terminal)
    structlog.get_logger().info("judged", points=7)
    assert "judged" in terminal.getvalue()
    assert "\x1b[" in terminal.getvalue()


@pytest.mark.parametrize(("form", "stream"), [("json", Terminal()), ("pretty", io.StringIO())], ids=["json", "pretty"])
def test_a_form_asked_for_is_kept_wherever_it_goes(form: str, stream: io.StringIO) -> None:
    configure_logs("info", form, stream)
    structlog.get_logger().info("judged")
    assert stream.getvalue().startswith("{") == (form == "json")


def test_what_is_below_the_level_is_not_logged(stream: io.StringIO) -> None:
    configure_logs("warning", "json", stream)
    structlog.get_logger().info("judged")
    structlog.get_logger().warning("slow")
    assert [line["event"] for line in lines(stream)] == ["slow"]


def test_other_libraries_are_heard_from_warnings_on_and_in_the_same_form(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("started")
    logging.getLogger("uvicorn.error").warning("a request came %s times", 3)
    (line,) = lines(stream)
    assert (line["event"], line["level"]) == ("a request came 3 times", "warning")


def test_what_is_bound_to_the_request_is_in_every_line(stream: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger().info("judged")
    assert lines(stream)[0]["request_id"] == "r1"


@pytest.mark.parametrize(
    "key", ["answer", "own_text", "quotes", "transcript", "api_key", "token", "Authorization", "set-cookie", "messages"]
)
def test_text_under_a_telling_key_is_withheld(key: str) -> None:
    told = withhold(None, "info", {key: WORDS, "inner": {key: [WORDS], "points": 2}})
    assert told[key] == WITHHELD
    assert told["inner"] == {key: WITHHELD, "points": 2}


def test_counts_are_kept_whatever_their_key() -> None:
    counts = {"answer_characters": 812, "input_tokens": 3, "quote": None, "text_seconds": 0.5, "key_known": True}
    assert withhold(None, "info", dict(counts)) == counts


def test_long_text_is_cut() -> None:
    assert withhold(None, "info", {"host": "h" * 999})["host"] == "h" * LONGEST + "…"


def test_a_value_that_is_no_plain_data_is_named_by_its_type_alone() -> None:
    assert withhold(None, "info", {"what": ValueError(WORDS)}) == {"what": "<ValueError>"}


def test_of_an_exception_the_type_and_place_are_logged_and_not_the_message(stream: io.StringIO) -> None:
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        structlog.get_logger().exception("failed")
        structlog.get_logger().error("failed", exc_info=error)
        logging.getLogger("asyncio").exception("Task exception was never retrieved\nexception=%r", error)
    assert WORDS not in stream.getvalue()
    for line in lines(stream):
        assert line["error"] == "ValueError"
        assert "test_logs.py" in str(line["where"])


def test_a_line_that_asks_for_an_exception_where_there_is_none_is_logged_without(stream: io.StringIO) -> None:
    structlog.get_logger().error("failed", exc_info=True)
    assert "error" not in lines(stream)[0]


def test_a_place_in_this_package_is_told_from_the_package_on() -> None:
    with pytest.raises(KeyError) as caught:
        configure_logs("unheard-of", "json", io.StringIO())
    assert any(place.startswith("evaluator/logs.py:") for place in trace_of(caught.value))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(st.dictionaries(st.text(max_size=8), PLAIN, max_size=3))
def test_whatever_is_logged_makes_a_line(event: dict[str, object]) -> None:
    json.dumps(withhold(None, "info", event))
