"""/api/judgements: judging over HTTP, and the record of it."""

import asyncio
from typing import cast

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.judgements import Reason
from evaluator.domain.ledger import Following
from evaluator.domain.users import Role
from evaluator.services.audit import AuditService
from evaluator.services.following import FollowingService
from evaluator.services.orders import Order
from evaluator.settings import Settings
from evaluator.web.api.judgements import LEFT_OUT_OF_LISTS
from tests.audit_fakes import InMemoryAuditLog, StandingPursuit
from tests.fakes import ScriptedAdjudicator, failing, first_word_covers
from tests.review_fakes import EVERYTHING
from tests.web.service import WORDS, Service, assemble
from tests.web.shapes import problem_in

TRANSCRIPT = (
    "Ines: What does a lock protect?\nMo: Zinnober guards what two writers share.\nInes: Go on.\nMo: That is all."
)
FIELDS = {
    "id",
    "status",
    "reason",
    "explanation",
    "question_id",
    "question_text",
    "candidate",
    "answer",
    "judge",
    "coverage",
    "points",
    "flags",
    "flag_details",
    "needs_review",
    "usage",
    "attempts",
    "latency_ms",
    "created_at",
    "created_by",
    "key",
    "shared_from",
    "supersedes",
    "ledger_seq",
    "provenance",
    "effective",
    "erased",
}


async def test_an_answer_is_judged_and_written_down(service: Service) -> None:
    body = {"question_id": "locking", "answer": WORDS, "candidate": "C-1042", "judge": "scripted"}
    response = await service.client.post("/api/judgements", json=body, headers=await service.bearer("ada"))
    judgement = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/api/judgements/{judgement['id']}"
    assert judgement.keys() == FIELDS
    assert (judgement["status"], judgement["reason"], judgement["explanation"]) == ("scored", None, None)
    assert judgement["coverage"] == {"score": pytest.approx(2 / 3), "low": 0.5, "high": 0.75}
    assert [point["verdict"] for point in judgement["points"]] == ["covered", "unsure", "missed"]
    assert (judgement["candidate"], judgement["created_by"], judgement["ledger_seq"]) == ("C-1042", "ada", 1)
    assert judgement["usage"] == {"input_tokens": 900, "cached_tokens": 600, "output_tokens": 120, "cost": 0.0041}
    assert judgement["id"] in service.log.judgements


async def test_evidence_points_at_the_stored_text(service: Service) -> None:
    judgement = await service.judged(
        await service.bearer(), answer="\ufeffZinnober 🔒 guards\r\nwhat two writers share."
    )
    (evidence,) = judgement["points"][0]["evidence"]
    text = judgement["answer"]["text"]
    assert text[evidence["start"] : evidence["end"]] == evidence["quote"] == "Zinnober"
    assert "\r" not in text


async def test_what_was_judged_can_be_read_again_word_for_word(service: Service) -> None:
    headers = await service.bearer()
    judgement = await service.judged(headers)
    again = await service.client.get(f"/api/judgements/{judgement['id']}", headers=headers)
    assert again.json() == judgement


@pytest.mark.parametrize(
    "judge", [ScriptedAdjudicator(failing(Reason.KEY_REFUSED, "The endpoint answered 401."))], ids=["key refused"]
)
async def test_a_judge_that_fails_is_no_error_but_a_judgement_without_coverage(service: Service) -> None:
    judgement = await service.judged(await service.bearer())
    assert (judgement["status"], judgement["reason"], judgement["coverage"]) == ("unscored", "key_refused", None)
    assert judgement["explanation"] == "Not scored. The endpoint answered 401."
    assert (judgement["points"], judgement["needs_review"]) == ([], True)


async def test_of_a_conversation_only_the_candidates_turns_are_judged(service: Service) -> None:
    judgement = await service.judged(await service.bearer(), answer=TRANSCRIPT, candidate_speaker="mo")
    turns = judgement["answer"]["turns"]
    assert judgement["answer"]["kind"] == "transcript"
    assert [(turn["speaker"], turn["by_candidate"]) for turn in turns] == [
        ("Ines", False),
        ("Mo", True),
        ("Ines", False),
        ("Mo", True),
    ]


async def test_a_conversation_whose_candidate_nobody_named_is_not_judged(service: Service) -> None:
    body = {"question_id": "locking", "answer": TRANSCRIPT}
    response = await service.client.post("/api/judgements", json=body, headers=await service.bearer())
    assert problem_in(response, 422, "speaker_unclear")["speakers"] == ["Ines", "Mo"]


async def test_what_looks_like_a_conversation_can_be_said_to_be_typed(service: Service) -> None:
    judgement = await service.judged(await service.bearer(), answer=TRANSCRIPT, kind="typed")
    assert judgement["answer"]["kind"] == "typed"
    assert [turn["by_candidate"] for turn in judgement["answer"]["turns"]] == [True]


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"answer": 5}, ["answer: Input should be a valid string"]),
        ({"answer": None}, ["answer: Input should be a valid string"]),
        ({"again": "false"}, ["again: Input should be a valid boolean"]),
        ({"again": 1}, ["again: Input should be a valid boolean"]),
        ({"kind": "spoken"}, ["kind: Input should be 'typed' or 'transcript'"]),
        ({"score": 1}, ["score: Extra inputs are not permitted"]),
        (
            {"candidate": 7, "judge": []},
            ["candidate: Input should be a valid string", "judge: Input should be a valid string"],
        ),
    ],
    ids=[
        "a number",
        "null",
        "a word for a boolean",
        "a number for a boolean",
        "no such kind",
        "unknown",
        "two at once",
    ],
)
async def test_every_field_that_is_wrong_is_named(
    service: Service, fields: dict[str, object], faults: list[str]
) -> None:
    body = {"question_id": "locking", "answer": WORDS, **fields}
    response = await service.client.post("/api/judgements", json=body, headers=await service.bearer())
    problem = problem_in(response, 422, "request_invalid")
    assert problem["faults"] == faults
    assert "Zinnober" not in response.text


async def test_a_request_sent_again_under_its_key_is_answered_with_the_first_judgement(service: Service) -> None:
    headers = {**await service.bearer(), "Idempotency-Key": "k-1"}
    first = await service.judged(headers, again=True)
    second = await service.judged(headers, again=True)
    assert second == first
    assert service.judge.judged == 1
    assert len(service.log.judgements) == 1


async def test_a_key_belongs_to_whoever_sent_it(service: Service) -> None:
    first = await service.judged({**await service.bearer("ada"), "Idempotency-Key": "k-1"})
    second = await service.judged({**await service.bearer("grace"), "Idempotency-Key": "k-1"})
    assert first["id"] != second["id"]


async def test_an_empty_key_is_refused(service: Service) -> None:
    headers = {**await service.bearer(), "Idempotency-Key": ""}
    body = {"question_id": "locking", "answer": WORDS}
    problem_in(await service.client.post("/api/judgements", json=body, headers=headers), 422, "request_invalid")


async def test_the_same_answer_is_paid_for_once_unless_asked_for_again(service: Service) -> None:
    headers = await service.bearer()
    first = await service.judged(headers)
    shared = await service.judged(headers)
    again = await service.judged(headers, again=True)
    assert (first["shared_from"], shared["shared_from"], again["shared_from"]) == (None, first["id"], None)
    assert service.judge.judged == 2


async def test_many_answers_are_judged_at_once(service: Service) -> None:
    headers = await service.bearer()
    judged = await asyncio.gather(*(service.judged(headers, answer=f"Answer number {n}.") for n in range(16)))
    assert len({judgement["id"] for judgement in judged}) == 16


@pytest.mark.parametrize("judge", [ScriptedAdjudicator(first_word_covers, gate=asyncio.Event())], ids=["waiting"])
async def test_a_judgement_under_way_is_not_there_yet(service: Service) -> None:
    headers = await service.bearer()
    judgement_id = await service.application.judging.start(Order("locking", typed(WORDS), ordered_by="ada"))
    response = await service.client.get(f"/api/judgements/{judgement_id}", headers=headers)
    problem_in(response, 409, "judgement_open")
    service.application.judging.cancel(judgement_id)


async def test_a_judgement_nobody_made_is_not_found(service: Service) -> None:
    response = await service.client.get("/api/judgements/none", headers=await service.bearer())
    problem_in(response, 404, "judgement_unknown")


@pytest.mark.parametrize(
    ("reader", "role", "status"),
    [
        ("ada", Role.INTERVIEWER, 200),
        ("grace", Role.INTERVIEWER, 403),
        ("edsger", Role.REVIEWER, 200),
        ("root", Role.ADMIN, 200),
    ],
    ids=["whoever asked", "a colleague", "a reviewer", "an admin"],
)
async def test_a_judgement_is_read_by_whom_it_concerns(service: Service, reader: str, role: Role, status: int) -> None:
    judgement_id = await service.application.judging.start(Order("locking", typed(WORDS), ordered_by="ada"))
    await service.application.judging.wait(judgement_id, 1)
    headers = await service.bearer(reader, role)
    assert (await service.client.get(f"/api/judgements/{judgement_id}", headers=headers)).status_code == status


async def test_interviewers_list_their_own_and_nobody_elses(service: Service) -> None:
    ada = await service.bearer("ada", Role.INTERVIEWER)
    grace = await service.bearer("grace", Role.INTERVIEWER)
    mine = await service.judged(ada, answer="Ada asked this.")
    other = await service.judged(grace, answer="Grace asked this.")
    reviewer = await service.bearer("edsger", Role.REVIEWER)

    async def listed(headers: dict[str, str]) -> list[object]:
        page = (await service.client.get("/api/judgements", headers=headers)).json()
        return [judgement["id"] for judgement in page["judgements"]]

    assert await listed(ada) == [mine["id"]]
    assert await listed(reviewer) == [other["id"], mine["id"]]


async def test_pages_follow_each_other_newest_first_without_gap_or_repeat(service: Service) -> None:
    headers = await service.bearer()
    made = [(await service.judged(headers, answer=f"Answer {n}."))["id"] for n in range(5)]
    listed: list[str] = []
    cursor: str | None = None
    while cursor is not None or not listed:
        params = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await service.client.get("/api/judgements", params=params, headers=headers)).json()
        listed += [judgement["id"] for judgement in page["judgements"]]
        cursor = page["next_cursor"]
    assert listed == made[::-1]


async def test_a_list_leaves_out_the_answer_and_what_quotes_it(service: Service) -> None:
    headers = await service.bearer()
    whole = await service.judged(headers)
    response = await service.client.get("/api/judgements", headers=headers)
    (summary,) = response.json()["judgements"]
    assert summary.keys() == FIELDS - LEFT_OUT_OF_LISTS
    assert summary["points"][0].keys() == whole["points"][0].keys() - {"evidence", "rejected"}
    assert "Zinnober" not in response.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("question_id=locking", True),
        ("question_id=other", False),
        ("candidate=C-1", True),
        ("candidate=C-2", False),
        ("judge=scripted", True),
        ("judge=matcher", False),
        ("status=scored", True),
        ("status=unscored", False),
        ("needs_review=true", True),
        ("needs_review=false", False),
        ("flag=too_short", False),
        ("verdict=covered", True),
        ("verdict=missed&point_id=hold", True),
        ("verdict=missed&point_id=order", False),
        ("coverage_from=50&coverage_to=75", True),
        ("coverage_to=74", False),
        ("reviewer=rosa", False),
        ("reviewed=false", True),
        ("since=2026-11-22&until=2026-11-22", True),
        ("until=2026-11-21", False),
        ("batch=none", False),
        ("text=%22Zinnober+guards%22", True),
        ("text=nobody", False),
        ("question_id=locking&candidate=C-1&status=scored&needs_review=true", True),
    ],
)
async def test_a_list_is_narrowed_by_what_is_asked(service: Service, query: str, found: bool) -> None:
    headers = await service.bearer()
    await service.judged(headers, candidate="C-1")
    page = (await service.client.get(f"/api/judgements?{query}", headers=headers)).json()
    assert bool(page["judgements"]) is found


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("status=done", "status"),
        ("flag=odd", "flag"),
        ("needs_review=perhaps", "needs_review"),
        ("verdict=perhaps", "verdict"),
        ("coverage_from=101", "coverage_from"),
        ("coverage_to=-1", "coverage_to"),
        ("since=yesterday", "since"),
        ("until=2026-02-30", "until"),
        ("canditate=C-1", "canditate"),
        ("created_by=ada", "created_by"),
        ("candidate=C-1&candidate=C-2", "candidate"),
    ],
)
async def test_a_filter_that_cannot_be_meant_is_refused(service: Service, query: str, fault: str) -> None:
    response = await service.client.get(f"/api/judgements?{query}", headers=await service.bearer())
    (told,) = problem_in(response, 422, "request_invalid")["faults"]
    assert told.startswith(f"{fault}: ")


async def test_a_cursor_that_is_not_ours_is_refused(service: Service) -> None:
    response = await service.client.get("/api/judgements?cursor=x", headers=await service.bearer())
    problem_in(response, 422, "request_invalid")


async def test_a_search_says_how_far_words_are_found_while_the_index_catches_up(
    judge: ScriptedAdjudicator, settings: Settings
) -> None:
    for standing, told in ((Following(1, 3), 1), (Following(3, 3), None)):
        service = assemble(judge, settings)
        log = InMemoryAuditLog(service.log, service.review_log)
        audit = AuditService(log, FollowingService([StandingPursuit("search", standing)]))
        vars(service.application).update(audit=audit)
        headers = await service.bearer()
        page = (await service.client.get("/api/judgements?text=lock", headers=headers)).json()
        assert page["indexed_to"] == told
        assert (await service.client.get("/api/judgements", headers=headers)).json()["indexed_to"] is None


async def test_a_story_tells_what_people_said_and_what_the_ledger_holds(service: Service) -> None:
    headers = await service.bearer("ida", Role.INTERVIEWER)
    judgement = await service.judged(headers)
    rosa = await service.bearer("rosa", Role.REVIEWER)
    await review(service, rosa, judgement)
    response = await service.client.get(f"/api/judgements/{judgement['id']}/story", headers=rosa)
    story = response.json()
    assert (response.status_code, story["judgement_id"]) == (200, judgement["id"])
    (told,) = story["reviews"]
    assert (told["reviewer"], told["final"]) == ("rosa", None)
    assert [point["verdict"] for point in told["blind"]] == ["missed", "missed", "missed"]
    assert told["blind"][0]["evidence"] == [{"quote": "Zinnober", "start": 0, "end": 8}]
    assert [(entry["kind"], entry["holds"], entry["fault"]) for entry in story["entries"]] == [
        ("judgement", True, None),
        ("review_committed", True, None),
    ]


async def test_a_story_is_for_those_who_review_and_not_while_it_waits_for_them(service: Service) -> None:
    ida, rosa = await service.bearer("ida", Role.INTERVIEWER), await service.bearer("rosa", Role.REVIEWER)
    judgement = await service.judged(ida)
    path = f"/api/judgements/{judgement['id']}/story"
    problem_in(await service.client.get(path, headers=ida), 403, "not_allowed")
    service.review_log.policy = EVERYTHING
    problem_in(await service.client.get(path, headers=rosa), 409, "judgement_sealed")
    problem_in(await service.client.get("/api/judgements/none/story", headers=rosa), 404, "judgement_unknown")


async def review(service: Service, headers: dict[str, str], judgement: dict[str, object]) -> None:
    """Missed, all of it, says this person before they know what the judge says."""
    service.review_log.policy = EVERYTHING
    assert (await service.client.get("/api/reviews/next", headers=headers)).json()["item"] is not None
    points = [
        {"point_id": point["point_id"], "verdict": "missed", "evidence": [{"start": 0, "end": 8}]}
        for point in cast(list[dict[str, str]], judgement["points"])
    ]
    body = {"points": points, "seconds": 12.5}
    response = await service.client.post(f"/api/reviews/{judgement['id']}/blind", json=body, headers=headers)
    assert response.status_code in (200, 201), response.text
