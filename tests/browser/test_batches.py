"""Batches in a real browser: followed live, stopped, and the grid under the keyboard, however many its rows."""

import re
import time

import pytest
from playwright.async_api import expect

from evaluator.domain.answers import typed
from evaluator.domain.intake import IntakeRow
from evaluator.services.batch_orders import BatchOrder
from tests.browser.conftest import OpenPage
from tests.browser.endpoint import Endpoint
from tests.browser.site import Site
from tests.browser.states import choose_file, hand_in_session, rows_of, show
from tests.fakes import fixed_digest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MANY = 5_000
QUICK_S = 3.0
"""A page of the largest grid is there within this, on a machine that other tests keep busy."""


async def test_a_batch_is_followed_to_its_end_without_reloading_by_hand(
    open_page: OpenPage, site: Site, endpoint: Endpoint
) -> None:
    endpoint.begin_again()
    page = await open_page()
    await hand_in_session(page, site, "lively")
    await choose_file(page, site, rows_of(3, "a live spring"), "live.csv")
    await page.get_by_label("slow").check()
    await page.get_by_role("button", name="Check again").click()
    await page.get_by_role("button", name="Judge 3 answers").click()
    await expect(page.get_by_text("being judged").first).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="live.csv")).to_be_visible()
    endpoint.held.set()
    row = page.get_by_role("row", name=re.compile("live.csv"))
    await expect(row).to_contain_text("finished", timeout=15_000)


async def test_a_page_that_loses_the_service_says_so_and_finds_it_again(
    open_page: OpenPage, site: Site, endpoint: Endpoint
) -> None:
    endpoint.begin_again()
    page = await open_page(expects_refusals=True)
    await hand_in_session(page, site, "patient")
    await choose_file(page, site, rows_of(2, "a patient spring"), "patient.csv")
    await page.get_by_label("slow").check()
    await page.get_by_role("button", name="Check again").click()
    await page.get_by_role("button", name="Judge 2 answers").click()
    await expect(page.get_by_text("being judged").first).to_be_visible()
    # While it starts again the service refuses the stream, and does not answer for its pages.
    await page.clock.install()
    await page.route("**/events", lambda route: route.fulfill(status=503))
    await page.reload()
    await expect(page.get_by_text("Live progress is cut off.").first).to_be_visible()
    await page.route(f"{site.url}/batches", lambda route: route.abort())
    for _ in range(2):
        await page.clock.fast_forward(6_000)
        await expect(page.get_by_role("heading", name="patient.csv")).to_be_visible()
    await page.unroute_all()
    await page.clock.fast_forward(6_000)
    await expect(page.get_by_text("Live progress is cut off.").first).to_be_hidden()
    endpoint.held.set()
    row = page.get_by_role("row", name=re.compile("patient.csv"))
    await expect(row).to_contain_text("finished", timeout=15_000)


async def test_without_script_a_file_is_checked_and_ordered_all_the_same(open_page: OpenPage, site: Site) -> None:
    page = await open_page(java_script_enabled=False)
    await hand_in_session(page, site, "plain")
    await choose_file(page, site, rows_of(2, "a plain spring"), "plain.csv")
    await page.get_by_label("the built-in matcher").check()
    await page.get_by_role("button", name="Check again").click()
    await expect(page.get_by_text("The answers stay on this machine.")).to_be_visible()
    await page.get_by_role("button", name="Judge 2 answers").click()
    await expect(page.get_by_role("heading", level=1, name="Batches")).to_be_visible()
    await expect(page.get_by_text("plain.csv").first).to_be_visible()


async def test_the_grid_is_one_stop_for_tab_and_arrows_move_in_it(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await hand_in_session(page, site, "keyed")
    await choose_file(page, site, rows_of(3, "a keyed spring"), "keyed.csv")
    await page.get_by_label("the built-in matcher").check()
    await page.get_by_role("button", name="Check again").click()
    await page.get_by_text("The answers stay on this machine.").wait_for()
    await page.get_by_role("button", name="Judge 3 answers").click()
    await page.get_by_role("link", name="keyed.csv", exact=True).click()
    await expect(page.locator("#grid a[tabindex='0']")).to_have_count(1)
    await page.locator("#grid tbody tr:nth-child(1) td a").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
        await page.keyboard.press(key)
    await expect(page.locator("#grid tbody tr:nth-child(2) td a").first).to_be_focused()
    await expect(page.locator("#grid a[tabindex='0']")).to_have_count(1)
    await page.keyboard.press("End")
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/judgements/[0-9a-f]+#p1$"))


async def test_a_grid_of_five_thousand_answers_is_there_at_once_and_goes_on_as_it_is_scrolled(
    open_page: OpenPage, site: Site
) -> None:
    question = site.application.bank.questions[0]
    rows = [IntakeRow(n + 2, f"r{n}", question, typed(f"Answer number {n}."), f"TH-{n:04}") for n in range(MANY)]
    order = BatchOrder("many.csv", fixed_digest("many"), "matcher", ordered_by="many")
    batch = site.do(site.application.batches.create(order, rows))
    page = await open_page()
    await hand_in_session(page, site, "many")
    began = time.perf_counter()
    await show(page, f"{site.url}/batches/{batch.id}")
    assert time.perf_counter() - began < QUICK_S
    for portions in range(2, 8):
        await page.locator("#gridbox").evaluate("box => box.scrollTop = box.scrollHeight")
        await page.locator("#grid tbody").nth(portions - 1).wait_for(state="attached")
    await expect(page.get_by_text(re.compile(r"Rows 1 to \d{3} of 5000"))).to_be_visible()
    # What is out of sight gives way to one empty row, and is there again once it is looked at.
    await expect(page.locator("#grid tbody").first.locator("tr")).to_have_count(1)
    await page.locator("#gridbox").evaluate("box => box.scrollTop = 0")
    await expect(page.get_by_role("rowheader", name="TH-0000", exact=True)).to_be_visible()


async def test_the_words_of_a_cell_stand_beside_the_grid(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await hand_in_session(page, site, "peeking")
    await choose_file(page, site, rows_of(2, "a peeked spring"), "peek.csv")
    await page.get_by_role("button", name="Judge 2 answers").click()
    row = page.get_by_role("row", name=re.compile("peek.csv"))
    await expect(row).to_contain_text("finished", timeout=15_000)
    await page.get_by_role("link", name="peek.csv", exact=True).click()
    await page.locator("#grid tbody tr").nth(1).get_by_role("link", name="covered").first.focus()
    panel = page.locator("#peek")
    await expect(panel.get_by_role("heading", name="TH-001, point 1")).to_be_visible()
    await expect(panel.locator("mark").first).to_contain_text("you keep a copy somewhere")
    await expect(panel).to_contain_text("Point 1 over the batch: 2 covered")
