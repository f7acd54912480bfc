"""A provider's Batch API in memory: files, batches, and replies in another order than the requests."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import respx

BASE = "https://llm.example/v1"
FILE_NAME = re.compile(rb'filename="([^"]+)"')

Line = dict[str, Any]


def completed(request: Line) -> Line | None:
    """A reply to a request, as the output file holds it."""
    body = {"choices": [{"message": {"content": "{}"}}], "usage": {"prompt_tokens": 10, "completion_tokens": 5}}
    return {"custom_id": request["custom_id"], "response": {"status_code": 200, "body": body}, "error": None}


@dataclass
class BatchApi:
    """Give its `answer` to respx as a side effect. A batch goes through `states`, one each time it is asked after.

    `reply` makes the line for a request, None for none; those with an error go into the error file. `refuse` answers a
    request in place of the API, or lets it pass with None; `step` is called before and after each.
    """

    states: list[str] = field(default_factory=lambda: ["validating", "in_progress", "completed"])
    reply: Callable[[Line], Line | None] = completed
    refuse: Callable[[httpx.Request], httpx.Response | None] = lambda request: None
    step: Callable[[], None] = lambda: None
    errors: list[Line] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    batches: dict[str, Line] = field(default_factory=dict)
    uploaded: list[str] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What the API says to a request."""
        self.step()
        response = self.refuse(request) or self._answered(request)
        self.step()
        return response

    def _answered(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1/").split("/")
        if request.method == "POST":
            value = self._upload(request) if path == ["files"] else self._begin(json.loads(request.content))
        elif len(path) == 1:
            return self._page(request, path[0])
        elif path[-1] == "content" and path[1] in self.files:
            return httpx.Response(200, content=self.files[path[1]][1])
        elif request.method == "DELETE" and self.files.pop(path[1], None):
            self.deleted.append(path[1])
            value = {"id": path[1], "deleted": True}
        elif path[0] == "batches" and path[1] in self.batches:
            value = self._looked_at(path[1])
        else:
            return httpx.Response(404, json={"error": {"message": "No such thing."}})
        return httpx.Response(200, json=value)

    def _page(self, request: httpx.Request, kind: str) -> httpx.Response:
        """One entry a page, newest first."""
        entries = [{"id": name, "filename": file[0]} for name, file in self.files.items()]
        listed = list(reversed(entries if kind == "files" else list(self.batches.values())))
        after = request.url.params.get("after")
        start = [entry["id"] for entry in listed].index(after) + 1 if after else 0
        return httpx.Response(200, json={"data": listed[start : start + 1], "has_more": start + 1 < len(listed)})

    def _upload(self, request: httpx.Request) -> Line:
        match = FILE_NAME.search(request.content)
        assert match is not None
        _, _, after = request.content[match.end() :].partition(b"\r\n\r\n")
        boundary = request.content.partition(b"\r\n")[0]
        name = self._file(match[1].decode(), after.partition(b"\r\n" + boundary)[0])
        self.uploaded.append(name)
        return {"id": name, "object": "file"}

    def _file(self, filename: str, content: bytes) -> str:
        name = f"file-{len(self.uploaded) + len(self.files) + len(self.deleted)}"
        self.files[name] = (filename, content)
        return name

    def _begin(self, fields: Line) -> Line:
        assert fields["endpoint"] == "/v1/chat/completions"
        name = f"batch_{len(self.batches)}"
        self.batches[name] = {"id": name, "status": "validating", **fields}
        self.paid += [line["custom_id"] for line in self.requests_of(fields["input_file_id"])]
        return self.batches[name]

    def requests_of(self, file_id: str) -> list[Line]:
        """The requests in a file."""
        return [json.loads(line) for line in self.files[file_id][1].splitlines()]

    def _looked_at(self, name: str) -> Line:
        batch, nth = self.batches[name], self.asked.get(name, 0)
        self.asked[name] = nth + 1
        state = self.states[min(nth, len(self.states) - 1)]
        if batch["status"] not in ("completed", "expired", "cancelled", "failed"):
            batch["status"] = state
            if state == "failed":
                batch["errors"] = {"data": self.errors}
            elif state in ("completed", "expired", "cancelled"):
                self._finish(batch)
        return batch

    def _finish(self, batch: Line) -> None:
        lines = [line for request in self.requests_of(batch["input_file_id"]) if (line := self.reply(request))]
        good = [line for line in lines if line["error"] is None]
        bad = [line for line in lines if line["error"] is not None]
        for field_name, kept in (("output_file_id", good), ("error_file_id", bad)):
            if kept:
                content = b"".join(json.dumps(line).encode() + b"\n" for line in reversed(kept))
                batch[field_name] = self._file(f"{field_name}.jsonl", content)
        batch["request_counts"] = {"total": len(lines), "completed": len(good), "failed": len(bad)}


@pytest.fixture
def api(router: respx.MockRouter) -> BatchApi:
    """One at BASE."""
    made = BatchApi()
    router.route(host="llm.example").mock(side_effect=lambda request: made.answer(request))
    return made
