"""The Batch API of an OpenAI-compatible provider: files up and down, batches begun, watched and found again."""

import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import BinaryIO

from evaluator.domain.bulk import CODE, URL
from evaluator.domain.judgements import Reason, Unscored
from evaluator.domain.provider_batches import Part, ProviderFailed, RemoteBatch, RemoteState
from evaluator.judge.body import HttpReply
from evaluator.judge.clock import SYSTEM_CLOCK
from evaluator.judge.config import JudgeConfig
from evaluator.judge.faults import Fault, Faulted, Remedy, status_fault, unreadable_fault
from evaluator.judge.wire import Wire

MARK = "evaluator_part"
"""Under this name a batch of the provider's carries the id of our part."""

WINDOW = "24h"
PAGE = 100
MOST_PAGES = 20
"""How far back a file or a batch of ours is looked for, newest first."""

MOST_FAULTS = 5
"""Errors of a failed batch that are told."""

MEANINGS = {
    "token_limit_exceeded": "the limit of tokens that may wait in batches is reached; wait for others to end",
    "billing_hard_limit_reached": "the account's spending limit is reached",
    "model_not_found": "the provider knows no such model for batches",
    "invalid_json_line": "a line of the file was refused",
    "duplicate_custom_id": "an id stands twice in the file",
    "mismatched_model": "the file names several models",
    "too_many_tasks": "the file holds too many requests",
    "empty_file": "the file is empty",
}
"""What a provider's words for a batch's failure mean. Its own sentences may repeat what was sent, and stay unsaid."""


class ProviderClient:
    """One provider's files and batches. Every method raises ProviderFailed where it comes to nothing."""

    def __init__(self, config: JudgeConfig) -> None:
        self._wire = Wire(config)

    async def find_file(self, part: Part) -> str | None:
        """The id of the part's file, where it was uploaded before."""
        async for entry in self._listed("/files", {"purpose": "batch"}):
            if entry.get("filename") == part.filename:
                return _id_of(entry)
        return None

    async def upload(self, part: Part, content: BinaryIO) -> str:
        """Hand over the part's requests; returns the file's id."""
        return _id_of(self._value(await self._heard(self._wire.upload("/files", part.filename, content))))

    async def find(self, part: Part) -> RemoteBatch | None:
        """The batch that was begun of the part's file before."""
        async for entry in self._listed("/batches", {}):
            marks = entry.get("metadata")
            is_marked = isinstance(marks, dict) and marks.get(MARK) == part.id
            if is_marked or entry.get("input_file_id") == part.file_id:
                return _batch_of(entry)
        return None

    async def begin(self, part: Part) -> RemoteBatch:
        """Have the part's file judged. This is what is paid for."""
        fields = {
            "input_file_id": part.file_id,
            "endpoint": URL,
            "completion_window": WINDOW,
            "metadata": {MARK: part.id},
        }
        return _batch_of(self._value(await self._heard(self._wire.post("/batches", fields))))

    async def get(self, remote_id: str) -> RemoteBatch:
        """How far a batch has come."""
        return _batch_of(self._value(await self._heard(self._wire.get(f"/batches/{remote_id}", {}))))

    async def download(self, file_id: str, into: BinaryIO) -> None:
        """Write a file's content."""
        http = await self._heard(self._wire.download(file_id, into))
        if http.status >= 300:
            raise self._failed(http)

    async def delete(self, file_id: str) -> None:
        """Delete a file; one that is gone already is fine."""
        http = await self._heard(self._wire.delete(f"/files/{file_id}"))
        if http.status >= 300 and http.status != 404:
            raise self._failed(http)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def _listed(self, path: str, wanted: Mapping[str, object]) -> AsyncIterator[dict[str, object]]:
        query: dict[str, object] = {"limit": PAGE, **wanted}
        for _ in range(MOST_PAGES):
            page = self._value(await self._heard(self._wire.get(path, query)))
            data = page.get("data")
            entries = [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []
            for entry in entries:
                yield entry
            if not (entries and page.get("has_more")):
                return
            query["after"] = _id_of(entries[-1])

    async def _heard(self, sending: Awaitable[HttpReply]) -> HttpReply:
        try:
            return await sending
        except Faulted as error:
            raise _failure(error.fault) from None

    def _value(self, http: HttpReply) -> dict[str, object]:
        """What a good reply holds."""
        if http.status >= 300:
            raise self._failed(http)
        try:
            value = json.loads(http.body)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise _failure(unreadable_fault())
        return value

    def _failed(self, http: HttpReply) -> ProviderFailed:
        return _failure(status_fault(http.status, http.headers, http.body, SYSTEM_CLOCK.now()))


def _failure(fault: Fault) -> ProviderFailed:
    if fault.status == 404:
        what = "The provider knows nothing of the kind, or has no Batch API at this address (404)."
        return ProviderFailed(Unscored(Reason.REQUEST_REFUSED, what), is_gone=True)
    may_pass = fault.remedy in (Remedy.RETRY, Remedy.WAIT)
    return ProviderFailed(Unscored(fault.reason, f"{fault.what}."), may_pass=may_pass)


def _id_of(value: Mapping[str, object]) -> str:
    named = value.get("id")
    if not (isinstance(named, str) and CODE.fullmatch(named)):
        raise _failure(unreadable_fault())
    return named


def _batch_of(value: Mapping[str, object]) -> RemoteBatch:
    state = value.get("status")
    if state not in {known.value for known in RemoteState}:
        raise _failure(unreadable_fault())
    counts = value.get("request_counts")
    files = [value.get(name) for name in ("output_file_id", "error_file_id")]
    return RemoteBatch(
        id=_id_of(value),
        state=RemoteState(str(state)),
        files=tuple(named for named in files if isinstance(named, str) and CODE.fullmatch(named)),
        completed=_count(counts, "completed"),
        failed=_count(counts, "failed"),
        faults=_faults(value.get("errors")),
    )


def _count(counts: object, name: str) -> int:
    count = counts.get(name) if isinstance(counts, dict) else None
    return count if isinstance(count, int) else 0


def _faults(errors: object) -> tuple[str, ...]:
    data = errors.get("data") if isinstance(errors, dict) else None
    entries = data if isinstance(data, list) else []
    return tuple(dict.fromkeys(_fault_of(entry) for entry in entries if isinstance(entry, dict)))[:MOST_FAULTS]


def _fault_of(entry: Mapping[str, object]) -> str:
    code, line = entry.get("code"), entry.get("line")
    word = code if isinstance(code, str) and CODE.fullmatch(code) else "no reason that can be told"
    meaning = f": {MEANINGS[word]}" if word in MEANINGS else ""
    return f"{word}{meaning}" + (f" (line {line})" if isinstance(line, int) else "")
