"""A language model's endpoint that says what it was told to: an HTTP server on this machine, one reply per point asked.

How it behaves goes by the model's name, so that one server plays every judge of the journeys.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Claim = tuple[str, str, tuple[str, ...]]
"""A verdict, a reason and quotes."""

MISSED: Claim = ("missed", "Nothing in the answer speaks of it.", ())

HONEST: Mapping[str, Claim] = {
    "fast-storage-of-frequent-data": (
        "covered",
        "Says it in one sentence, in their own words, and gives a case.",
        (
            "you keep a copy somewhere that answers in a millisecond",
            "nine of ten requests were for the same forty stations",
        ),
    ),
    "reduces-server-load": (
        "covered",
        "Names the load before and after.",
        ("the database which had been sweating each morning at eight, was practically bored",),
    ),
    "improves-response-time": (
        "covered",
        "A measured effect.",
        (
            "The slowest requests went from one and a half seconds to about a fifth of a second, and the database, "
            "which had been sweating every morning at eight",
        ),
    ),
    "in-memory-cache": ("covered", "Redis, asked before the database.", ("in redis: the service looks there first",)),
    "http-caching-headers": (
        "covered",
        "Names two headers and what they bring about.",
        ("we set Cache-Control with a max-age of thirty seconds plus an ETag",),
    ),
    "cdn-for-static-assets": ("partial", "Says what was moved there.", ("icons and map tiles came from a CDN",)),
    "keeps-cached-data-fresh": (
        "covered",
        "Both an expiry and an invalidation.",
        ("every key carries a version number, which a nightly job bumps for all of them",),
    ),
}

DOUBTING: Mapping[str, Claim] = {
    **HONEST,
    "http-caching-headers": ("missed", "No header is explained.", ()),
    "keeps-cached-data-fresh": ("unsure", "A nightly job alone may not be enough.", ()),
}
GULLIBLE: Claim = ("covered", "The answer covers this.", ("you keep a copy somewhere that answers in a millisecond",))


class Endpoint:
    """What the server knows. `held` keeps the replies of the slow model back until it is set."""

    def __init__(self) -> None:
        self.url = ""
        self.held = threading.Event()
        self._refusing = False

    def reply(self, request: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, Any]]:
        """Status, headers and body for one chat request."""
        model, ids = request["model"], _ids(request)
        if model == "slow-1" and self._refusing:
            self._refusing = False
            return 503, {"Retry-After": "2"}, {"error": {"message": "overloaded", "code": "overloaded"}}
        if model == "slow-1":
            self.held.wait(timeout=20)
        if model == "terse-1":
            return 200, {}, _completion(model, '{"points": {', "length")
        known = DOUBTING if model == "doubting-1" else HONEST
        claims = {point: GULLIBLE if model == "eager-1" else known.get(point, MISSED) for point in ids}
        return 200, {}, _completion(model, json.dumps({"points": _points(claims)}, ensure_ascii=False), "stop")

    def begin_again(self, *, refusing: bool = False) -> None:
        """Hold slow replies back again, and refuse the first request for one where that is wanted."""
        self._refusing = refusing
        self.held.clear()


def _ids(request: dict[str, Any]) -> list[str]:
    asked = request["messages"][0]["content"].partition("\nPoints:\n")[2]
    return re.findall(r"^([\w.-]+): ", asked, re.MULTILINE)


def _points(claims: Mapping[str, Claim]) -> list[dict[str, object]]:
    return [
        {"id": point, "evidence": list(quotes), "reason": reason, "verdict": verdict}
        for point, (verdict, reason, quotes) in claims.items()
    ]


def _completion(model: str, text: str, finish_reason: str) -> dict[str, Any]:
    return {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 0,
        "model": f"{model}-0926",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish_reason}],
        "usage": {
            "prompt_tokens": 2914,
            "completion_tokens": 688,
            "total_tokens": 3602,
            "prompt_tokens_details": {"cached_tokens": 2304},
        },
    }


class Server(ThreadingHTTPServer):
    """Lets everybody in at once: where five wait already, a sixth would be let in a second later."""

    daemon_threads = True
    request_queue_size = 128


@contextmanager
def serving() -> Iterator[Endpoint]:
    """An endpoint that listens until the end of the block."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, headers, body = endpoint.reply(request)
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Say nothing: the tests speak."""

    server = Server(("127.0.0.1", 0), Handler)
    endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.held.set()
        server.shutdown()
        thread.join()
        server.server_close()
