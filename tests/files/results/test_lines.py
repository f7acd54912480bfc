"""Lines of CSV and JSON as they go out."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.files.results import csv_line, json_line


def test_a_record_has_plain_words_for_what_is_no_text() -> None:
    assert csv_line(["A-1", 7, 0.25, True, False, None, ""]) == b"A-1,7,0.25,true,false,,\r\n"


def test_text_is_quoted_where_it_has_to_be_and_disarmed() -> None:
    line = csv_line(["a,b", 'say "x"', "=1", "Größe", -0.5])
    assert line.decode() == '"a,b","say ""x""",\'=1,Größe,-0.5\r\n'


def test_half_characters_do_not_stop_an_export() -> None:
    assert csv_line(["a\ud800"]) == b"a?\r\n"
    assert json.loads(json_line({"a": "x\ud800"})) == {"a": "x\ud800"}


def test_an_object_is_one_line_for_every_reader() -> None:
    line = json_line({"a": "one\ntwo\u2028three\u2029four\x85five\r", "b": [1, None, {"c": 0.5}]})
    assert line.endswith(b"}\n")
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == {"a": "one\ntwo\u2028three\u2029four\x85five\r", "b": [1, None, {"c": 0.5}]}


def test_letters_are_written_as_they_are() -> None:
    assert json_line({"ä": "日本"}) == '{"ä":"日本"}\n'.encode()


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_line({"a": float("nan")})


plain = st.text(st.characters(codec="utf-8", exclude_characters="=+-@＝＋－＠\t\r\n\x00"), max_size=20)


@given(st.lists(plain, min_size=2, max_size=6))
def test_harmless_text_is_read_back_as_it_was(cells: list[str]) -> None:
    assert next(csv.reader([csv_line(cells).decode()])) == cells


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none(), max_size=4))
def test_every_object_is_read_back_as_it_was(value: dict[str, str | int | None]) -> None:
    assert json.loads(json_line(value)) == value
