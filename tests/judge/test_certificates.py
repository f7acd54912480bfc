"""Whose certificates are believed: those of the authorities that this machine trusts, read where they are needed."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from evaluator.domain.judgements import Reason
from evaluator.judge.certificates import SOURCES, unread
from evaluator.judge.chat import ChatClient
from evaluator.judge.exchange import ChatFailed
from evaluator.judge.pacing import Pacing
from tests.judge.endpoints import CONFIG, REQUEST

REFUSED = b"HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """The certificate of a server on 127.0.0.1, its own authority, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of one test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "certificate.pem"
    file.write_bytes(made.public_bytes(pem) + secret)
    return file


@asynccontextmanager
async def refusing(certificate: Path) -> AsyncIterator[str]:
    """A server by TLS that refuses every key; yields its base URL."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(REFUSED)
        await writer.drain()
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with await asyncio.start_server(refuse, "127.0.0.1", 0, ssl=context) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


async def reason_of_failure(certificate: Path) -> Reason:
    async with refusing(certificate) as base_url:
        client = ChatClient(replace(CONFIG, base_url=base_url), pacing=Pacing(CONFIG.limits))
        with pytest.raises(ChatFailed) as failure:
            await client.complete(REQUEST)
        await client.aclose()
    return failure.value.unscored.reason


async def test_an_endpoint_whose_authority_the_machine_trusts_is_asked(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert await reason_of_failure(certificate) is Reason.KEY_REFUSED


async def test_an_endpoint_of_an_unknown_authority_is_sent_nothing(certificate: Path) -> None:
    assert await reason_of_failure(certificate) is Reason.ENDPOINT_UNREACHABLE


def test_a_context_made_meanwhile_knows_no_authority_and_one_made_after_it_does(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with unread():
        meanwhile = ssl.create_default_context()
    assert meanwhile.get_ca_certs() == []
    assert len(ssl.create_default_context().get_ca_certs()) == 1


@pytest.mark.parametrize("said", [None, "authorities"])
def test_what_the_variables_said_they_say_again_whatever_happens(
    said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SOURCES:
        monkeypatch.delenv(name, raising=False)
        if said is not None:
            monkeypatch.setenv(name, said)
    with pytest.raises(ImportError), unread():
        raise ImportError
    assert [os.environ.get(name) for name in SOURCES] == [said, said]
