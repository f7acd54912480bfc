"""The states of the pages of erasing and keeping."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page

from evaluator.domain.judgements import JudgementId
from evaluator.domain.keeping import HoldKind
from evaluator.store.judgements import SqlJudgementLog
from tests.browser.site import Site
from tests.browser.states import CACHING, Visit, judged, show

WHY = "Asked for it in writing, ticket 4711."


def answered(site: Site, candidate: str, text: str = CACHING) -> str:
    """The id of a judgement of what that candidate said."""
    return judged(site, f"{text}\n\nCandidate: {candidate} it was.", candidate=candidate).rpartition("/")[2]


async def kept(page: Page, site: Site) -> None:
    """Holds that stand and that were lifted, answers past their time, and erasures."""
    keeping = site.application.keeping
    answered(site, "C-2001")
    answered(site, "C-2002")
    held = site.do(keeping.place(HoldKind.CANDIDATE, "C-2001", "A complaint is pending.", "admin-1"))
    site.do(keeping.lift(held.id, "The complaint was settled.", "admin-1"))
    site.do(keeping.place(HoldKind.CANDIDATE, "C-2002", "The works council has asked for these.", "admin-1"))
    answered(site, "C-2003")
    site.do(site.application.erasing.erase("C-2003", WHY, "admin-1"))
    past_its_time(site)
    await show(page, f"{site.url}/keeping")


def past_its_time(site: Site) -> None:
    """An answer of last year."""
    told = site.do(site.application.judging.get(answered(site, "C-2004")))
    old = replace(told, id=JudgementId("of-last-year"), created_at=datetime.now(UTC) - timedelta(days=400))
    site.do(SqlJudgementLog(site.application.database).record(replace(old, shared_from=told.id, ledger_seq=None)))


async def nobody_of_that_code(page: Page, site: Site) -> None:
    """A code that nobody has."""
    await show(page, f"{site.url}/keeping")
    await page.get_by_label("Candidate", exact=True).fill("C-9999")
    await page.get_by_label("Why").first.fill(WHY)
    await page.get_by_role("button", name="Show what would be erased").click()
    await page.get_by_text("Nothing that a candidate of this code").wait_for()


async def checked(page: Page, site: Site) -> None:
    """What erasing would delete."""
    answered(site, "C-2005")
    await show(page, f"{site.url}/keeping")
    await page.get_by_label("Candidate", exact=True).fill("C-2005")
    await page.get_by_label("Why").first.fill(WHY)
    await page.get_by_role("button", name="Show what would be erased").click()
    await page.get_by_role("button", name="Erase for good").wait_for()


async def reported(page: Page, site: Site) -> None:
    """The report of an erasure, by keys alone."""
    await checked(page, site)
    await page.get_by_role("button", name="Erase for good").press("Enter")
    await page.get_by_role("heading", name="Erased at request").wait_for()


async def check_of_what_is_held(page: Page, site: Site) -> None:
    """Somebody whom a hold keeps from being erased."""
    answered(site, "C-2006")
    site.do(site.application.keeping.place(HoldKind.CANDIDATE, "C-2006", "A complaint is pending.", "admin-1"))
    await show(page, f"{site.url}/keeping")
    await page.get_by_label("Candidate", exact=True).fill("C-2006")
    await page.get_by_label("Why").first.fill(WHY)
    await page.get_by_role("button", name="Show what would be erased").click()
    await page.get_by_text("Held: this candidate").wait_for()


async def erased_judgement(page: Page, site: Site) -> None:
    """A judgement whose words are gone."""
    gone = answered(site, "C-2007")
    site.do(site.application.erasing.erase("C-2007", WHY, "admin-1"))
    await show(page, f"{site.url}/judgements/{gone}")


KEEPING: Mapping[str, Visit] = {
    "keeping": kept,
    "keeping-unknown": nobody_of_that_code,
    "keeping-check": checked,
    "keeping-held": check_of_what_is_held,
    "keeping-report": reported,
    "keeping-erased": erased_judgement,
}
