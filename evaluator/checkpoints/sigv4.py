"""AWS Signature Version 4, as far as putting one small object into a bucket needs it.

Source: "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk", Amazon S3 API
reference.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, unquote

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who puts objects, and in which region. The secret is never shown."""

    key_id: str
    secret: str = field(repr=False)
    region: str = "us-east-1"


def signed_headers(
    host: str,
    path: str,
    content: bytes,
    credentials: Credentials,
    now: datetime,
    others: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers that authorise a PUT without a query, `others` among those that are signed."""
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(content).hexdigest()
    headers = {**(others or {}), "host": host, "x-amz-content-sha256": digest, "x-amz-date": moment}
    names = ";".join(sorted(headers))
    lines = [f"{name}:{headers[name]}" for name in sorted(headers)]
    canonical = "\n".join(["PUT", quote(unquote(path), safe="/-_.~"), "", *lines, "", names, digest])
    scope = f"{moment[:8]}/{credentials.region}/s3/aws4_request"
    to_sign = "\n".join([_ALGORITHM, moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signature = hmac.new(_signing_key(credentials, moment[:8]), to_sign.encode(), hashlib.sha256).hexdigest()
    authorisation = f"{_ALGORITHM} Credential={credentials.key_id}/{scope},SignedHeaders={names},Signature={signature}"
    return {**headers, "authorization": authorisation}


def _signing_key(credentials: Credentials, day: str) -> bytes:
    key = f"AWS4{credentials.secret}".encode()
    for part in (day, credentials.region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
