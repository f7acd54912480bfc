"""The states of the page of users, and how to get there."""

from collections.abc import Mapping

from playwright.async_api import Page

from evaluator.domain.users import Role
from tests.browser.site import Site
from tests.browser.states import Visit, hand_in_session, show


async def users(page: Page, site: Site) -> None:
    for name, role in (
        ("ida-2", Role.INTERVIEWER),
        ("rea-2", Role.REVIEWER),
        ("a-rather-long.name@example", Role.ADMIN),
    ):
        site.session(name, role)
    await show(page, f"{site.url}/users")
    await page.get_by_label("Change ida-2").click()


async def users_token(page: Page, site: Site) -> None:
    await users(page, site)
    await page.get_by_role("button", name="New token: ida-2").click()
    await page.get_by_text("A new token for ida-2").wait_for()


async def users_link(page: Page, site: Site) -> None:
    await users(page, site)
    await page.get_by_role("button", name="Login link: ida-2").click()
    await page.get_by_text("A login link for ida-2").wait_for()


async def users_refused(page: Page, site: Site) -> None:
    await users(page, site)
    await page.get_by_role("textbox", name="Name").fill("ida-2")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_text("There is a user of that name already.").wait_for()


async def users_none(page: Page, site: Site) -> None:
    """Nobody who may not look after users gets there."""
    await hand_in_session(page, site, "ida-1", Role.INTERVIEWER)
    await show(page, f"{site.url}/users")
    await page.get_by_text("This is for admins.").wait_for()


PEOPLE: Mapping[str, Visit] = {
    "users": users,
    "users-token": users_token,
    "users-link": users_link,
    "users-refused": users_refused,
    "users-not-allowed": users_none,
}
"""Each by the name of its screenshots."""
