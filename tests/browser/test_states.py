"""Every state of every page, wide and narrow, light and dark: nothing for axe to find, nothing too wide."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page

from tests.browser.conftest import Complaints, shoot
from tests.browser.endpoint import Endpoint
from tests.browser.examples import EXAMPLES
from tests.browser.keeping import KEEPING
from tests.browser.outdated import OUTDATED
from tests.browser.people import PEOPLE
from tests.browser.site import Site
from tests.browser.states import STATES, hand_in_session
from tests.browser.trust import TRUST

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EVERY = {**STATES, **PEOPLE, **OUTDATED, **KEEPING, **TRUST, **EXAMPLES}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast"]
NOTHING: list[str] = []
LOOKS = ((1440, "light", RULES), (1440, "dark", COLOURS), (320, "light", RULES), (320, "dark", NOTHING))
"""Widths and schemes with what axe looks for: in the dark nothing but the colours is another, and narrow they are the
same as wide. That look is for the pictures, and whether it fits."""


@pytest.mark.parametrize("name", EVERY)
async def test_a_page_is_accessible_and_fits_at_every_look(
    name: str, examined: BrowserContext, complaints: Complaints, site: Site, endpoint: Endpoint
) -> None:
    endpoint.begin_again(refusing=True)
    page = await examined.new_page()
    complaints.listen(page, expects_refusals=True)
    await hand_in_session(page, site)
    await EVERY[name](page, site)
    await page.evaluate(Axe().axe_script)
    for width, scheme, rules in LOOKS:
        await page.set_viewport_size({"width": width, "height": 1000})
        await page.emulate_media(color_scheme=scheme)
        await page.evaluate("scrollTo(0, 0)")
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (width, scheme)
        assert await faults(page, rules) == [], (width, scheme)
        await shoot(page, f"{name}-{width}-{scheme}")
    await page.close()
    endpoint.held.set()


async def faults(page: Page, rules: list[str]) -> list[str]:
    """What axe finds, one line each; it is not asked where it is to look for nothing."""
    if not rules:
        return []
    options = {"runOnly": rules, "preload": False, "resultTypes": ["violations"]}
    found = await page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['html'][:160]}" for violation in found["violations"] for node in violation["nodes"]
    ]
