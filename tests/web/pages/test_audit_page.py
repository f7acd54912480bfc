"""The log as browsers meet it."""

import re

import pytest
from httpx import Response

from evaluator.domain.judgements import Reason
from evaluator.domain.ledger import Broken
from evaluator.domain.users import Role
from evaluator.web.pages.audit import PAGE_LENGTH
from tests.fakes import failing
from tests.web.service import Service


async def judge(service: Service, headers: dict[str, str], candidate: str) -> None:
    form = {"question": "locking", "answer": f"Locks, says {candidate}.", "candidate": candidate}
    response = await service.client.post("/", data=form, headers=headers)
    assert response.status_code == 303, response.text


def candidates(page: Response) -> list[str]:
    return re.findall('<td class="code">([^<]*)</td>', page.text)


async def test_every_judgement_is_in_the_log_newest_first(service: Service) -> None:
    headers = await service.browser()
    for candidate in ("C-1", "C-2", "C-3"):
        await judge(service, headers, candidate)
    page = await service.client.get("/audit", headers=headers)
    assert candidates(page) == ["C-3", "C-2", "C-1"]
    assert 'href="/judgements/judgement-3"' in page.text


async def test_an_empty_log_says_so_and_the_way_to_a_first_judgement(service: Service) -> None:
    page = await service.client.get("/audit", headers=await service.browser())
    assert "No judgements yet." in page.text
    assert '<a href="/">Judge an answer</a>' in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("candidate=C-1", ["C-1"]),
        ("candidate=%20C-1%20", ["C-1"]),
        ("status=unscored", ["C-2"]),
        ("status=nonsense", ["C-2", "C-1"]),
        ("judge=scripted", ["C-2", "C-1"]),
        ("judge=other", []),
        ("question_id=locking", ["C-2", "C-1"]),
        ("flag=too_short", []),
        ("verdict=covered", ["C-1"]),
        ("verdict=missed&point_id=hold", ["C-1"]),
        ("verdict=missed&point_id=order", []),
        ("point_id=order", ["C-2", "C-1"]),
        ("coverage_from=50&coverage_to=75", ["C-1"]),
        ("coverage_from=51", []),
        ("coverage_from=many&coverage_to=101", ["C-2", "C-1"]),
        ("reviewer=nobody", []),
        ("reviewed=false", ["C-2", "C-1"]),
        ("since=2026-11-22&until=2026-11-22", ["C-2", "C-1"]),
        ("since=2026-11-23", []),
        ("until=yesterday", ["C-2", "C-1"]),
        ("batch=none", []),
        ("text=%22locks+says%22", ["C-2", "C-1"]),
        ("text=C-2", ["C-2"]),
        ("text=%231", ["C-1"]),
        ("text=%3F%3F", []),
    ],
    ids=str,
)
async def test_the_filters_of_the_address_are_applied(service: Service, query: str, found: list[str]) -> None:
    headers = await service.browser()
    await judge(service, headers, "C-1")
    service.judge.script = failing(Reason.ENDPOINT_FAILED, "The endpoint gave up.")
    await judge(service, headers, "C-2")
    page = await service.client.get(f"/audit?{query}", headers=headers)
    assert candidates(page) == found


async def test_filters_that_nothing_matches_can_be_cleared(service: Service) -> None:
    page = await service.client.get("/audit?candidate=nobody", headers=await service.browser())
    assert "Nothing matches." in page.text
    assert '<a href="/audit">Clear the filters</a>' in page.text


async def test_older_judgements_are_a_link_away(service: Service) -> None:
    headers = await service.browser()
    for number in range(PAGE_LENGTH + 2):
        await judge(service, headers, f"C-{number}")
    newest = await service.client.get("/audit", headers=headers)
    assert len(candidates(newest)) == PAGE_LENGTH
    older = re.search('href="(/audit[?]cursor=[^"]*)">Older', newest.text)
    assert older is not None
    page = await service.client.get(older[1], headers=headers)
    assert candidates(page) == ["C-1", "C-0"]
    assert ">Older<" not in page.text
    assert '<a href="/audit">Newest</a>' in page.text


async def test_interviewers_see_their_own_alone(service: Service) -> None:
    await judge(service, await service.browser(), "C-1")
    ida = await service.browser("ida", Role.INTERVIEWER)
    await judge(service, ida, "C-2")
    page = await service.client.get("/audit", headers=ida)
    assert candidates(page) == ["C-2"]
    assert "Asked for by" not in page.text


async def test_each_filter_can_be_taken_away_alone(service: Service) -> None:
    page = await service.client.get("/audit?judge=other&until=2026-11-22", headers=await service.browser())
    assert '<a href="/audit?until=2026-11-22"><span class="vh">Remove: </span>Judge other' in page.text
    assert '<a href="/audit?judge=other"><span class="vh">Remove: </span>To 22\u00a0Nov\u00a02026' in page.text
    assert '<a href="/audit" class="clears">Clear all</a>' in page.text


async def test_what_somebody_looks_for_is_words_and_never_markup(service: Service) -> None:
    page = await service.client.get("/audit?text=%22%3Cb%3E%27", headers=await service.browser())
    assert page.status_code == 200
    assert "<b>'" not in page.text


async def test_a_page_says_where_the_ledger_stands_and_that_nobody_has_checked_it(service: Service) -> None:
    page = await service.client.get("/audit", headers=await service.browser())
    assert "Ledger at #3, not checked lately" in page.text
    assert "No checkpoint yet" in page.text


async def test_the_ledger_is_checked_when_somebody_asks_for_it(service: Service) -> None:
    headers = await service.browser(role=Role.REVIEWER)
    response = await service.client.post("/audit/verify", headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, "/audit#ledger")
    page = await service.client.get("/audit", headers=headers)
    assert "Ledger intact up to #3" in page.text
    assert "No checkpoint yet" in page.text
    line = await service.client.get("/audit/ledger", headers=headers)
    assert "Ledger intact up to #3" in line.text
    assert "<html" not in line.text


async def test_a_ledger_that_does_not_hold_is_told_as_such(service: Service) -> None:
    headers = await service.browser()
    service.application.ledger.found = Broken(2, "the entry does not match its digest")
    await service.client.post("/audit/verify", headers=headers)
    page = await service.client.get("/audit", headers=headers)
    assert "Ledger broken at #2: the entry does not match its digest. Nothing after it can be trusted." in page.text
    assert 'class="strip broken"' in page.text


async def test_admins_sign_where_the_ledger_stands(service: Service) -> None:
    headers = await service.browser()
    assert 'action="/audit/checkpoint"' in (await service.client.get("/audit", headers=headers)).text


@pytest.mark.parametrize(
    ("role", "path"),
    [(Role.INTERVIEWER, "verify"), (Role.INTERVIEWER, "checkpoint"), (Role.REVIEWER, "checkpoint")],
    ids=str,
)
async def test_who_may_not_check_or_sign_is_neither_offered_nor_allowed_to(
    service: Service, role: Role, path: str
) -> None:
    headers = await service.browser("ida", role)
    assert f'action="/audit/{path}"' not in (await service.client.get("/audit", headers=headers)).text
    assert (await service.client.post(f"/audit/{path}", headers=headers)).status_code == 403
