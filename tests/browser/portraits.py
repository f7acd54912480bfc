"""README's pictures, taken anew of the real service: `python -m tests.browser.portraits`, from the project's folder."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from evaluator.domain.users import Role
from evaluator.web.plots.intervals import ANSWERS
from tests.browser import endpoint as endpoints
from tests.browser import site as sites
from tests.browser.conftest import CHROMIUMS, FLAGS, context_in
from tests.browser.reviewed import review_many
from tests.browser.site import Site
from tests.browser.states import CACHING, Visit, audit, fill_in, hand_in_session, judged, review_compared, show

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WIDTH = 1440


@dataclass(frozen=True)
class Portrait:
    """One picture: how to get there, as whom, and how much of the page is in it."""

    name: str
    visit: Visit
    height: int
    person: tuple[str, Role] = ("admin-1", Role.ADMIN)


async def judge(page: Page, site: Site) -> None:
    """An answer that is about to be judged, by a judge of which it is known what it costs."""
    for number in range(3):
        judged(site, f"{CACHING}\n\nCandidate: That was on day {number}.\n")
    await fill_in(page, site, CACHING)
    await page.get_by_label("Candidate’s code").fill("C-1042")
    await page.evaluate("document.activeElement.blur(); document.getElementById('answer').scrollTop = 0")


async def judgement(page: Page, site: Site) -> None:
    """The same answer, judged."""
    await judge(page, site)
    await page.get_by_role("button", name="Judge this answer").click()
    await page.get_by_text("% covered").wait_for()


async def insights(page: Page, site: Site) -> None:
    """Enough reviews for every figure."""
    review_many(site, CACHING, ANSWERS)
    await show(page, f"{site.url}/insights?question=caching")


IDA = ("interviewer-1", Role.INTERVIEWER)
OF_ONE_JUDGE = (Portrait("judge", judge, 940, IDA), Portrait("judgement", judgement, 940, IDA))
OF_MANY = (
    Portrait("audit", audit, 680),
    Portrait("review", review_compared, 940),
    Portrait("insights", insights, 1250),
)


@contextmanager
def serving(judges: slice) -> Iterator[Site]:
    """The service with some of the journeys' judges, on a record of its own."""
    with endpoints.serving() as endpoint, tempfile.TemporaryDirectory() as folder:
        settings = sites.settings_for(Path(folder), endpoint.url)
        panels = () if settings.judges[judges] != settings.judges else settings.panels
        with sites.serving(settings.model_copy(update={"judges": settings.judges[judges], "panels": panels})) as site:
            yield site


async def take(browser: Browser, site: Site, portrait: Portrait) -> None:
    """Go there and keep what is seen."""
    context = await context_in(browser, viewport={"width": WIDTH, "height": portrait.height})
    page = await context.new_page()
    await hand_in_session(page, site, *portrait.person)
    await portrait.visit(page, site)
    await page.evaluate("document.fonts.ready")
    await page.screenshot(path=IMAGES / f"{portrait.name}.png")
    await context.close()


async def main() -> None:
    """All of them."""
    chromium = next(path for name in CHROMIUMS if (path := shutil.which(name)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for judges, portraits in ((slice(1), OF_ONE_JUDGE), (slice(None), OF_MANY)):
            with serving(judges) as site:
                for portrait in portraits:
                    await take(browser, site, portrait)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
