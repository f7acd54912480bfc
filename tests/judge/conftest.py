"""Fixtures for the judge's tests."""

from collections.abc import Iterator

import pytest
import respx

from tests.clocks import Sleeper
from tests.judge.endpoints import URL
from tests.wire_bridge import WireMocker


@pytest.fixture
def sleeper() -> Sleeper:
    """A clock that moves only when slept on."""
    return Sleeper()


@pytest.fixture
def endpoint() -> Iterator[respx.Route]:
    """The one address that answers; every other fails loudly."""
    with respx.mock(using=WireMocker.name, assert_all_called=False) as router:
        yield router.post(URL)
