"""Reviewing all day with the keyboard alone: blind, then beside the judge, then the next."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from playwright.async_api import Page, expect

from evaluator.domain.answers import Span
from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.review_queue import SkipReason
from evaluator.domain.reviews import ReasonForChange, Review
from evaluator.domain.users import Role
from evaluator.files.answers import read_answer
from evaluator.services.orders import Order
from evaluator.settings import ReviewSettings, Settings
from tests.browser import site as sites
from tests.browser.conftest import OpenPage
from tests.browser.site import Site
from tests.browser.states import hand_in_session, show

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = 12
"""Points of the longer question: more than any that ships with it."""

COMPARED = "[data-step=compared]"
BLIND = "[data-step=blind]"


def bank() -> dict[str, object]:
    """Two questions, one of three points and one of many. Read as YAML, which JSON is."""
    subjects = ["kneading", "proving", "baking", *(f"step {number}" for number in range(4, LONG + 1))]
    anchors = {"covered": "Says when.", "partial": "Says that.", "missed": "Says nothing of it."}
    points = [
        {"id": re.sub(r"\W", "-", subject), "text": f"Speaks of {subject}", "weight": 1, "anchors": anchors}
        for subject in subjects
    ]
    asked = {"kind": "knowledge", "text": "How is bread made?"}
    return {
        "version": "1",
        "language": "en",
        "canaries": [{"id": "kiln", "text": "Speaks of the kiln that bread is glazed in", "anchors": anchors}],
        "questions": [
            {"id": "bread", "title": "Bread", **asked, "points": points[:3]},
            {"id": "loaves", "title": "Loaves", **asked, "points": points},
        ],
    }


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The service with the matcher for a judge, where everything is reviewed by two people."""
    questions = tmp_path / "questions.yaml"
    questions.write_text(json.dumps(bank()), encoding="utf-8")
    review = ReviewSettings(floor=1_000, second_share=1.0)
    with sites.serving(Settings(data_dir=tmp_path, bank=questions, review=review)) as running:
        yield running


def judged(site: Site, text: str, question: str = "bread") -> JudgementId:
    """An answer that waits for its reviewers."""
    order = Order(question, read_answer(text), "C-1042", None, ordered_by="ida")
    return site.do(site.application.judging.judge(order)).id


def said_of(site: Site, judgement: str) -> list[Review]:
    """What people said of an answer, oldest first."""
    return list(site.do(site.application.reviewing.of(judgement)))


async def begin(page: Page, site: Site, name: str = "rea", address: str = "/review") -> None:
    """Sign a reviewer in and go to their queue."""
    await hand_in_session(page, site, name, Role.REVIEWER)
    await show(page, site.url + address)


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def compare(page: Page) -> int:
    """Commit, and count what differs."""
    await press(page, "Enter")
    await page.locator(COMPARED).wait_for()
    return await page.locator(".diff > li").count()


async def finish(page: Page) -> None:
    """Finish, and wait for what comes next."""
    before = page.url
    await press(page, "Enter")
    await page.wait_for_url(lambda url: url != before)
    await page.locator(f"{BLIND}, [data-step=empty]").wait_for()


async def chosen(page: Page) -> dict[str, str]:
    """The verdict of each point that has one."""
    found: dict[str, str] = await page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.choose :checked')].map(b => [b.closest('li').id, b.value]))"
    )
    return found


async def test_words_are_kept_as_evidence_by_keys_and_survive_with_all_else_a_reload(
    open_page: OpenPage, site: Site
) -> None:
    text = "Interviewer: How?\nCandidate: Zürich 🥖 first, then knead\u200bing of it.\n"
    answer = judged(site, text)
    page = await open_page()
    await begin(page, site)
    await press(page, "1", "n")
    await page.keyboard.type("When? 1 2 j u")
    await press(page, "Enter")
    await expect(page.locator("#p2 input[value=covered]")).to_be_focused()
    await press(page, "n", "Escape", "e")
    await expect(page.get_by_role("region", name="The answer", exact=True)).to_be_focused()
    await press(page, "Escape")
    await expect(page.locator("#p2 input[value=covered]")).to_be_focused()
    await press(page, "e", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "e")
    await expect(page.locator("#p2 .taken q")).to_have_count(1)
    await expect(page.locator("#p2 input[value=covered]")).to_be_focused()
    kept = await page.locator("#p2 .taken input").input_value()
    await page.reload()
    assert await chosen(page) == {"p1": "covered"}
    await expect(page.get_by_label("Note for point 2")).to_have_value("When? 1 2 j u")
    assert await page.locator("#p2 .taken input").input_value() == kept

    await press(page, "2", "3")
    await compare(page)
    assert await page.evaluate("Object.keys(sessionStorage).filter(key => key.includes('blind'))") == []
    (review,) = said_of(site, answer)
    (span,) = review.blind.points[1].evidence
    told = site.do(site.application.judging.get(answer)).answer.text
    words = told[span.start : span.end]
    assert f"{span.start}-{span.end}" == kept
    assert words in told.partition("Candidate: ")[2]
    assert words == words.strip()
    assert review.blind.points[1].note == "When? 1 2 j u"


async def test_a_selection_over_turns_takes_the_candidates_words_of_each_and_cuts_no_word(
    open_page: OpenPage, site: Site
) -> None:
    turns = "Candidate: Zürich 🥖 kneading\nInterviewer: And then?\nCandidate: Prov\u200b\u200bing, then baking.\n"
    answer = judged(site, turns)
    page = await open_page()
    await begin(page, site)
    await page.evaluate(
        """() => {
          const [first, , last] = document.querySelectorAll(".turns p");
          const end = last.lastChild;
          getSelection().setBaseAndExtent(first.firstChild, 7, end, end.data.indexOf("baking") + 3);
        }"""
    )
    await page.get_by_role("button", name="Keep as evidence").click()
    await press(page, "1", "1", "1")
    await compare(page)
    (review,) = said_of(site, answer)
    told = site.do(site.application.judging.get(answer)).answer.text
    taken = [told[span.start : span.end] for span in review.blind.points[0].evidence]
    assert taken == ["🥖 kneading", "Prov\u200b\u200bing, then baking"]
    assert all(isinstance(span, Span) for span in review.blind.points[0].evidence)


async def test_keys_move_undo_and_rest_as_they_should(open_page: OpenPage, site: Site) -> None:
    judged(site, "Kneading and proving.")
    page = await open_page()
    await begin(page, site)
    await press(page, "2", "j")
    await expect(page.locator("#p3 input[value=covered]")).to_be_focused()
    await press(page, "4", "k")
    assert await chosen(page) == {"p1": "partial", "p3": "unsure"}
    await press(page, "u")
    assert await chosen(page) == {"p1": "partial"}
    await expect(page.locator("#p3 input[value=covered]")).to_be_focused()
    await press(page, "u", "u")
    assert await chosen(page) == {}
    await press(page, "Control+1", "Meta+2", "Alt+3")
    assert await chosen(page) == {}
    await press(page, "j", "Enter")
    await expect(page.locator("#p1 input[value=covered]")).to_be_focused()
    await expect(page.locator(BLIND)).to_be_visible()
    await page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '1', bubbles: true, repeat: true}))"
    )
    assert await chosen(page) == {}
    await press(page, "?")
    sheet = page.get_by_role("dialog", name="Keys")
    await expect(sheet.get_by_text("keep the selected words as evidence", exact=False)).to_be_visible()
    await press(page, "1")
    assert await chosen(page) == {}
    await press(page, "Escape")
    await expect(sheet).to_be_hidden()


async def test_an_answer_is_skipped_with_a_reason_by_two_keys(open_page: OpenPage, site: Site) -> None:
    judged(site, "Kneading.")
    page = await open_page()
    await begin(page, site)
    await press(page, "s")
    await expect(page.get_by_role("dialog", name="Skip this answer: why?")).to_be_visible()
    await press(page, "3")
    await expect(page.get_by_text("Nothing waits for you.")).to_be_visible()


async def test_an_unclear_point_asks_for_a_final_verdict_and_undo_takes_the_reason_back(
    open_page: OpenPage, site: Site
) -> None:
    answer = judged(site, "Nothing of the kind.")
    page = await open_page()
    await begin(page, site)
    await press(page, "1", "1", "1")
    assert await compare(page) == 3
    first = page.locator(".diff > li").first
    await press(page, "3")
    await expect(first.get_by_role("group", name="Your final verdict on this point")).to_be_visible()
    await press(page, "Enter")
    await expect(page.locator("#said")).to_have_text("Point 1 waits for a final verdict.")
    await press(page, "2", "1", "u", "2", "2")
    await expect(first.get_by_text("partial", exact=True).first).to_be_visible()
    await page.reload()
    address = page.url
    await finish(page)
    await show(page, address)
    await expect(page.get_by_text("Finished.")).to_be_visible()
    await press(page, "j", "j", "k")
    await expect(page.locator(".diff > li").first).to_be_focused()
    (review,) = said_of(site, answer)
    assert review.final is not None
    assert [point.reason for point in review.final.points] == [
        ReasonForChange.RUBRIC_UNCLEAR,
        ReasonForChange.JUDGE_WRONG,
        ReasonForChange.JUDGE_WRONG,
    ]
    assert [point.verdict for point in review.final.points] == [Verdict.PARTIAL, Verdict.COVERED, Verdict.COVERED]


async def test_the_next_answer_is_there_before_it_is_asked_for(open_page: OpenPage, site: Site) -> None:
    for day in range(2):
        judged(site, f"Day {day}: kneading.")
    page = await open_page()
    await begin(page, site)
    await press(page, "3", "3", "3")
    async with page.expect_response(re.compile("/review/[0-9a-f]+$")) as ahead:
        differing = await compare(page)
        await page.wait_for_load_state("networkidle")
    assert (await ahead.value).ok
    await press(page, *["2"] * differing)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(site.url)}"))
    await finish(page)
    await expect(page.locator("#p1 input[value=covered]")).to_be_focused()
    (alone,) = [address for address in asked if "/static/" not in address]
    assert re.fullmatch("POST /review/[0-9a-f]+/final", alone)


async def test_a_commit_that_could_not_be_sent_loses_nothing(open_page: OpenPage, site: Site) -> None:
    answer = judged(site, "Kneading.")
    page = await open_page(expects_refusals=True)
    await begin(page, site)
    await press(page, "1", "2", "3")
    await page.context.set_offline(True)
    await press(page, "Enter")
    await expect(page.get_by_role("alert")).to_contain_text("What you chose is still here")
    assert await chosen(page) == {"p1": "covered", "p2": "partial", "p3": "missed"}
    assert said_of(site, answer) == []
    await page.context.set_offline(False)
    await compare(page)
    assert len(said_of(site, answer)) == 1


async def test_a_session_that_ended_loses_nothing(open_page: OpenPage, site: Site) -> None:
    answer = judged(site, "Kneading.")
    page = await open_page(expects_refusals=True)
    await begin(page, site)
    await press(page, "1", "2", "3")
    address = page.url
    await page.context.clear_cookies()
    await press(page, "Enter")
    await expect(page.get_by_role("alert")).to_contain_text("You are signed out. What you chose is still here.")
    await expect(page.get_by_role("link", name="Sign in")).to_have_attribute(
        "href", re.compile("^/login.next=%2Freview")
    )
    await hand_in_session(page, site, "rea", Role.REVIEWER)
    await show(page, address)
    assert await chosen(page) == {"p1": "covered", "p2": "partial", "p3": "missed"}
    await compare(page)
    assert len(said_of(site, answer)) == 1


async def test_an_answer_that_others_took_meanwhile_is_said_to_be_gone(open_page: OpenPage, site: Site) -> None:
    answer = judged(site, "Kneading.")
    page = await open_page(expects_refusals=True)
    await begin(page, site)
    await press(page, "1", "2", "3")
    site.do(site.application.reviewing.skip(answer, "rea", SkipReason.SEEN_BEFORE))
    await press(page, "Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Go to the next answer")
    await expect(page.locator(BLIND)).to_be_visible()


async def test_reviewing_works_without_script(open_page: OpenPage, site: Site) -> None:
    answer = judged(site, "Kneading.")
    page = await open_page(java_script_enabled=False)
    await begin(page, site)
    for point in range(1, 4):
        await page.locator(f"#p{point} input[value=covered]").focus()
        await press(page, "Space")
    await page.get_by_label("Note for point 1").fill("Says it.")
    await press(page, "Enter")
    await page.locator(COMPARED).wait_for()
    for point in await page.locator(".diff > li").all():
        await point.get_by_label("The point is unclear").focus()
        await press(page, "Space")
        await point.locator(".settles input[value=partial]").focus()
        await press(page, "Space")
    await page.get_by_role("button", name="Finish").press("Enter")
    await expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    (review,) = said_of(site, answer)
    assert review.final is not None
    assert review.blind.points[0].note == "Says it."


async def test_whoever_signs_out_leaves_nothing_behind(open_page: OpenPage, site: Site) -> None:
    judged(site, "Kneading.")
    page = await open_page()
    await begin(page, site)
    await press(page, "1")
    assert await page.evaluate("sessionStorage.length") == 1
    await page.get_by_role("button", name="Sign out").press("Enter")
    await page.wait_for_url("**/login")
    assert await page.evaluate("sessionStorage.length") == 0


CLOCK = """() => {
  window.took = [];
  addEventListener("keydown", event => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.took.push(performance.now() - event.timeStamp);
    port2.postMessage(null);
  }), { capture: true });
}"""
"""Milliseconds from each key to the frame that answers it."""


async def test_a_key_is_answered_within_50_ms_on_a_long_answer_with_many_points(
    open_page: OpenPage, site: Site
) -> None:
    said = "So we go on with kneading the dough until it is smooth, and then there is proving. "
    judged(site, "".join(f"Interviewer: And then?\nCandidate: {said * 6}\n" for _ in range(60)), "loaves")
    page = await open_page()
    await begin(page, site)
    await expect(page.locator(".choose > li")).to_have_count(LONG)
    await page.evaluate(CLOCK)
    for pressed, key in enumerate(["1", "2", "3", "4", "u", "j", "k"] * 6, start=1):
        await press(page, key)
        await page.wait_for_function("count => window.took.length === count", arg=pressed)
    took: list[float] = await page.evaluate("window.took")
    assert median(took) < 50, f"median {median(took):.0f} ms, slowest {max(took):.0f} ms"
