"""Where an OpenAI-compatible endpoint is and how it wants to be addressed, from the base URL in the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

from evaluator.errors import SettingsInvalid
from evaluator.judge.config import JudgeConfig

CHAT_PATH = "/chat/completions"
AZURE_VERSION = "api-version"
AZURE_ROOTS = ("", "/openai")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint's address. `query` goes with every request; `key_header` is where the key goes, None for Bearer."""

    url: str
    host: str
    query: Mapping[str, str]
    key_header: str | None


def endpoint_of(config: JudgeConfig) -> Endpoint:
    """The endpoint of a judge; raises SettingsInvalid for a base URL that cannot be used.

    A URL with `api-version` in its query is Azure's older style: the key goes into `api-key`, and the deployment,
    where the path names none, is the model's name. A path that ends in `/chat/completions` loses that end.
    """
    parts = _split(config.base_url, config.name)
    path = parts.path.rstrip("/").removesuffix(CHAT_PATH)
    query = dict(parse_qsl(parts.query))
    is_azure = AZURE_VERSION in query
    if is_azure and path in AZURE_ROOTS:
        path = f"/openai/deployments/{quote(config.model, safe='')}"
    return Endpoint(
        url=parts._replace(path=path, query="", fragment="").geturl(),
        host=parts.netloc,
        query=query,
        key_header="api-key" if is_azure else None,
    )


def _split(base_url: str, judge: str) -> SplitResult:
    try:
        parts = urlsplit(base_url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingsInvalid(f"The base URL of judge {judge} is not a URL. Give one like https://host/v1.") from error
    if "@" in parts.netloc:
        raise SettingsInvalid(
            f"The base URL of judge {judge} holds a user name or a password. Take it out and give the key by its "
            "variable."
        )
    if parts.scheme not in ("http", "https") or not host:
        raise SettingsInvalid(f"The base URL of judge {judge} must begin with http:// or https:// and name a host.")
    return parts
