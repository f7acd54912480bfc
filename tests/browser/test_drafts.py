"""What is typed and dropped stays where it is until it is judged, and with whom it is."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from evaluator.domain.users import Role
from tests.browser.conftest import OpenPage
from tests.browser.site import Site
from tests.browser.states import CACHING, fill_in, hand_in_session, show, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_what_was_typed_survives_a_reload_and_a_lost_session_but_not_signing_out(
    open_page: OpenPage, site: Site
) -> None:
    page = await open_page()
    await sign_in(page, site)
    await fill_in(page, site, CACHING)
    await page.get_by_label("Candidate’s code").fill("C-9")
    await page.reload()
    await expect(page.get_by_label("What the candidate said")).to_have_value(CACHING)
    await expect(page.get_by_label("Caching", exact=True)).to_be_checked()

    await page.context.clear_cookies()
    await page.get_by_label("What the candidate said").focus()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("You are signed out. What you typed is still here.")).to_be_visible()
    await sign_in(page, site)
    await expect(page.get_by_label("What the candidate said")).to_have_value(CACHING)
    await expect(page.get_by_label("Candidate’s code")).to_have_value("C-9")

    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_label("Your token")).to_be_visible()
    await expect(page.get_by_text("What you typed is still here")).to_be_hidden()
    await sign_in(page, site)
    await expect(page.get_by_label("What the candidate said")).to_have_value("")


async def test_what_one_person_typed_is_not_shown_to_the_next(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await sign_in(page, site, "ida", Role.INTERVIEWER)
    await fill_in(page, site, CACHING)
    await page.context.clear_cookies()
    await sign_in(page, site, "ola", Role.INTERVIEWER)
    await expect(page.get_by_label("What the candidate said")).to_have_value("")


async def test_a_judged_draft_is_gone(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await hand_in_session(page, site)
    await fill_in(page, site, CACHING)
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**/judgements/*")
    await show(page, f"{site.url}/")
    await expect(page.get_by_label("What the candidate said")).to_have_value("")


async def test_a_file_is_read_into_the_box_and_what_was_there_can_be_put_back(
    open_page: OpenPage, site: Site, tmp_path: Path
) -> None:
    page = await open_page()
    await hand_in_session(page, site)
    await show(page, f"{site.url}/")
    file = tmp_path / "talk.vtt"
    file.write_text("WEBVTT\n\n00:01.000 --> 00:04.000\n<v Candidate>A cache keeps copies.\n", encoding="utf-8")
    await page.get_by_label("What the candidate said").fill("Typed before.")
    await page.get_by_label("Choose a file").set_input_files(file)
    await expect(page.get_by_text("talk.vtt is in the box.")).to_be_visible()
    await expect(page.get_by_text(re.compile("Transcript, 1.turn, 1.speaker, 4.words."))).to_be_visible()
    await page.get_by_role("button", name="Put back what was there").click()
    await expect(page.get_by_label("What the candidate said")).to_have_value("Typed before.")

    file.write_bytes(b"\xff\xd8\xff\xe0 no words")
    await page.get_by_label("Choose a file").set_input_files(file)
    await expect(page.get_by_text("The file is not UTF-8 text.")).to_be_visible()
    await expect(page.get_by_label("What the candidate said")).to_have_value("Typed before.")


async def test_a_session_that_ended_while_typing_is_told_at_the_box(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await hand_in_session(page, site)
    await show(page, f"{site.url}/")
    await page.context.clear_cookies()
    await page.get_by_label("What the candidate said").fill("A cache keeps copies.")
    await expect(page.get_by_text("You are signed out. What you typed is still here.")).to_be_visible()


async def test_a_file_can_be_sent_without_script(open_page: OpenPage, site: Site, tmp_path: Path) -> None:
    page = await open_page(java_script_enabled=False)
    await hand_in_session(page, site)
    await show(page, f"{site.url}/")
    file = tmp_path / "talk.txt"
    file.write_text(CACHING, encoding="utf-8")
    await page.get_by_label("Caching", exact=True).check()
    await page.locator("#file").set_input_files(file)
    await page.get_by_role("button", name="Judge this answer").click()
    await page.wait_for_url("**/judgements/*")
    await expect(page.get_by_text(re.compile("8.turns, 183.words"))).to_be_visible()
