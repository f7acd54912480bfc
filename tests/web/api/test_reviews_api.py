"""/api/reviews: blind first, then the comparison, then what stands; and what is sealed meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from evaluator.domain.judgements import Judgement
from evaluator.domain.users import Role
from evaluator.services.judgement_json import judgement_json
from tests.batch_records import batch
from tests.review_fakes import EVERYTHING
from tests.review_records import BLIND, FINAL, reviewable
from tests.web.service import Service
from tests.web.shapes import problem_in

VERDICTS: dict[str, Any] = {
    "points": [
        {
            "point_id": point.point_id,
            "verdict": point.verdict.value,
            "evidence": [{"start": span.start, "end": span.end} for span in point.evidence],
            "note": point.note,
        }
        for point in BLIND
    ],
    "seconds": 41.5,
}
STANDS = {
    "points": [
        {"point_id": point.point_id, "verdict": point.verdict.value, "reason": point.reason and point.reason.value}
        for point in FINAL
    ],
    "seconds": 12,
}
ADDRESS = "/api/reviews/judgement-1"


@pytest.fixture(autouse=True)
async def _waiting(service: Service) -> None:
    """Everything is reviewed; a judgement that anna ordered waits."""
    service.review_log.policy = EVERYTHING
    await service.log.record(reviewable())


@pytest.fixture
async def boris(service: Service) -> dict[str, str]:
    return await service.bearer("boris", Role.REVIEWER)


async def get(service: Service, path: str, headers: dict[str, str]) -> Any:
    response = await service.client.get(path, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def post(service: Service, path: str, body: object, headers: dict[str, str]) -> Any:
    response = await service.client.post(path, json=body, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for held in value.values():
            yield from leaves(held)
    elif isinstance(value, list):
        for held in value:
            yield from leaves(held)
    else:
        yield value


def told_by_the_judge(judgement: Judgement) -> set[object]:
    """Every value of a judgement's JSON but for the answer, the question and the points as they were asked."""
    whole: Any = judgement_json(judgement)
    asked = {whole["id"], whole["question_id"], whole["question_text"], *leaves(whole["answer"])} - {
        whole["answer"]["digest"]
    }
    asked |= {point[name] for point in whole["points"] for name in ("point_id", "text", "weight")}
    return {leaf for leaf in leaves(whole) if leaf not in asked and leaf not in (None, True, False)}


async def test_the_blind_answer_tells_nothing_of_the_judge(service: Service, boris: dict[str, str]) -> None:
    judgement = service.log.judgements["judgement-1"]
    secrets = told_by_the_judge(judgement)
    point = judgement.points[0]
    assert {point.reason, point.evidence[0].quote, "unverified_evidence", "model-1", "C-1042", "anna"} <= secrets
    for path in (ADDRESS, "/api/reviews/next"):
        response = await service.client.get(path, headers=boris)
        item = response.json() if path == ADDRESS else response.json()["item"]
        own_times = {item["began_at"], item["until"]}
        assert set(leaves(item)) & secrets <= own_times
        words = [word for word in secrets - own_times if isinstance(word, str) and len(word) > 4]
        told = response.text + str(response.headers)
        assert [word for word in words if word in told and word not in judgement.answer.text] == []
        assert item.keys() == {
            "judgement_id",
            "question_id",
            "question_text",
            "points",
            "answer",
            "began_at",
            "until",
        }


async def test_the_blind_answer_holds_what_a_person_needs(service: Service, boris: dict[str, str]) -> None:
    service.log.judgements.clear()
    judged = await service.judged(await service.bearer("ada"))
    item = await get(service, f"/api/reviews/{judged['id']}", boris)
    assert item["question_text"] == "What does a lock protect?"
    assert item["answer"]["text"] == "Zinnober guards what two writers share."
    assert [point["point_id"] for point in item["points"]] == ["shared-state", "order", "hold"]
    assert [point["anchors"] for point in item["points"]] == [
        {"covered": "it does", "partial": "it may", "missed": "no word of it"},
        None,
        None,
    ]
    assert (item["began_at"], item["until"]) == ("2026-11-22T12:00:00.000000Z", "2026-11-22T12:30:00.000000Z")


async def test_anchors_of_a_point_that_was_worded_otherwise_are_not_shown(
    service: Service, boris: dict[str, str]
) -> None:
    service.log.judgements.clear()
    judged = await service.judged(await service.bearer("ada"))
    kept = service.log.judgements[str(judged["id"])]
    old = replace(kept.points[0], text="A lock guards state.")
    service.log.judgements[kept.id] = replace(kept, points=(old, *kept.points[1:]))
    item = await get(service, f"/api/reviews/{kept.id}", boris)
    assert item["points"][0]["anchors"] is None


async def test_a_commit_is_answered_with_the_comparison_differences_first(
    service: Service, boris: dict[str, str]
) -> None:
    await get(service, ADDRESS, boris)
    compared = await post(service, ADDRESS + "/blind", VERDICTS, boris)
    assert [(point["point_id"], point["differs"]) for point in compared["points"]] == [
        ("own-stack", True),
        ("scheduling", True),
        ("shares-memory", False),
    ]
    agreed = compared["points"][2]
    assert agreed["blind"] == {
        "verdict": "covered",
        "evidence": [{"quote": "Threads share memory", "start": 24, "end": 44}],
        "note": "Says it outright.",
    }
    assert (agreed["judge"]["verdict"], agreed["judge"]["reason"]) == ("covered", "They say it outright.")
    assert compared["judge"]["model"] == "model-1"
    assert [flag["code"] for flag in compared["flags"]] == ["unverified_evidence", "instruction_like_text"]
    review = compared["review"]
    assert (review["reviewer"], review["seconds"], review["final"]) == ("boris", 41.5, None)
    assert review["revealed_at"] == "2026-11-22T12:00:00.000000Z"
    assert await post(service, ADDRESS + "/blind", VERDICTS, boris) == compared


async def test_what_stands_is_written_down_once(service: Service, boris: dict[str, str]) -> None:
    await get(service, ADDRESS, boris)
    await post(service, ADDRESS + "/blind", VERDICTS, boris)
    review = await post(service, ADDRESS + "/final", STANDS, boris)
    assert review["final"] == STANDS | {"at": "2026-11-22T12:00:00.000000Z", "seconds": 12.0}
    assert await post(service, ADDRESS + "/final", STANDS, boris) == review
    compared = await post(service, ADDRESS + "/blind", VERDICTS, boris)
    assert [(point["final"], point["reason"]) for point in compared["points"]] == [
        ("missed", "judge_wrong"),
        ("missed", "missed_it"),
        ("covered", None),
    ]
    kept = service.log.judgements["judgement-1"]
    assert list(await service.application.reviewing.of(kept.id)) == list(service.review_log.reviews.values())


async def test_the_judgement_says_what_counts_once_people_have_finished(
    service: Service, boris: dict[str, str]
) -> None:
    await get(service, ADDRESS, boris)
    await post(service, ADDRESS + "/blind", VERDICTS, boris)
    judged = (await get(service, "/api/judgements/judgement-1", boris))["effective"]
    assert (judged["reviewers"], {point["basis"] for point in judged["points"]}) == ([], {"judge"})
    await post(service, ADDRESS + "/final", STANDS, boris)
    settled = (await get(service, "/api/judgements/judgement-1", boris))["effective"]
    assert (settled["reviewers"], settled["coverage"]["score"]) == (["boris"], pytest.approx(2 / 3.5))
    assert settled["points"][1] == {
        "point_id": "own-stack",
        "verdict": "missed",
        "basis": "people",
        "said": [{"reviewer": "boris", "verdict": "missed", "reason": "judge_wrong"}],
    }


REFUSED = {
    "a point left out": ("/blind", VERDICTS | {"points": VERDICTS["points"][:2]}, 422, "request_invalid"),
    "no verdict of ours": (
        "/blind",
        {"points": [{"point_id": "x", "verdict": "good"}], "seconds": 1},
        422,
        "request_invalid",
    ),
    "a field of another kind": ("/blind", VERDICTS | {"seconds": "1"}, 422, "request_invalid"),
    "a field unheard of": ("/blind", VERDICTS | {"score": 1}, 422, "request_invalid"),
    "a time that cannot be": ("/blind", VERDICTS | {"seconds": -1}, 422, "request_invalid"),
    "final before blind": ("/final", STANDS, 409, "review_not_revealed"),
    "an unknown reason to skip": ("/skip", {"reason": "tired"}, 422, "request_invalid"),
}


@pytest.mark.parametrize(("path", "body", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
async def test_what_cannot_be_meant_is_refused(
    service: Service, boris: dict[str, str], path: str, body: object, status: int, code: str
) -> None:
    await get(service, ADDRESS, boris)
    response = await service.client.post(ADDRESS + path, json=body, headers=boris)
    problem_in(response, status, code)
    assert service.review_log.reviews == {}


async def test_other_verdicts_after_the_commit_are_refused(service: Service, boris: dict[str, str]) -> None:
    await get(service, ADDRESS, boris)
    await post(service, ADDRESS + "/blind", VERDICTS, boris)
    changed: Any = {**VERDICTS, "points": [{**point, "verdict": "covered"} for point in VERDICTS["points"]]}
    response = await service.client.post(ADDRESS + "/blind", json=changed, headers=boris)
    problem_in(response, 409, "review_committed")
    response = await service.client.get(ADDRESS, headers=boris)
    problem_in(response, 409, "review_committed")


async def test_what_somebody_else_has_is_not_handed_out(service: Service, boris: dict[str, str]) -> None:
    assert (await get(service, "/api/reviews/next", boris))["item"]["judgement_id"] == "judgement-1"
    clara = await service.bearer("clara", Role.ADMIN)
    assert (await get(service, "/api/reviews/next", clara))["item"] is None
    response = await service.client.get(ADDRESS, headers=clara)
    problem_in(response, 409, "review_taken")


async def test_the_next_answer_tells_how_far_one_is(service: Service, boris: dict[str, str]) -> None:
    await service.log.record(reviewable(2))
    told = await get(service, "/api/reviews/next?question_id=threads&stream=random", boris)
    assert told["progress"] == {"waiting": 2, "done": 0, "today": 0}
    first = told["item"]["judgement_id"]
    other = await get(service, f"/api/reviews/next?besides={first}", boris)
    assert {first, other["item"]["judgement_id"]} == {"judgement-1", "judgement-2"}
    await post(service, f"/api/reviews/{first}/blind", VERDICTS, boris)
    assert (await get(service, "/api/reviews/next", boris))["progress"] == {"waiting": 1, "done": 1, "today": 1}


async def test_a_filter_that_is_not_known_is_refused(service: Service, boris: dict[str, str]) -> None:
    response = await service.client.get("/api/reviews/next?flag=split_vote", headers=boris)
    problem_in(response, 422, "request_invalid")


async def test_a_skipped_answer_goes_to_others_and_is_open_to_read(service: Service, boris: dict[str, str]) -> None:
    skipped = await service.client.post(ADDRESS + "/skip", json={"reason": "knows_candidate"}, headers=boris)
    assert (skipped.status_code, skipped.content) == (204, b"")
    assert (await get(service, "/api/reviews/next", boris))["item"] is None
    assert (await get(service, "/api/judgements/judgement-1", boris))["id"] == "judgement-1"


async def test_an_answer_skipped_for_later_stays_sealed(service: Service, boris: dict[str, str]) -> None:
    skipped = await service.client.post(ADDRESS + "/skip", json={"reason": "later"}, headers=boris)
    assert skipped.status_code == 204
    response = await service.client.get("/api/judgements/judgement-1", headers=boris)
    problem_in(response, 409, "judgement_sealed")


async def test_there_is_nothing_to_review_where_no_judgement_is(service: Service, boris: dict[str, str]) -> None:
    for path, body in (("/blind", VERDICTS), ("/skip", {"reason": "later"})):
        response = await service.client.post(f"/api/reviews/nothing{path}", json=body, headers=boris)
        problem_in(response, 404, "review_unknown")
    response = await service.client.get("/api/reviews/nothing", headers=boris)
    problem_in(response, 404, "review_unknown")


ROUTES = [
    ("GET", "/api/reviews/next", None),
    ("GET", ADDRESS, None),
    ("POST", ADDRESS + "/blind", VERDICTS),
    ("POST", ADDRESS + "/final", STANDS),
    ("POST", ADDRESS + "/skip", {"reason": "later"}),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES, ids=lambda value: value if isinstance(value, str) else "")
async def test_interviewers_do_not_review(service: Service, method: str, path: str, body: object) -> None:
    headers = await service.bearer("ines", Role.INTERVIEWER)
    response = await service.client.request(method, path, json=body, headers=headers)
    problem_in(response, 403, "not_allowed")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMIN])
async def test_a_judgement_is_sealed_until_the_reader_has_committed(service: Service, role: Role) -> None:
    headers = await service.bearer("boris", role)
    response = await service.client.get("/api/judgements/judgement-1", headers=headers)
    problem_in(response, 409, "judgement_sealed")
    assert "They say it outright." not in response.text
    sealed = await get(service, "/api/judgements", headers)
    assert (sealed["judgements"], sealed["sealed"], sealed["next_cursor"]) == ([], 1, None)
    await get(service, ADDRESS, headers)
    await post(service, ADDRESS + "/blind", VERDICTS, headers)
    assert (await get(service, "/api/judgements/judgement-1", headers))["judge"]["model"] == "model-1"
    listed = await get(service, "/api/judgements", headers)
    assert ([one["id"] for one in listed["judgements"]], listed["sealed"]) == (["judgement-1"], 0)


@pytest.mark.parametrize("asked", ["flag=unverified_evidence", "needs_review=true"])
async def test_who_filters_by_results_is_not_told_how_many_are_sealed(
    service: Service, boris: dict[str, str], asked: str
) -> None:
    listed = await get(service, f"/api/judgements?{asked}", boris)
    assert (listed["judgements"], listed["sealed"], listed["next_cursor"]) == ([], None, None)


async def test_nor_does_a_page_end_with_one_that_is_sealed(service: Service, boris: dict[str, str]) -> None:
    await service.log.record(reviewable(2))
    listed = await get(service, "/api/judgements?needs_review=true&limit=1", boris)
    assert (listed["judgements"], listed["next_cursor"]) == ([], None)


@pytest.mark.parametrize("role", Role)
async def test_who_ordered_a_judgement_reads_it_at_once(service: Service, role: Role) -> None:
    headers = await service.bearer("anna", role)
    assert (await get(service, "/api/judgements/judgement-1", headers))["id"] == "judgement-1"


async def test_who_ordered_a_judgement_does_not_review_it(service: Service) -> None:
    headers = await service.bearer("anna", Role.ADMIN)
    assert (await get(service, "/api/reviews/next", headers))["item"] is None
    response = await service.client.get(ADDRESS, headers=headers)
    problem_in(response, 403, "not_allowed")


async def test_results_of_a_batch_are_sealed_to_others_while_answers_of_it_wait(
    service: Service, boris: dict[str, str]
) -> None:
    await service.batch_log.create(batch(), [])
    service.review_log.batches["batch-1"] = {"judgement-1"}
    response = await service.client.get("/api/batches/batch-1/results", headers=boris)
    assert str(problem_in(response, 409, "judgement_sealed")["detail"]).startswith(
        "Sealed: 1 answer of this batch waits"
    )
    for name, role in (("anna", Role.INTERVIEWER), ("anna", Role.ADMIN)):
        service.users.users.pop(name, None)
        own = await service.bearer(name, role)
        assert (await service.client.get("/api/batches/batch-1/results", headers=own)).status_code == 200
