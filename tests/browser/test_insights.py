"""Insights by keys alone, and on paper."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage, shoot
from tests.browser.site import Site
from tests.browser.states import hand_in_session, insights_scarce, judged, show

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_two_keys_lead_there_from_any_page(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await hand_in_session(page, site)
    await show(page, judged(site))
    await page.keyboard.press("g")
    await page.keyboard.press("i")
    await page.wait_for_url(f"{site.url}/insights")


async def test_a_filter_is_set_without_a_mouse_and_stands_in_the_address(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await hand_in_session(page, site)
    await insights_scarce(page, site)
    await page.get_by_label("Last", exact=True).focus()
    await page.keyboard.type("30")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/insights?judge=eager*&days=30")
    await expect(page.get_by_text("Only judge eager")).to_contain_text("last 30 days")


async def test_on_paper_numbers_are_unfolded_and_nothing_is_left_to_press(open_page: OpenPage, site: Site) -> None:
    page = await open_page(viewport={"width": 794, "height": 1123})
    await hand_in_session(page, site)
    await insights_scarce(page, site)
    await page.emulate_media(media="print")
    await shoot(page, "insights-print")
    await expect(page.locator("details.behind table").first).to_be_visible()
    assert await page.locator("button:visible, nav:visible, select:visible, .button:visible").count() == 0
