"""What people do here, with the keyboard alone, under the pages' own policy."""

import re

import pytest
from playwright.async_api import Page, expect

from evaluator.domain.users import Role
from tests.browser.conftest import OpenPage
from tests.browser.endpoint import Endpoint
from tests.browser.site import Site
from tests.browser.states import CACHING, UNNAMED, fill_in, hand_in_session, judged, show

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

JUDGEMENT = re.compile("/judgements/[0-9a-f]+$")


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the keyboard."""
    for _ in range(60):
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        await press(page, "Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab.")


async def test_from_the_link_to_the_judgement_and_back_to_the_log(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await page.goto(site.link("ida", Role.INTERVIEWER))
    await tab_to(page, "button.primary")
    await press(page, "Enter")
    await page.wait_for_url(f"{site.url}/")

    await tab_to(page, "#find")
    await page.keyboard.type("cach")
    await expect(page.get_by_label("Tight deadlines")).to_be_hidden()
    await press(page, "Enter")
    await expect(page.get_by_label("Caching", exact=True)).to_be_checked()

    await tab_to(page, "#sample")
    await press(page, "Enter")
    await expect(page.get_by_label("What the candidate said")).to_have_value(re.compile("timetable service"))
    await expect(page).to_have_url(f"{site.url}/")
    await tab_to(page, "#candidate")
    await page.keyboard.type("C-7")
    await press(page, "Control+Enter")

    await page.wait_for_url(JUDGEMENT)
    await expect(page).to_have_title(re.compile("^Judgement [0-9 \u00a0]+ · Evaluator$"))
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page.get_by_text("Second opinion, not a decision")).to_be_in_viewport()

    await press(page, "j", "j")
    await expect(page.locator("#p2")).to_be_focused()
    await press(page, "k")
    await expect(page.locator("#p1")).to_be_focused()
    await press(page, "e")
    await expect(page.locator("mark.at")).to_have_text("nine of ten requests were for the same forty stations")
    await press(page, "e")
    await expect(page.locator("mark.at")).to_have_text("you keep a copy somewhere that answers in a millisecond")
    await expect(page.locator("mark.at")).to_be_in_viewport()

    await press(page, "?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    await press(page, "j")
    await expect(page.locator("#p1 :focus")).to_have_count(0)
    await press(page, "Escape")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()

    first = page.url
    await tab_to(page, ".again button")
    await press(page, "Enter")
    await page.wait_for_url(lambda url: url != first and bool(JUDGEMENT.search(url)))
    await expect(page.get_by_role("heading", level=1)).to_be_focused()

    await press(page, "g", "a")
    await page.wait_for_url(f"{site.url}/audit")
    await expect(page.get_by_role("row").filter(has_text="C-7")).to_have_count(2)
    await expect(page.get_by_role("row").filter(has_text="C-1042")).to_have_count(0)
    await press(page, "g", "j")
    await page.wait_for_url(f"{site.url}/")
    await expect(page.get_by_label("What the candidate said")).to_have_value("")


async def test_a_slow_judge_is_watched_through_a_retry_and_a_reload_and_called_off(
    open_page: OpenPage, site: Site, endpoint: Endpoint
) -> None:
    endpoint.begin_again(refusing=True)
    page = await open_page()
    await hand_in_session(page, site)
    await fill_in(page, site, CACHING)
    await page.get_by_role("radio", name="slow, slow-1").check()
    await expect(page.get_by_text(re.compile("183.words go to slow"))).to_be_visible()
    await page.get_by_label("What the candidate said").focus()
    await press(page, "Control+Enter")

    await page.wait_for_url(JUDGEMENT)
    asking = page.get_by_role("heading", name="Ask slow, slow-1: attempt 2 of 4")
    await expect(asking).to_be_visible()
    await expect(page.get_by_text("The endpoint failed (503). Trying again by itself.")).to_be_visible()
    await expect(page.get_by_text(re.compile("[123].s left"))).to_be_visible()
    await expect(page.get_by_role("status").first).to_have_text(re.compile("Asking the judge, attempt 2 of 4. Waiting"))

    await page.reload()
    await expect(asking).to_be_visible()
    await expect(page.get_by_text("Waiting for its reply.")).to_be_visible()
    await expect(page.get_by_text("No hidden characters, no instructions to the grader")).to_be_visible()

    await tab_to(page, "form[action$=cancel] button")
    await press(page, "Enter")
    await expect(page.get_by_text("Not scored", exact=True)).to_be_visible()
    await expect(page.get_by_text("Called off before the judge had replied.")).to_be_visible()


async def test_a_waiting_page_turns_into_the_judgement_by_itself(
    open_page: OpenPage, site: Site, endpoint: Endpoint
) -> None:
    endpoint.begin_again()
    page = await open_page()
    await hand_in_session(page, site)
    await fill_in(page, site, CACHING.replace("forty", "fifty"))
    await page.get_by_role("radio", name="slow, slow-1").check()
    await press(page, "Control+Enter")
    await expect(page.get_by_text("Waiting for its reply.")).to_be_visible()
    endpoint.held.set()
    await expect(page.get_by_text("% covered")).to_be_visible()


async def test_a_page_that_is_told_nothing_more_says_so(open_page: OpenPage, site: Site, endpoint: Endpoint) -> None:
    endpoint.begin_again()
    page = await open_page(expects_refusals=True)
    await hand_in_session(page, site)
    await page.route("**/events", lambda route: route.abort())
    await fill_in(page, site, CACHING.replace("forty", "sixty"))
    await page.get_by_role("radio", name="slow, slow-1").check()
    await press(page, "Control+Enter")
    await expect(page.get_by_text("Live progress is cut off. Trying again; judging goes on.")).to_be_visible()
    endpoint.held.set()


async def test_who_the_candidate_is_gets_asked_and_the_answer_is_kept(open_page: OpenPage, site: Site) -> None:
    page = await open_page(expects_refusals=True)
    await hand_in_session(page, site)
    await fill_in(page, site, UNNAMED)
    await press(page, "Control+Enter")
    await expect(page.get_by_text("Say who the candidate is: there are 2 speakers.")).to_be_visible()
    await expect(page.get_by_role("radio", name="Ada")).to_be_focused()
    await expect(page.get_by_label("What the candidate said")).to_have_value(re.compile("^Ada: Let us"))
    await press(page, "ArrowDown")
    await expect(page.get_by_role("radio", name="Grace")).to_be_checked()
    await press(page, "Control+Enter")
    await page.wait_for_url(JUDGEMENT)
    await expect(page.locator(".asked b").first).to_have_text("Ada")


async def test_pointing_at_a_point_lights_its_words_and_pointing_at_words_their_point(
    open_page: OpenPage, site: Site
) -> None:
    page = await open_page()
    await hand_in_session(page, site)
    await show(page, judged(site))
    words, point = page.locator('mark[data-p="6"]'), page.locator("#p6")
    plain = await words.evaluate(BACKGROUND)
    await point.hover()
    assert await words.evaluate(BACKGROUND) != plain
    plain = await point.evaluate(BACKGROUND)
    await words.hover()
    assert await point.evaluate(BACKGROUND) != plain


BACKGROUND = "element => getComputedStyle(element).backgroundColor"


async def test_all_of_it_works_without_script(open_page: OpenPage, site: Site, endpoint: Endpoint) -> None:
    endpoint.begin_again(refusing=True)
    page = await open_page(java_script_enabled=False, expects_refusals=True)
    await hand_in_session(page, site)
    await show(page, f"{site.url}/")
    await page.get_by_label("Candidate’s code").fill("C-3")
    await press(page, "Enter")
    await expect(page.get_by_text("Pick a question first.")).to_be_visible()
    await expect(page.get_by_text("Paste an answer first.")).to_be_visible()
    await expect(page.get_by_label("Candidate’s code")).to_have_value("C-3")

    await page.get_by_role("button", name="Try a sample answer").click()
    await expect(page.get_by_label("Caching", exact=True)).to_be_checked()
    await page.get_by_role("radio", name="slow, slow-1").check()
    await page.get_by_role("button", name="Judge this answer").click()
    await expect(page.get_by_role("heading", name="attempt 2 of 4")).to_be_visible()
    endpoint.held.set()
    await expect(page.get_by_text("% covered")).to_be_visible()


async def test_right_after_installing_the_matcher_judges_and_says_what_it_is(
    open_page: OpenPage, bare_site: Site
) -> None:
    page = await open_page()
    await hand_in_session(page, bare_site)
    await show(page, f"{bare_site.url}/")
    await expect(page.get_by_text("none, matcher only")).to_be_visible()
    await expect(page.get_by_text("Costs nothing. The answer stays on this machine")).to_be_visible()
    await fill_in(page, bare_site, CACHING)
    await press(page, "Control+Enter")
    await page.wait_for_url(JUDGEMENT)
    await expect(page.get_by_text("It finds talk about a point; it cannot tell right from wrong.")).to_be_visible()
    await expect(page.get_by_text("No judge is set up here")).to_be_visible()
