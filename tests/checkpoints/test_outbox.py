"""What was sent is remembered, and what was not is sent again."""

from pathlib import Path

import pytest

from evaluator.checkpoints.outbox import Delivery, FolderOutbox, recall
from evaluator.errors import OutputRefused
from tests.checkpoints.receivers import Box
from tests.ledgers import NOON, two_keys

ONE, TWO, _ = two_keys().checkpoints


async def test_each_place_is_sent_each_checkpoint_once(tmp_path: Path) -> None:
    boxes = [Box("webhook"), Box("bucket")]
    for checkpoint in (ONE, ONE, TWO, ONE):
        assert await FolderOutbox(tmp_path, boxes).send(checkpoint, NOON) == []
    assert [box.taken for box in boxes] == [[ONE, TWO], [ONE, TWO]]
    assert recall(tmp_path, "bucket") == Delivery(TWO.seq, "2026-11-22T12:00:00.000000Z")


async def test_what_a_place_did_not_take_is_told_and_sent_again(tmp_path: Path) -> None:
    box, other = Box("webhook", "it answered 503"), Box("bucket")
    outbox = FolderOutbox(tmp_path, [box, other])
    assert await outbox.send(ONE, NOON) == ["Checkpoint #3 was not taken by the webhook: it answered 503."]
    assert recall(tmp_path, "webhook") == Delivery(fault="it answered 503")
    assert other.taken == [ONE]
    box.fault = ""
    assert await outbox.send(TWO, NOON) == []
    assert box.taken == [TWO]
    assert recall(tmp_path, "webhook").fault == ""


async def test_a_failure_does_not_make_what_was_taken_before_forgotten(tmp_path: Path) -> None:
    box = Box("webhook")
    outbox = FolderOutbox(tmp_path, [box])
    await outbox.send(ONE, NOON)
    box.fault = "it answered 500"
    await outbox.send(TWO, NOON)
    assert recall(tmp_path, "webhook") == Delivery(ONE.seq, "2026-11-22T12:00:00.000000Z", "it answered 500")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"seq":1,"other":2}'])
async def test_what_cannot_be_remembered_is_sent_once_more(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sent-to-box.json").write_bytes(content)
    box = Box()
    await FolderOutbox(tmp_path, [box]).send(ONE, NOON)
    assert box.taken == [ONE]


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputRefused, match="cannot be written"):
        await FolderOutbox(tmp_path / "file", [Box()]).send(ONE, NOON)
