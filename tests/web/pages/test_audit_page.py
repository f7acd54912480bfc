"""The log as browsers meet it."""

import re

import pytest
from httpx import Response

from evaluator.domain.judgements import Reason
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
        ("question=locking", ["C-2", "C-1"]),
        ("look=too_short", []),
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
