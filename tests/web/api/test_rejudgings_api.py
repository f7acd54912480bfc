"""/api/outdated and /api/rejudgings: what is outdated, judging it again, and how verdicts moved."""

from dataclasses import replace

import pytest

from evaluator.domain.judgements import Judgement, JudgementId, Verdict
from evaluator.domain.users import Role
from tests.fakes import fixed_digest
from tests.review_fakes import EVERYTHING
from tests.web.service import WORDS, Service
from tests.web.shapes import problem_in

OUTDATED, REJUDGINGS = "/api/outdated", "/api/rejudgings"


async def judged_before(service: Service, number: int = 1, judge: str = "scripted", **changes: object) -> Judgement:
    """A judgement that an older model made, of an answer of its own; it covers nothing."""
    headers = await service.bearer(f"ada-{judge}-{number}")
    told = await service.judged(headers, answer=f"{WORDS} Number {number}, {judge}.", candidate=f"C-{number}")
    newest = service.log.judgements.pop(str(told["id"]))
    missed = tuple(replace(point, verdict=Verdict.MISSED, evidence=()) for point in newest.points)
    by = replace(newest.judge, name=judge, model="scripted-0", settings_digest=fixed_digest("before"))
    made_of = replace(newest.provenance, prompt_fingerprint=None)
    kept = replace(newest, key=fixed_digest(f"before {number}"))
    older = replace(kept, id=JudgementId(f"before-{judge}-{number}"), judge=by, points=missed, provenance=made_of)
    return await service.log.record(replace(older, **changes))


async def get(service: Service, address: str, name: str = "rea", role: Role = Role.REVIEWER) -> dict[str, object]:
    headers = await bearer(service, name, role)
    response = await service.client.get(address, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def bearer(service: Service, name: str, role: Role = Role.ADMIN) -> dict[str, str]:
    """The headers of somebody who may be known already."""
    if name not in {user.name for user in await service.users.list()}:
        return await service.bearer(name, role)
    _, token = await service.users.renew_token(name, by="test")
    return {"Authorization": f"Bearer {token}"}


async def order(service: Service, body: dict[str, object], name: str = "anna") -> dict[str, object]:
    """What a rejudging comes to, once it is judged to its end."""
    response = await service.client.post(REJUDGINGS, json={**body, "start": False}, headers=await bearer(service, name))
    assert response.status_code == 201, response.text
    await service.application.batches.run(response.json()["batch"]["id"])
    return response.json()


async def test_what_is_outdated_is_told_with_its_reasons_and_its_price(service: Service) -> None:
    for number in range(3):
        await judged_before(service, number)
    found = await get(service, OUTDATED)
    assert found["total"] == {
        "judgements": 3,
        "ready": 3,
        "under_way": 0,
        "held": 0,
        "erased": 0,
        "without_question": 0,
    }
    (group,) = found["groups"]
    assert (group["judge"], group["models"], group["question_id"]) == ("scripted", ["scripted-0"], "locking")
    assert group["why"] == ["model_changed"]
    (offer,) = found["offers"]
    assert (offer["judge"], offer["by"], offer["ready"]) == ("scripted", "scripted", 3)
    assert 0 < offer["cost"]["low"] < offer["cost"]["high"]


async def test_nothing_is_outdated_where_all_was_made_of_what_is_there_now(service: Service) -> None:
    await service.judged(await service.bearer())
    found = await get(service, OUTDATED)
    assert (found["groups"], found["offers"], found["total"]["judgements"]) == ([], [], 0)


async def test_a_judge_that_is_gone_is_stood_in_for_by_the_default(service: Service) -> None:
    await judged_before(service, judge="retired")
    found = await get(service, OUTDATED)
    assert [group["why"] for group in found["groups"]] == [["judge_gone"]]
    assert [(offer["judge"], offer["by"]) for offer in found["offers"]] == [("retired", "scripted")]


@pytest.mark.parametrize(
    ("query", "count"),
    [("judge=scripted", 1), ("judge=nobody", 0), ("question_id=locking", 1), ("question_id=other", 0)],
)
async def test_it_can_be_narrowed(query: str, count: int, service: Service) -> None:
    await judged_before(service)
    assert (await get(service, f"{OUTDATED}?{query}"))["total"]["judgements"] == count


async def test_it_is_judged_again_and_each_new_judgement_names_the_old(service: Service) -> None:
    old = await judged_before(service, created_by="anna")
    made = await order(service, {})
    assert (made["judge"], made["question_id"], made["batch"]["created_by"]) == ("scripted", None, "anna")
    told = await get(service, f"{REJUDGINGS}/{made['batch']['id']}", "anna")
    assert (told["answers"], told["moved"], told["contradicted"], told["sealed"]) == (1, 1, 0, 0)
    assert {point["point_id"]: point["verdicts"] for point in told["points"]} == {
        "shared-state": [{"before": "missed", "after": "covered", "answers": 1}],
        "order": [{"before": "missed", "after": "unsure", "answers": 1}],
        "hold": [{"before": "missed", "after": "missed", "answers": 1}],
    }
    assert told["coverage"]["interval"] is None
    page = await get(service, f"{REJUDGINGS}/{made['batch']['id']}/answers", "anna")
    (answer,) = page["answers"]
    assert (answer["supersedes"], answer["candidate"], page["next_cursor"]) == (old.id, "C-1", None)
    assert [point["point_id"] for point in answer["points"]] == ["shared-state", "order"]
    new = await get(service, f"/api/judgements/{answer['judgement_id']}", "anna")
    assert new["supersedes"] == old.id
    assert (await get(service, f"/api/judgements/{old.id}", "anna"))["supersedes"] is None
    assert (await get(service, OUTDATED))["total"]["judgements"] == 0
    assert [one["batch"]["id"] for one in (await get(service, REJUDGINGS))["rejudgings"]] == [made["batch"]["id"]]


async def test_an_order_can_wait_to_be_started(service: Service) -> None:
    await judged_before(service)
    headers = await bearer(service, "anna")
    response = await service.client.post(REJUDGINGS, json={"start": False, "budget": 2.5}, headers=headers)
    body = response.json()
    assert (body["batch"]["state"], body["batch"]["budget"]) == ("ready", 2.5)
    assert response.headers["location"] == f"{REJUDGINGS}/{body['batch']['id']}"
    again = await service.client.post(REJUDGINGS, json={}, headers=headers)
    assert "being judged again already" in str(problem_in(again, 422, "request_invalid")["detail"])


async def test_nothing_outdated_is_nothing_to_order(service: Service) -> None:
    response = await service.client.post(REJUDGINGS, json={}, headers=await service.bearer())
    assert problem_in(response, 422, "request_invalid")["detail"] == "Nothing of this is outdated."


async def test_what_a_hold_keeps_cannot_be_ordered(service: Service) -> None:
    old = await judged_before(service)
    service.rejudging_log.held.add(old.id)
    assert (await get(service, OUTDATED))["total"]["held"] == 1
    response = await service.client.post(REJUDGINGS, json={}, headers=await service.bearer())
    assert "cannot be judged again" in str(problem_in(response, 422, "request_invalid")["detail"])


async def test_of_several_judges_one_must_be_named(service: Service) -> None:
    await judged_before(service, 1)
    await judged_before(service, 2, judge="retired")
    headers = await bearer(service, "anna")
    response = await service.client.post(REJUDGINGS, json={}, headers=headers)
    assert "retired, scripted" in str(problem_in(response, 422, "request_invalid")["detail"])
    named = await service.client.post(REJUDGINGS, json={"judge": "retired"}, headers=headers)
    assert (named.status_code, named.json()["batch"]["tally"]["total"]) == (201, 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"by": "nobody"}, 404, "judge_unknown"),
        ({"budget": -1}, 422, "request_invalid"),
        ({"unheard": 1}, 422, "request_invalid"),
        ({"judge": 1}, 422, "request_invalid"),
    ],
    ids=["judge", "budget", "field", "type"],
)
async def test_what_cannot_be_meant_is_refused(
    body: dict[str, object], status: int, code: str, service: Service
) -> None:
    await judged_before(service)
    response = await service.client.post(REJUDGINGS, json=body, headers=await bearer(service, "anna"))
    problem_in(response, status, code)


@pytest.mark.parametrize("path", ["nothing", "nothing/answers"])
async def test_what_is_no_rejudging_is_not_found(path: str, service: Service) -> None:
    response = await service.client.get(f"{REJUDGINGS}/{path}", headers=await service.bearer())
    problem_in(response, 404, "batch_unknown")


async def test_a_cursor_of_nobodys_is_refused(service: Service) -> None:
    await judged_before(service, created_by="anna")
    made = await order(service, {})
    address = f"{REJUDGINGS}/{made['batch']['id']}/answers?cursor=x"
    problem_in(await service.client.get(address, headers=await bearer(service, "anna")), 422, "request_invalid")


async def test_answers_come_a_page_at_a_time(service: Service) -> None:
    for number in range(3):
        await judged_before(service, number, created_by="anna")
    made = await order(service, {})
    address, seen, cursor = f"{REJUDGINGS}/{made['batch']['id']}/answers?limit=1", [], ""
    while cursor is not None:
        page = await get(service, f"{address}&cursor={cursor}" if cursor else address, "anna")
        seen += [answer["candidate"] for answer in page["answers"]]
        cursor = page["next_cursor"]
    assert seen == ["C-0", "C-1", "C-2"]


async def test_a_reviewer_is_told_nothing_of_what_waits_for_them(service: Service) -> None:
    service.review_log.policy = EVERYTHING
    await judged_before(service, created_by="ida")
    made = await order(service, {})
    address = f"{REJUDGINGS}/{made['batch']['id']}"
    told = await get(service, address, "rea")
    assert (told["answers"], told["moved"], told["sealed"], told["points"], told["coverage"]) == (0, 0, 1, [], None)
    for reading in ("moved", "contradicted"):
        assert (await get(service, f"{address}/answers?reading={reading}", "rea"))["answers"] == []


@pytest.mark.parametrize("path", [OUTDATED, REJUDGINGS, f"{REJUDGINGS}/some", f"{REJUDGINGS}/some/answers"])
async def test_interviewers_are_not_told(path: str, service: Service) -> None:
    response = await service.client.get(path, headers=await service.bearer("ida", Role.INTERVIEWER))
    problem_in(response, 403, "not_allowed")


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.REVIEWER])
async def test_only_admins_have_it_judged_again(role: Role, service: Service) -> None:
    await judged_before(service)
    response = await service.client.post(REJUDGINGS, json={}, headers=await service.bearer("ida", role))
    problem_in(response, 403, "not_allowed")
