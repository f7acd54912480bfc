"""A judgement on paper: the answer, then the points, all of it, and what it is not at the foot of every page."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage, picture, shoot
from tests.browser.site import Site
from tests.browser.states import hand_in_session, judged, reviewed, show

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

A4_WIDTH = 794
"""The width of the sheet in CSS pixels."""


async def on_paper(open_page: OpenPage, site: Site) -> Page:
    page = await open_page(viewport={"width": A4_WIDTH, "height": 1123})
    await hand_in_session(page, site)
    await show(page, judged(site))
    await page.emulate_media(media="print")
    return page


async def test_the_points_follow_the_answer_and_nothing_is_folded_or_cut(open_page: OpenPage, site: Site) -> None:
    page = await on_paper(open_page, site)
    await shoot(page, "judgement-print")
    answer, points = page.locator(".judged > .answer"), page.locator(".judged > .points-of")
    above, below = await answer.bounding_box(), await points.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    await expect(page.get_by_text("Key, never paid for twice")).to_be_visible()
    await expect(page.get_by_text("Say which points an answer makes")).to_be_visible()
    quotes = page.locator(".quotes a > q")
    assert await quotes.evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth + 1)")
    await expect(page.get_by_text("Second opinion, not a decision")).to_be_visible()


async def test_nothing_is_left_to_press(open_page: OpenPage, site: Site) -> None:
    page = await on_paper(open_page, site)
    assert await page.locator("button:visible, nav:visible, input:visible").count() == 0


async def test_it_prints_on_a_few_pages(open_page: OpenPage, site: Site) -> None:
    page = await on_paper(open_page, site)
    paper = await page.pdf(path=picture("judgement.pdf"), prefer_css_page_size=True)
    assert 2 <= paper.count(b"/Type /Page\n") <= 8


async def test_an_explanation_is_a_letter_of_a_few_pages_and_nothing_else(open_page: OpenPage, site: Site) -> None:
    page = await open_page(viewport={"width": A4_WIDTH, "height": 1123})
    await hand_in_session(page, site)
    await show(page, f"{reviewed(site, 'ben', 'cleo')}/explanation")
    await page.emulate_media(media="print")
    await shoot(page, "explanation-print")
    assert await page.locator("button:visible, nav:visible, input:visible, .onscreen:visible").count() == 0
    await expect(page.get_by_text("Second opinion, not a decision")).to_be_visible()
    await expect(page.get_by_text("Entry in the journal")).to_be_visible()
    paper = await page.pdf(path=picture("explanation.pdf"), prefer_css_page_size=True)
    assert 2 <= paper.count(b"/Type /Page\n") <= 5
