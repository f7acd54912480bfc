"""Taking the log away as a file, by the keyboard."""

import csv

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.site import Site
from tests.browser.states import hand_in_session, judged, show

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_what_the_log_lists_is_saved_under_the_number_of_its_ledger_entry(
    open_page: OpenPage, site: Site
) -> None:
    judgement = judged(site, again=True)
    page = await open_page()
    await hand_in_session(page, site)
    await show(page, f"{site.url}/audit?candidate=C-1042")
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="judgements as CSV").press("Enter")
    saved = await saving.value
    head = site.do(site.application.ledger.head())
    assert saved.suggested_filename == f"judgements-{head.seq}.csv"
    with (await saved.path()).open(encoding="utf-8", newline="") as file:
        newest = next(csv.DictReader(file))
    assert judgement.endswith(newest["judgement_id"])
