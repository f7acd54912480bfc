"""A reviewed judgement that is an example, and whose judge was shown examples."""

from collections.abc import Mapping
from dataclasses import replace

from playwright.async_api import Page

from evaluator.domain.judgements import JudgementId
from evaluator.settings import JudgeSettings
from evaluator.wiring.reviews import judgement_log
from tests.browser.site import Site
from tests.browser.states import Visit, judged, review, show
from tests.fakes import fixed_digest

JUDGE = JudgeSettings(name="shown", base_url="http://127.0.0.1:9/v1", model="sage-7b", examples=3)


async def judgement_reviewed(page: Page, site: Site) -> None:
    """Reviewed by two and marked by a click. Only here a judge is set up for examples: no other page is to offer it."""
    application, settings = site.application, site.application.settings
    made = site.do(application.judging.get(judged(site, again=True).rpartition("/")[2]))
    named = {f"{made.id[:-2]}{number}": fixed_digest(str(number)) for number in (17, 23, 31)}
    provenance = replace(made.provenance, examples=named)
    one = replace(made, id=JudgementId(f"{made.id[:-2]}42"), created_by="ida-1", provenance=provenance, ledger_seq=None)
    site.do(judgement_log(application.database, settings).record(one))
    site.do(review(site, one.id, "admin-1", is_first=True))
    site.do(review(site, one.id, "cleo", is_first=False))
    application.settings = settings.model_copy(update={"judges": (*settings.judges, JUDGE)})
    try:
        await show(page, f"{site.url}/judgements/{one.id}")
        await page.get_by_role("button", name="Use as an example").click()
        await page.get_by_role("button", name="Take back").wait_for()
    finally:
        application.settings = settings
    await page.get_by_role("heading", name="What counts after review").wait_for()
    await page.get_by_text("How this came about").click()
    await page.get_by_text("Shown as an example").first.wait_for()


EXAMPLES: Mapping[str, Visit] = {"judgement-reviewed": judgement_reviewed}
"""Each by the name of its screenshots."""
