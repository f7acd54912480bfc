"""Erasing, holding and purging over the API."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from evaluator.domain.users import Role
from evaluator.settings import Settings
from tests.fakes import NOON, ScriptedAdjudicator
from tests.web.service import WORDS, Service, assemble

WHY = "They asked for it in writing."


async def judged(service: Service, headers: dict[str, str], candidate: str = "C-1") -> str:
    return str((await service.judged(headers, candidate=candidate, answer=f"{WORDS} {candidate}"))["id"])


async def test_an_erasure_takes_every_word_and_reports_without_one(service: Service) -> None:
    headers = await service.bearer()
    gone, kept = await judged(service, headers), await judged(service, headers, "C-2")
    response = await service.client.post("/api/erasures", json={"candidate": "C-1", "why": WHY}, headers=headers)
    assert response.status_code == 201
    report = response.json()
    assert (report["state"], report["by"], report["why"], report["judgements"]) == ("complete", "ada", WHY, [gone])
    assert report["deleted"]["answers"] == 1
    assert report["verification"] | {"message": ""} == {
        "sound": True,
        "entries_checked": 2,
        "rows_left": 0,
        "message": "",
    }
    assert "Zinnober" not in response.text
    assert "C-1" not in response.text
    assert (await service.client.get(f"/api/erasures/{report['id']}", headers=headers)).json() == report
    listed = (await service.client.get("/api/erasures", headers=headers)).json()["erasures"]
    assert listed == [report | {"judgements": []}]
    assert service.log.judgements[kept].answer.turns


async def test_an_erased_judgement_says_who_erased_it_and_why(service: Service) -> None:
    headers = await service.bearer()
    gone = await judged(service, headers)
    before = (await service.client.get(f"/api/judgements/{gone}", headers=headers)).json()
    assert before["erased"] is None
    report = (await service.client.post("/api/erasures", json={"candidate": "C-1", "why": WHY}, headers=headers)).json()
    after = (await service.client.get(f"/api/judgements/{gone}", headers=headers)).json()
    assert (after["answer"]["text"], after["candidate"]) == ("", None)
    assert after["erased"] == {
        "erasure_id": report["id"],
        "basis": "request",
        "by": "ada",
        "why": WHY,
        "at": report["at"],
        "ledger_seq": report["ledger_seq"],
    }


async def test_a_preview_says_what_would_go_and_takes_nothing(service: Service) -> None:
    headers = await service.bearer()
    kept = await judged(service, headers)
    response = await service.client.post("/api/erasures/preview", json={"candidate": "C-1"}, headers=headers)
    assert response.status_code == 200
    assert (response.json()["deleted"]["answers"], response.json()["holds"]) == (1, [])
    assert service.log.judgements[kept].answer.turns


async def test_an_erasure_that_others_hold_up_says_so(service: Service) -> None:
    headers = await service.bearer()
    await judged(service, headers)
    service.erasure_log.is_in_use = True
    report = (await service.client.post("/api/erasures", json={"candidate": "C-1", "why": WHY}, headers=headers)).json()
    assert (report["state"], report["completed_at"], report["verification"]) == ("unfinished", None, None)
    service.erasure_log.is_in_use = False
    await service.application.erasing.finish()
    again = (await service.client.get(f"/api/erasures/{report['id']}", headers=headers)).json()
    assert again["state"] == "complete"


def an_upload(data_dir: Path) -> Path:
    upload = data_dir / "uploads" / "0123456789abcdef0123"
    upload.mkdir(parents=True)
    (upload / "file").write_text(WORDS)
    return upload


def is_there(path: Path) -> bool:
    return path.exists()


async def test_files_that_were_waiting_go_with_an_erasure(service: Service) -> None:
    headers = await service.bearer()
    await judged(service, headers)
    upload = an_upload(service.application.settings.data_dir)
    report = (await service.client.post("/api/erasures", json={"candidate": "C-1", "why": WHY}, headers=headers)).json()
    assert report["deleted"]["uploads"] == 1
    assert not is_there(upload)


async def test_a_hold_keeps_from_erasing_until_it_is_lifted(service: Service) -> None:
    headers = await service.bearer()
    gone = await judged(service, headers)
    wanted = {"on": "candidate", "subject": "C-1", "why": "A case is pending."}
    hold = (await service.client.post("/api/holds", json=wanted, headers=headers)).json()
    assert (hold["on"], hold["subject"], hold["stands"], hold["lifted"]) == ("candidate", "C-1", True, None)
    refused = await service.client.post("/api/erasures", json={"candidate": "C-1", "why": WHY}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "words_held")
    assert "A case is pending." in refused.json()["faults"][0]
    assert service.log.judgements[gone].answer.turns
    why = {"why": "The case is closed."}
    lifted = await service.client.post(f"/api/holds/{hold['id']}/lift", json=why, headers=headers)
    assert (lifted.status_code, lifted.json()["stands"], lifted.json()["lifted"]["by"]) == (200, False, "ada")
    again = await service.client.post(f"/api/holds/{hold['id']}/lift", json=why, headers=headers)
    assert (again.status_code, again.json()["code"]) == (404, "hold_unknown")
    listed = (await service.client.get("/api/holds", headers=headers)).json()["holds"]
    assert listed == [lifted.json()]
    erased = await service.client.post("/api/erasures", json={"candidate": "C-1", "why": WHY}, headers=headers)
    assert erased.status_code == 201


async def test_what_is_past_its_time_is_told_and_erased(judge: ScriptedAdjudicator, settings: Settings) -> None:
    # Nothing goes on in the background here, which would erase it at any moment.
    service = assemble(judge, settings)
    headers = await service.bearer()
    for days in (1, 182, 184, 400):
        old = await judged(service, headers, f"C-{days}")
        service.log.judgements[old] = replace(service.log.judgements[old], created_at=NOON - timedelta(days=days))
    due = (await service.client.get("/api/keeping", headers=headers)).json()
    assert (due["days"], due["due"], due["held"], due["purges_daily"]) == (183, 2, 0, True)
    reports = (await service.client.post("/api/keeping/purge", headers=headers)).json()["erasures"]
    assert [(report["basis"], report["deleted"]["answers"]) for report in reports] == [("retention", 2)]
    left = [one.candidate for one in service.log.judgements.values() if one.answer.turns]
    assert left == ["C-1", "C-182"]


UNKNOWN = {
    "a candidate nobody knows": ("/api/erasures", {"candidate": "C-9", "why": WHY}, "candidate_unknown"),
    "a candidate that is none": ("/api/erasures", {"candidate": "", "why": WHY}, "candidate_unknown"),
    "a preview of nobody": ("/api/erasures/preview", {"candidate": "C-9"}, "candidate_unknown"),
    "a reason that names them": ("/api/erasures", {"candidate": "C-1", "why": "For c-1."}, "request_invalid"),
    "no reason": ("/api/erasures", {"candidate": "C-1", "why": "  "}, "request_invalid"),
    "a hold on nobody": ("/api/holds", {"on": "candidate", "subject": "C-9", "why": WHY}, "candidate_unknown"),
    "a hold on no batch": ("/api/holds", {"on": "batch", "subject": "b-9", "why": WHY}, "batch_unknown"),
    "a hold on nothing": ("/api/holds", {"on": "question", "subject": " ", "why": WHY}, "request_invalid"),
    "a hold on what cannot be": ("/api/holds", {"on": "moon", "subject": "x", "why": WHY}, "request_invalid"),
    "a hold that is not there": ("/api/holds/none/lift", {"why": WHY}, "hold_unknown"),
    "a field too many": ("/api/erasures", {"candidate": "C-1", "why": WHY, "sure": True}, "request_invalid"),
}


@pytest.mark.parametrize(("path", "body", "code"), UNKNOWN.values(), ids=UNKNOWN)
async def test_what_cannot_be_done_is_told_and_nothing_is(
    service: Service, path: str, body: dict[str, object], code: str
) -> None:
    headers = await service.bearer()
    kept = await judged(service, headers)
    response = await service.client.post(path, json=body, headers=headers)
    assert response.json()["code"] == code
    assert service.log.judgements[kept].answer.turns
    assert service.erasure_log.holds == []


async def test_an_erasure_that_is_not_there_is_told(service: Service) -> None:
    response = await service.client.get("/api/erasures/none", headers=await service.bearer())
    assert (response.status_code, response.json()["code"]) == (404, "erasure_unknown")


ROUTES = [
    ("GET", "/api/erasures"),
    ("POST", "/api/erasures"),
    ("POST", "/api/erasures/preview"),
    ("GET", "/api/erasures/one"),
    ("GET", "/api/holds"),
    ("POST", "/api/holds"),
    ("POST", "/api/holds/one/lift"),
    ("GET", "/api/keeping"),
    ("POST", "/api/keeping/purge"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=lambda part: part)
async def test_all_of_it_is_for_admins(service: Service, method: str, path: str) -> None:
    for role in (Role.INTERVIEWER, Role.REVIEWER):
        headers = await service.bearer(role.value, role)
        response = await service.client.request(method, path, json={}, headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
