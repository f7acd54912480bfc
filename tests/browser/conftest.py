"""A real Chromium before the real service."""

import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.browser import endpoint as endpoints
from tests.browser import site as sites
from tests.browser.endpoint import Endpoint
from tests.browser.site import Site

SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
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


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens pages in contexts of their own. At the end no page may have complained on its console."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def listen(message: ConsoleMessage, *, expects_refusals: bool) -> None:
        # The browser reports every answer of 400 and more, those among them that are a page's very purpose.
        if expects_refusals and message.text.startswith("Failed to load resource"):
            return
        if message.type in ("error", "warning"):
            complaints.append(f"{message.location.get('url')}: {message.text}")

    async def open_(*, expects_refusals: bool = False, **options: Any) -> Page:
        options = {"viewport": {"width": 1440, "height": 1000}, "timezone_id": "UTC", **options}
        context = await browser.new_context(reduced_motion="reduce", locale="en-GB", **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = await context.new_page()
        page.on("console", lambda message: listen(message, expects_refusals=expects_refusals))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert complaints == []


@asynccontextmanager
async def another_look(page: Page, width: int, scheme: str) -> AsyncIterator[Page]:
    """The same page at another width and in another scheme."""
    await page.set_viewport_size({"width": width, "height": 900 if width < 600 else 1000})
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    yield page
