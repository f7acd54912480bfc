"""A real Chromium before the real service."""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.browser import endpoint as endpoints
from tests.browser import site as sites
from tests.browser.endpoint import Endpoint
from tests.browser.site import Site

SHOTS = os.environ.get("SCREENSHOTS")
"""The directory for pictures of the pages. None are taken where it is not named: they take long, and show and check
nothing by themselves."""

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
PATIENCE_MS = 8_000

OpenPage = Callable[..., Coroutine[Any, Any, Page]]


@pytest.fixture(scope="session")
def endpoint() -> Iterator[Endpoint]:
    with endpoints.serving() as running:
        yield running


@pytest.fixture(scope="session")
def site(endpoint: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The service with judges that are language models."""
    with sites.serving(sites.settings_for(tmp_path_factory.mktemp("site"), endpoint.url)) as running:
        yield running


@pytest.fixture(scope="session")
def bare_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The service as it is right after installing: nobody set up a judge."""
    with sites.serving(sites.settings_for(tmp_path_factory.mktemp("bare"), None)) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    assert found, f"No browser: install one of {', '.join(CHROMIUMS)}."
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield launched
        await launched.close()


async def context_in(browser: Browser, **options: Any) -> BrowserContext:
    """A browser of somebody's own: cookies, storage and cache apart from all others."""
    options = {"viewport": {"width": 1440, "height": 1000}, "timezone_id": "UTC", **options}
    context = await browser.new_context(reduced_motion="reduce", locale="en-GB", **options)
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def examined(browser: Browser) -> AsyncIterator[BrowserContext]:
    """Where axe may be put into pages, which the pages' own policy forbids. Shared, so that files are fetched once."""
    context = await context_in(browser, bypass_csp=True)
    yield context
    await context.close()


def picture(name: str) -> Path | None:
    """The file for a picture, or None where none are wanted."""
    return Path(SHOTS) / name if SHOTS else None


async def shoot(page: Page, name: str) -> None:
    """Take a picture of the whole page, where pictures are wanted."""
    if path := picture(f"{name}.png"):
        await page.screenshot(path=path, full_page=True)


class Complaints:
    """What pages say on their consoles. Expecting refusals, answers of 400 and more are no complaint."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self, page: Page, *, expects_refusals: bool) -> None:
        """Hear a page out from now on."""

        def hear(message: ConsoleMessage) -> None:
            refused = expects_refusals and message.text.startswith("Failed to load resource")
            if message.type in ("error", "warning") and not refused:
                self.heard.append(f"{message.location.get('url')}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: self.heard.append(str(error)))


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """At the end of the test nothing may have been heard."""
    complaints = Complaints()
    yield complaints
    assert complaints.heard == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, complaints: Complaints) -> AsyncIterator[OpenPage]:
    """Opens pages, each in a context of its own."""
    contexts: list[BrowserContext] = []

    async def open_(*, expects_refusals: bool = False, **options: Any) -> Page:
        context = await context_in(browser, **options)
        contexts.append(context)
        page = await context.new_page()
        complaints.listen(page, expects_refusals=expects_refusals)
        return page

    yield open_
    for context in contexts:
        await context.close()
