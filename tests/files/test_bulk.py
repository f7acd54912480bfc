"""Files of replies in whatever state they come."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.bulk import BulkReply, BulkRequest
from evaluator.errors import SheetUnreadable
from evaluator.files.bulk import LONGEST_LINE, read_replies

IDS = ("a", "b", "c", "d")


def good(custom_id: str, words: str = "Yes.") -> bytes:
    body = {"choices": [{"message": {"content": words}}]}
    return json.dumps({"custom_id": custom_id, "response": {"status_code": 200, "body": body}}).encode()


def bad(custom_id: str) -> bytes:
    return json.dumps({"custom_id": custom_id, "response": None, "error": {"code": "batch_expired"}}).encode()


def found(*paths: Path) -> dict[str, BulkReply | None]:
    with read_replies(*paths) as replies:
        return {custom_id: replies.get(custom_id) for custom_id in IDS}


def write(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"\n".join(lines))
    return path


def test_replies_are_found_by_their_id_wherever_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", good("c", "Three."), b"", good("a", "One."), bad("b"))
    with read_replies(path) as replies:
        assert (len(replies), replies.unreadable, replies.twice) == (3, 0, 0)
        assert [("One." in one.body, one.error) for one in (replies.get("a"), replies.get("b")) if one] == [
            (True, None),
            (False, "batch_expired"),
        ]
        assert replies.get("d") is None


def test_lines_that_are_no_replies_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    long = b'{"custom_id": "b", "response": "' + b"x" * LONGEST_LINE + b'"}'
    path = write(tmp_path / "r.jsonl", b"<html>", long, good("a"), good("c")[:-9])
    with read_replies(path) as replies:
        assert (len(replies), replies.unreadable) == (1, 3)
        assert replies.get("a") is not None


def test_what_came_goes_before_an_error_in_another_file(tmp_path: Path) -> None:
    output, errors = write(tmp_path / "o", good("a")), write(tmp_path / "e", bad("a"), bad("b"))
    told = {name: reply.error for name, reply in found(errors, output).items() if reply}
    assert told == {"a": None, "b": "batch_expired"}


def test_a_file_that_is_not_there_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(SheetUnreadable, match="cannot be read"), read_replies(tmp_path / "none"):
        pass


LINES = st.one_of(
    st.builds(good, st.sampled_from(IDS), st.sampled_from(["Yes.", "No."])),
    st.builds(bad, st.sampled_from(IDS)),
    st.just(b"{"),
)


@given(lines=st.lists(LINES, max_size=8), random=st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], random: Random
) -> None:
    home = tmp_path_factory.mktemp("bulk")
    other = list(lines)
    random.shuffle(other)
    assert found(write(home / "one", *lines)) == found(write(home / "other", *other))


def test_the_file_of_requests_is_told_to_be_that(tmp_path: Path) -> None:
    path = write(tmp_path / "requests.jsonl", BulkRequest("a", {"model": "m"}).line())
    with pytest.raises(SheetUnreadable, match="This is the file of requests"), read_replies(path):
        pass
