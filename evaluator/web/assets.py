"""The static files: read once at the start, served from memory under an address that changes with their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from evaluator.web.security import PUBLIC

STATIC = Path(__file__).parent / "static"
MEDIA_TYPES: Mapping[str, str] = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
"""What is served at all; a file of any other kind stays where it is."""

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file. `version` is a short digest of its content."""

    content: bytes
    media_type: str
    version: str


class Assets:
    """All static files of a directory and those below it, by their path in it."""

    def __init__(self, directory: Path = STATIC) -> None:
        self._assets = {
            path.relative_to(directory).as_posix(): _read(path)
            for path in sorted(directory.rglob("*"))
            if path.is_file() and path.suffix in MEDIA_TYPES
        }

    def address(self, name: str) -> str:
        """Where browsers fetch a file; they keep it for ever, since another content has another address."""
        return f"/static/{name}?v={self._assets[name].version}"

    def find(self, name: str) -> Asset | None:
        """The file of that name, or None."""
        return self._assets.get(name)


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(content, MEDIA_TYPES[path.suffix], sha256(content).hexdigest()[:12])


@get("/static/{name:path}", opt=PUBLIC, include_in_schema=False, sync_to_thread=False)
def static_file(
    request: Request[Any, Any, State], name: FromPath[Path], assets: NamedDependency[Assets]
) -> Response[bytes]:
    """One static file, or 304 where the browser has it."""
    asset = assets.find(name.as_posix().lstrip("/"))
    if asset is None:
        raise NotFoundException
    etag = f'"{asset.version}"'
    versioned = request.query_params.get("v") == asset.version
    headers = {"ETag": etag, "Cache-Control": FOR_EVER if versioned else ASK_AGAIN}
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    return Response(asset.content, headers=headers, media_type=asset.media_type)
