"""Fixtures for the judge's tests."""

from collections.abc import Iterator

import pytest
import respx

from tests.clocks import Sleeper
from tests.judge.endpoints import URL
from tests.openai_bridge import Httpx2Mocker


@pytest.fixture
def sleeper() -> Sleeper:
    """A clock that moves only when slept on."""
    return Sleeper()


@pytest.fixture
def endpoint() -> Iterator[respx.Route]:
    """The one address that answers; every other fails loudly."""
    with respx.mock(using=Httpx2Mocker.name, assert_all_called=False) as router:
        yield router.post(URL)
