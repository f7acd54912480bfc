"""Settings that change the road of a review, walked by keys: interviewers first, and wrong verdicts on purpose."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, expect

from evaluator.domain.judgements import Judgement
from evaluator.domain.reviews import Review, Stream
from evaluator.domain.users import Role
from evaluator.settings import ReviewSettings
from tests.browser import site as sites
from tests.browser.conftest import shoot
from tests.browser.endpoint import Endpoint
from tests.browser.site import Site
from tests.browser.states import CACHING, hand_in_session, judged, show
from tests.browser.test_states import LOOKS, faults

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEYS = {"covered": "1", "partial": "2", "missed": "3", "unsure": "4"}


@pytest.fixture
def strict(endpoint: Endpoint, tmp_path: Path) -> Iterator[Site]:
    """The service with both settings on, where every answer is reviewed."""
    review = ReviewSettings(floor=10_000, interviewers_first=True, seeded_wrong_share=1.0)
    settings = sites.settings_for(tmp_path, endpoint.url).model_copy(update={"review": review})
    with sites.serving(settings) as running:
        yield running


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def looked_over(page: Page, name: str) -> None:
    """Nothing for axe to find and nothing too wide, at every look."""
    await page.evaluate(Axe().axe_script)
    for width, scheme, rules in LOOKS:
        await page.set_viewport_size({"width": width, "height": 1000})
        await page.emulate_media(color_scheme=scheme)
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (width, scheme)
        assert await faults(page, rules) == [], (width, scheme)
        await shoot(page, f"{name}-{width}-{scheme}")
    await page.set_viewport_size({"width": 1440, "height": 1000})


def reviews_of(site: Site, judgement_id: str) -> list[Review]:
    return list(site.do(site.application.reviewing.of(judgement_id)))


def judgement(site: Site, judgement_id: str) -> Judgement:
    return site.do(site.application.judging.get(judgement_id))


async def test_an_interviewer_decides_first_and_then_sees_the_judge(
    examined: BrowserContext, strict: Site, endpoint: Endpoint
) -> None:
    endpoint.begin_again()
    page = await examined.new_page()
    await hand_in_session(page, strict, "ida", Role.INTERVIEWER)
    await show(page, f"{strict.url}/?question=caching")
    await page.get_by_label("What the candidate said").focus()
    await page.keyboard.insert_text(CACHING)
    await press(page, "Control+Enter")
    await page.locator("[data-step=blind]").wait_for()
    judgement_id = page.url.rpartition("/")[2]
    await looked_over(page, "first-look")
    points = await page.locator(".choose > li").count()
    await press(page, "s", *["3"] * points, "Enter")
    await page.locator("[data-step=compared]").wait_for()
    (review,) = reviews_of(strict, judgement_id)
    assert (review.stream, review.reviewer) == (Stream.INTERVIEWER, "ida")
    differing = await page.locator(".diff > li").count()
    await press(page, *["2"] * differing, "Enter")
    await page.wait_for_url(f"{strict.url}/judgements/{judgement_id}")
    await expect(page.get_by_role("heading", name="What counts after review")).to_be_visible()
    await page.close()


async def test_a_wrong_verdict_is_told_before_and_after_and_settled_by_keys(
    examined: BrowserContext, strict: Site, endpoint: Endpoint
) -> None:
    endpoint.begin_again()
    page = await examined.new_page()
    judgement_id = judged(strict).rpartition("/")[2]
    said = [KEYS[point.verdict.value] for point in judgement(strict, judgement_id).points]
    await hand_in_session(page, strict, "rea", Role.REVIEWER)
    await show(page, f"{strict.url}/review/{judgement_id}")
    await expect(page.get_by_text("is wrong on purpose")).to_be_visible()
    await press(page, *said, "Enter")
    await page.locator("[data-step=compared]").wait_for()
    await expect(page.locator(".diff > li")).to_have_count(1)
    await looked_over(page, "seeded-compared")
    await press(page, "1", "Enter")
    await expect(page.get_by_role("heading", name="One verdict you were shown was wrong on purpose")).to_be_visible()
    await looked_over(page, "seeded-disclosed")
    (review,) = reviews_of(strict, judgement_id)
    assert review.final is None
    assert review.seeded is not None
    truth = {point.point_id: point.verdict for point in judgement(strict, judgement_id).points}
    await page.locator(f"input[name=final][value={truth[review.seeded.point_id].value}]").focus()
    await press(page, "Space", "Tab", "Tab", "Enter")
    await page.locator("[data-step=empty]").wait_for()
    (review,) = reviews_of(strict, judgement_id)
    assert review.final is not None
    assert {point.point_id: point.verdict for point in review.final.points} == truth
    await page.close()
