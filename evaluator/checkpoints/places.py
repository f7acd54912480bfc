"""Where checkpoints are sent: a webhook by POST, an S3-style bucket by PUT. What travels holds digests only."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from evaluator.checkpoints.folder import file_name, written
from evaluator.checkpoints.outbox import SendingFailed
from evaluator.checkpoints.sigv4 import Credentials, signed_headers
from evaluator.domain.checkpoints import Checkpoint

TIMEOUT_S = 10.0
PAUSES_S = (0.5, 2.0)
"""How long to wait before the second and the third attempt."""

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request that may be sent again."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that takes a checkpoint's JSON by POST and answers 2xx. The same one may come twice."""

    url: str
    pause: Pause = asyncio.sleep
    timeout_s: float = TIMEOUT_S
    name: str = "webhook"

    async def send(self, checkpoint: Checkpoint, _: datetime) -> None:
        """See Place."""
        headers = {"Content-Type": "application/json", "User-Agent": "evaluator"}
        await _carried(Request("POST", self.url, headers, written(checkpoint)), self.pause, self.timeout_s)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of S3 or what speaks like it: `url` is `https://endpoint/bucket` with a prefix, if any."""

    url: str
    credentials: Credentials
    pause: Pause = asyncio.sleep
    name: str = "bucket"

    async def send(self, checkpoint: Checkpoint, now: datetime) -> None:
        """See Place."""
        url, content = f"{self.url.rstrip('/')}/{file_name(checkpoint)}", written(checkpoint)
        parts = urlsplit(url)
        headers = signed_headers(parts.netloc, parts.path, content, self.credentials, now)
        request = Request("PUT", url, {**headers, "Content-Type": "application/json"}, content)
        await _carried(request, self.pause, TIMEOUT_S)


async def _carried(request: Request, pause: Pause, timeout_s: float) -> None:
    """Send a request, a few times where trying again may help. Raises SendingFailed with the last reason."""
    limit = aiohttp.ClientTimeout(total=timeout_s)
    async with aiohttp.ClientSession(timeout=limit, trust_env=True) as session:
        for pause_s in (*PAUSES_S, None):
            why, may_pass = await _attempted(session, request)
            if why is None:
                return
            if pause_s is None or not may_pass:
                raise SendingFailed(why)
            await pause(pause_s)


async def _attempted(session: aiohttp.ClientSession, request: Request) -> tuple[str | None, bool]:
    """Why an attempt failed, None where it did not, and whether another may fare better."""
    try:
        # A redirect is no answer: what was sent would not arrive there as it was signed.
        async with session.request(
            request.method, request.url, headers=request.headers, data=request.body, allow_redirects=False
        ) as response:
            if 200 <= response.status < 300:
                return None, False
            return f"it answered {response.status}", response.status in (408, 425, 429) or response.status >= 500
    except TimeoutError:
        return "it did not answer in time", True
    except (aiohttp.ClientError, OSError) as error:
        return f"it could not be reached ({type(error).__name__})", True
