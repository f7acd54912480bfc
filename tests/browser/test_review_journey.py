"""Two people review ten answers with the keyboard alone, and then read how far they and the judge agree."""

from collections import Counter
from statistics import median

import pytest
from playwright.async_api import Page, expect

from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.ledger import Verified
from evaluator.domain.reviews import ReasonForChange
from tests.browser.conftest import OpenPage, shoot
from tests.browser.site import Site
from tests.browser.test_review import CLOCK, begin, chosen, compare, finish, judged, press, said_of
from tests.browser.test_review import site as site  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ANSWERS = 10
VERDICTS = {"rea": "133131311311", "sam": "321131311313"}
"""The key that each presses for each point of the question: 1 covered, 2 partial, 3 missed."""

POINTER = """() => { for (const kind of ["pointerdown", "mousedown", "touchstart"])
  addEventListener(kind, () => { throw new Error(`${kind}: this journey uses no pointer`); }, { capture: true }); }"""
"""A page error, which no test lets pass, as soon as anything is pointed at."""

MS = 50.0
"""Longest that somebody is to wait for the frame that answers a key, on a machine that does nothing else."""


async def test_two_reviewers_ten_answers_and_the_agreement_without_a_mouse(open_page: OpenPage, site: Site) -> None:
    answers = [
        judged(site, f"On day {day} there is kneading first, then proving for an hour, then baking.", "loaves")
        for day in range(ANSWERS)
    ]
    waits: list[float] = []
    for name, keys in VERDICTS.items():
        page = await open_page()
        await begin(page, site, name)
        for script in (CLOCK, POINTER):
            await page.evaluate(script)
        for number in range(1, ANSWERS + 1):
            await expect(page.get_by_text(f"Answer {number} of {ANSWERS} in your queue")).to_be_visible()
            await review(page, keys)
        await expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
        await expect(page.get_by_text("You have reviewed 10\u00a0answers, 10 of them today.")).to_be_visible()
        waits += await page.evaluate("window.took")
    await expect_reviews(site, answers)
    assert len(waits) >= len(VERDICTS) * ANSWERS * (len(keys) + 2)
    assert median(waits) < MS, f"median {median(waits):.0f} ms, slowest {max(waits):.0f} ms"
    await read_agreement(page)
    assert isinstance(site.do(site.application.ledger.verify()), Verified)


async def review(page: Page, keys: str) -> None:
    """One answer: verdicts that show nothing of the judge's, commit, a reason for each difference, finish."""
    await expect(page.locator("#p1 input[value=covered]")).to_be_focused()
    assert "matcher" not in await page.content()
    await press_each(page, keys)
    assert list((await chosen(page)).values()) == [("covered", "partial", "missed")[int(key) - 1] for key in keys]
    await expect(page.get_by_role("button", name="Commit")).to_be_focused()
    differing = await compare(page)
    assert differing, "nothing to change one's mind about"
    # All are kept against the judge but the last, which was missed.
    await press_each(page, "2" * (differing - 1) + "1")
    await finish(page)


async def press_each(page: Page, keys: str) -> None:
    """Press keys one after another, each once the one before is answered: nobody types faster than that."""
    before = await page.evaluate("window.took.length")
    for answered, key in enumerate(keys, start=before + 1):
        await press(page, key)
        await page.wait_for_function("count => window.took.length >= count", arg=answered)


async def expect_reviews(site: Site, answers: list[JudgementId]) -> None:
    """Ten reviews by each, every step of them written down, and one change of mind in each with its reason."""
    reviews = [review for answer in answers for review in said_of(site, answer)]
    assert Counter(review.reviewer for review in reviews) == dict.fromkeys(VERDICTS, ANSWERS)
    for review in reviews:
        assert review.revealed_at
        assert review.final
        assert review.blind.committed_at < review.revealed_at < review.final.at
        assert 0 < review.blind.seconds < 60
        blind = {point.point_id: point.verdict for point in review.blind.points}
        moved = [point for point in review.final.points if point.verdict is not blind[point.point_id]]
        assert [point.reason for point in moved] == [ReasonForChange.MISSED_IT]
    first = reviews[0].blind.points
    assert [point.verdict for point in first[:3]] == [Verdict.COVERED, Verdict.MISSED, Verdict.MISSED]


async def read_agreement(page: Page) -> None:
    """Go on to the page of insights by two keys, and through its parts by Tab."""
    await press(page, "g", "i")
    await page.wait_for_url("**/insights")
    await expect(page.get_by_role("heading", level=1, name="Insights")).to_be_visible()
    await expect(page.get_by_role("heading", name="Where judge and people agree, by point")).to_be_visible()
    figures = {
        await one.locator("dt").inner_text(): await one.locator("dd").inner_text()
        for one in await page.locator(".figures.strip > div").all()
    }
    assert figures["Verdicts compared"].endswith(f"in {ANSWERS} answers")
    # They say the same of eight points in twelve.
    assert figures["Two people agree"].startswith("67\u00a0%")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    await shoot(page, "journey-insights")
