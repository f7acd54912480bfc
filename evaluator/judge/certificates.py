"""Authorities' certificates: read for the connections that check them, and not in passing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

SOURCES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""The variables that tell OpenSSL where authorities' certificates are."""


@contextmanager
def unread() -> Iterator[None]:
    """Where a library is imported that reads all of them, twice, for connections that this program never makes.

    That is a twentieth of a second and 1.6 MB (decision 0046). Contexts made afterwards read them as ever. Only for
    the time of an import, before there are other threads that connect.
    """
    said = {name: os.environ.get(name) for name in SOURCES}
    os.environ.update(dict.fromkeys(SOURCES, os.devnull))
    try:
        yield
    finally:
        for name, value in said.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
