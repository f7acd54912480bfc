"""The page of trust, with judges of every kind and watches that are calm and alarmed."""

from collections.abc import Mapping

from playwright.async_api import Page

from tests.browser.site import Site
from tests.browser.states import Visit, show
from tests.trust_fakes import InMemoryCheckedLog, Watched, board, three_judges, watches


async def trust(page: Page, site: Site) -> None:
    """Reviews and rounds of the page alone: no other page is to tell of an alarm that never was."""
    parts = vars(site.application)
    before = {name: parts.pop(name) for name in ("trust_board", "anchors") if name in parts}
    parts |= {"trust_board": board(InMemoryCheckedLog(three_judges())), "anchors": Watched(watches())}
    try:
        await show(page, f"{site.url}/insights/trust?bound=10")
    finally:
        del parts["trust_board"], parts["anchors"]
        parts |= before
    for summary in await page.locator("details.behind > summary").all():
        await summary.click()


TRUST: Mapping[str, Visit] = {"trust": trust}
"""Each by the name of its screenshots."""
