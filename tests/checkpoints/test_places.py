"""Webhooks and buckets, spoken to over real connections on this machine."""

import json
from collections.abc import Callable

import pytest

from evaluator.checkpoints.outbox import SendingFailed
from evaluator.checkpoints.places import PAUSES_S, Bucket, Webhook
from evaluator.checkpoints.sigv4 import Credentials, signed_headers
from tests.checkpoints.receivers import Receiver, listening
from tests.ledgers import NOON, two_keys

CHECKPOINT = two_keys().checkpoints[-1]
WHO = Credentials("key-id", "sesame-open-sesame", "eu-central-1")


@pytest.fixture
def pauses() -> list[float]:
    """How long it was waited between attempts."""
    return []


@pytest.fixture
def pause(pauses: list[float]) -> Callable[[float], object]:
    async def noted(seconds: float) -> None:
        pauses.append(seconds)

    return noted


async def test_a_webhook_is_sent_the_checkpoint_as_its_file_holds_it(pause: object) -> None:
    async with listening(Receiver(204)) as receiver:
        await Webhook(f"{receiver.address}/hook?token=1", pause).send(CHECKPOINT, NOON)
    ((method, path, headers, body),) = receiver.requests
    assert (method, path, headers["content-type"]) == ("POST", "/hook?token=1", "application/json")
    assert json.loads(body) == CHECKPOINT.written


async def test_an_object_is_put_under_its_name_and_signed(pause: object) -> None:
    async with listening(Receiver(200)) as receiver:
        await Bucket(f"{receiver.address}/bucket/of ours/", WHO, pause).send(CHECKPOINT, NOON)
    ((method, path, headers, body),) = receiver.requests
    assert (method, path) == ("PUT", "/bucket/of%20ours/checkpoint-0000000000000012.json")
    signed = signed_headers(receiver.address.removeprefix("http://"), path, body, WHO, NOON)
    assert {name: headers[name] for name in signed} == signed
    assert json.loads(body) == CHECKPOINT.written


async def test_nothing_but_digests_leaves_the_machine(pause: object) -> None:
    async with listening(Receiver(200)) as receiver:
        await Webhook(receiver.address, pause).send(CHECKPOINT, NOON)
    assert set(json.loads(receiver.requests[0][3])) == {"format", "seq", "digest", "at", "key", "signature"}


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_what_may_pass_is_tried_again(status: int, pause: object, pauses: list[float]) -> None:
    async with listening(Receiver(status, status, 200)) as receiver:
        await Webhook(receiver.address, pause).send(CHECKPOINT, NOON)
    assert len(receiver.requests) == 3
    assert pauses == list(PAUSES_S)


async def test_a_place_that_goes_on_failing_is_given_up(pause: object) -> None:
    async with listening(Receiver(502)) as receiver:
        with pytest.raises(SendingFailed, match="it answered 502"):
            await Webhook(receiver.address, pause).send(CHECKPOINT, NOON)
    assert len(receiver.requests) == 3


@pytest.mark.parametrize("status", [307, 400, 403, 404])
async def test_what_will_not_pass_is_not_tried_again(status: int, pause: object, pauses: list[float]) -> None:
    async with listening(Receiver(status)) as receiver:
        with pytest.raises(SendingFailed, match=f"it answered {status}"):
            await Webhook(receiver.address, pause).send(CHECKPOINT, NOON)
    assert len(receiver.requests) == 1
    assert pauses == []


async def test_a_place_that_says_nothing_is_not_waited_for(pause: object) -> None:
    async with listening(Receiver(200, silent=True)) as receiver:
        with pytest.raises(SendingFailed, match="it did not answer in time"):
            await Webhook(receiver.address, pause, timeout_s=0.05).send(CHECKPOINT, NOON)


async def test_a_place_that_is_not_there_is_told_without_its_address(pause: object) -> None:
    async with listening(Receiver(200)) as receiver:
        address = receiver.address
    with pytest.raises(SendingFailed, match="it could not be reached") as caught:
        await Webhook(f"{address}/sesame", pause).send(CHECKPOINT, NOON)
    assert "sesame" not in str(caught.value)
    assert address not in str(caught.value)
