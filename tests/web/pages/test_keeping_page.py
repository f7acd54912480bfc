"""The pages of erasing and keeping."""

from dataclasses import replace
from datetime import timedelta

import pytest

from evaluator.domain.users import Role
from evaluator.settings import Settings
from tests.fakes import NOON, ScriptedAdjudicator
from tests.web.service import WORDS, Service, assemble

WHY = "They asked for it in writing."


async def judged(service: Service, candidate: str = "C-1") -> str:
    headers = await service.bearer("otto", Role.ADMIN)
    return str((await service.judged(headers, candidate=candidate, answer=f"{WORDS} {candidate}"))["id"])


async def test_a_candidate_is_erased_in_two_steps_and_the_report_names_nobody(service: Service) -> None:
    gone, headers = await judged(service), await service.browser()
    form = {"subject": "C-1", "why": WHY}
    check = await service.client.post("/keeping/check", data=form, headers=headers)
    assert check.status_code == 200
    assert "Erase C-1?" in check.text
    assert service.log.judgements[gone].answer.turns
    sent = await service.client.post("/keeping/erase", data=form, headers=headers)
    assert sent.status_code == 303
    report = await service.client.get(sent.headers["location"], headers=headers)
    assert "Complete" in report.text
    assert WHY in report.text
    assert "C-1" not in report.text
    assert "Zinnober" not in report.text
    assert f"/judgements/{gone}" in report.text
    assert not service.log.judgements[gone].answer.turns


async def test_the_judgement_says_that_it_was_erased_by_whom_and_why(service: Service) -> None:
    gone, headers = await judged(service), await service.browser()
    await service.client.post("/keeping/erase", data={"subject": "C-1", "why": WHY}, headers=headers)
    page = (await service.client.get(f"/judgements/{gone}", headers=headers)).text
    assert f"because: <q>{WHY}</q> (ledger #40)" in page
    assert "by <b>ada</b>" in page


REFUSED = {
    "nobody of that code": ({"subject": "C-9", "why": WHY}, "Nothing that a candidate of this code said is kept"),
    "a reason that names them": ({"subject": "C-1", "why": "C-1 asked."}, "leave the candidate&#39;s code out"),
    "no reason": ({"subject": "C-1", "why": ""}, "Say why, in a few words"),
    "nothing at all": ({}, "Say why, in a few words"),
}


@pytest.mark.parametrize("path", ["/keeping/check", "/keeping/erase"])
@pytest.mark.parametrize(("form", "told"), REFUSED.values(), ids=REFUSED)
async def test_what_is_wrong_is_told_at_the_field(service: Service, path: str, form: dict[str, str], told: str) -> None:
    kept, headers = await judged(service), await service.browser()
    page = await service.client.post(path, data=form, headers=headers)
    assert page.status_code == 422
    assert told in page.text or told in page.text.replace("&#39;", "’") or "Nothing that a candidate" in page.text
    assert 'id="candidate-e"' in page.text
    assert service.log.judgements[kept].answer.turns


async def test_a_hold_is_placed_shown_and_lifted(service: Service) -> None:
    kept, headers = await judged(service), await service.browser()
    form = {"kind": "candidate", "subject": "C-1", "why": "A case is pending."}
    assert (await service.client.post("/keeping/holds", data=form, headers=headers)).status_code == 303
    page = await service.client.get("/keeping", headers=headers)
    assert "A case is pending." in page.text
    check = await service.client.post("/keeping/check", data={"subject": "C-1", "why": WHY}, headers=headers)
    assert "Held: this candidate" in check.text
    assert "Erase for good" not in check.text
    refused = await service.client.post("/keeping/erase", data={"subject": "C-1", "why": WHY}, headers=headers)
    assert (refused.status_code, service.log.judgements[kept].answer.turns != ()) == (422, True)
    assert "A case is pending." in refused.text
    (hold,) = service.erasure_log.holds
    lift = await service.client.post(f"/keeping/holds/{hold.id}/lift", data={"why": "Closed."}, headers=headers)
    assert lift.status_code == 303
    assert "Lifted holds" in (await service.client.get("/keeping", headers=headers)).text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"kind": "moon", "subject": "x", "why": WHY}, "Say what is to be held"),
        ({"kind": "batch", "subject": "b-9", "why": WHY}, "There is no batch of that id"),
    ],
    ids=["no kind", "no batch"],
)
async def test_a_hold_that_cannot_be_placed_is_told_at_the_field(
    service: Service, form: dict[str, str], told: str
) -> None:
    page = await service.client.post("/keeping/holds", data=form, headers=await service.browser())
    assert (page.status_code, told in page.text, 'id="held-e"' in page.text) == (422, True, True)


async def test_what_is_due_can_be_erased_at_once(judge: ScriptedAdjudicator, settings: Settings) -> None:
    # Nothing goes on in the background here, which would erase it at any moment.
    service = assemble(judge, settings)
    old, headers = await judged(service), await service.browser()
    service.log.judgements[old] = replace(service.log.judgements[old], created_at=NOON - timedelta(days=200))
    assert "Erase what is due now" in (await service.client.get("/keeping", headers=headers)).text
    assert (await service.client.post("/keeping/purge", headers=headers)).status_code == 303
    page = (await service.client.get("/keeping", headers=headers)).text
    assert "Erase what is due now" not in page
    assert "Kept no longer" in page


async def test_an_unfinished_erasure_is_shown_as_such_and_finished_by_a_button(service: Service) -> None:
    await judged(service)
    headers = await service.browser()
    service.erasure_log.is_in_use = True
    sent = await service.client.post("/keeping/erase", data={"subject": "C-1", "why": WHY}, headers=headers)
    assert "Unfinished." in (await service.client.get(sent.headers["location"], headers=headers)).text
    assert "unfinished" in (await service.client.get("/keeping", headers=headers)).text
    service.erasure_log.is_in_use = False
    assert (await service.client.post("/keeping/finish", headers=headers)).status_code == 303
    assert "Complete" in (await service.client.get(sent.headers["location"], headers=headers)).text


PAGES = [
    ("GET", "/keeping"),
    ("POST", "/keeping/check"),
    ("POST", "/keeping/erase"),
    ("GET", "/keeping/erasures/one"),
    ("POST", "/keeping/finish"),
    ("POST", "/keeping/holds"),
    ("POST", "/keeping/holds/one/lift"),
    ("POST", "/keeping/purge"),
]


@pytest.mark.parametrize(("method", "path"), PAGES, ids=lambda part: part)
async def test_the_pages_are_for_admins(service: Service, method: str, path: str) -> None:
    headers = await service.browser("rita", Role.REVIEWER)
    response = await service.client.request(method, path, headers=headers)
    assert response.status_code == 403
    assert "/keeping" not in (await service.client.get("/", headers=headers)).text
