"""/api/batches: a file in, its answers judged, and everything about it told to those who may know."""

import asyncio
import csv
import json
from collections.abc import Mapping
from typing import Any

import pytest
from httpx import Response

from evaluator.domain.judgements import Reason
from evaluator.domain.users import Role
from evaluator.errors import DiskFull
from evaluator.services.batch_orders import BatchProgress
from evaluator.web.api.batches import MAX_REQUEST_BYTES
from evaluator.web.api.batches_events import Beat, batch_events
from evaluator.web.api.batches_intake import FAULTS_TOLD
from evaluator.web.api.batches_shapes import batch_body
from evaluator.web.api.downloads import disposition
from tests.batch_records import batch as record
from tests.fakes import failing
from tests.files.sheets.tables import bomb, row, two_tables
from tests.web.service import Service
from tests.web.shapes import problem_in

GOOD = (
    "question_id,answer,candidate,id\n"
    "locking,Zinnober guards what two writers share.,C-1,a\n"
    "Locking,Ocker keeps one writer waiting.,C-2,b\n"
    "What does a lock protect?,Indigo is taken in one order.,C-3,c\n"
)
HALF_BAD = (
    "question_id,answer,candidate\n"
    "locking,Zinnober guards what two writers share.,C-1\n"
    "locking,,C-2\n"
    "lockings,Ocker keeps one writer waiting.,C-3\n"
)
Json = dict[str, Any]


async def post(
    service: Service, headers: Mapping[str, str], content: str | bytes = GOOD, name: str = "answers.csv", **fields: str
) -> Response:
    """What comes of posting a file."""
    return await service.client.post("/api/batches", files={"file": (name, content)}, data=fields, headers=headers)


async def kept(service: Service, headers: Mapping[str, str], content: str | bytes = GOOD, **fields: str) -> Json:
    """A batch that was accepted."""
    response = await post(service, headers, content, **fields)
    assert response.status_code == 201, response.text
    body: Json = response.json()
    return body


async def finished(service: Service, headers: Mapping[str, str], batch: Json) -> Json:
    """The batch once it is over."""
    for _ in range(1_000):
        body: Json = (await service.client.get(f"/api/batches/{batch['id']}", headers=headers)).json()
        if body["finished_at"] is not None:
            return body
        await asyncio.sleep(0)
    raise AssertionError("It never came to an end.")


async def test_a_file_is_judged_answer_by_answer(service: Service) -> None:
    headers = await service.bearer()
    response = await post(service, headers)
    batch = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/api/batches/{batch['id']}"
    assert (batch["name"], batch["rows"], batch["left_out"], batch["created_by"]) == ("answers.csv", 3, 0, "ada")
    over = await finished(service, headers, batch)
    assert over["state"] == "finished"
    assert over["tally"] == {"total": 3, "waiting": 0, "scored": 3, "unscored": 0, "cancelled": 0, "shared": 0}
    assert over["usage"]["cost"] == pytest.approx(3 * 0.0041)
    assert service.judge.judged == 3


async def test_nothing_is_judged_before_it_is_started(service: Service) -> None:
    headers = await service.bearer()
    batch = await kept(service, headers, start="false")
    assert (batch["state"], service.judge.judged) == ("ready", 0)
    started = await service.client.post(f"/api/batches/{batch['id']}/start", headers=headers)
    assert started.status_code == 200
    assert (await finished(service, headers, batch))["tally"]["scored"] == 3


async def test_the_same_file_again_is_the_same_batch_and_pays_for_nothing(service: Service) -> None:
    headers = await service.bearer()
    first = await kept(service, headers)
    await finished(service, headers, first)
    assert (await kept(service, headers))["id"] == first["id"]
    assert service.judge.judged == 3


async def test_one_bad_row_refuses_the_file_and_every_fault_is_told_by_row_and_column(service: Service) -> None:
    headers = await service.bearer()
    response = await post(service, headers, HALF_BAD)
    body = problem_in(response, 422, "rows_refused")
    assert body["detail"].startswith("2 of 3 rows cannot be judged. Nothing was kept.")
    assert body["faults"] == [
        "row 3, column answer: The answer is empty. Fill it in, or leave the row out.",
        "row 4, column question_id: There is no such question in the bank. Did you mean locking?",
    ]
    assert (await service.client.get("/api/batches", headers=headers)).json()["batches"] == []


async def test_two_files_at_once_are_told_as_such(service: Service) -> None:
    files = [("file", ("answers.csv", b"id,answer\n")), ("file", ("more.csv", b"id,answer\n"))]
    response = await service.client.post("/api/batches", headers=await service.bearer(), files=files)
    assert problem_in(response, 422, "request_invalid")["faults"] == [
        "file: Was sent more than once, or as something else than a file"
    ]


async def test_bad_rows_are_left_out_when_told_so(service: Service) -> None:
    batch = await kept(service, await service.bearer(), HALF_BAD, skip_bad_rows="true", start="false")
    assert (batch["rows"], batch["left_out"], batch["tally"]["total"]) == (3, 2, 1)
    assert [(fault["row"], fault["column"], fault["code"]) for fault in batch["faults"]] == [
        (3, "answer", "answer_empty"),
        (4, "question_id", "question_unknown"),
    ]
    assert batch["faults"][1]["near"] == ["locking"]


async def test_a_file_without_one_good_row_is_refused_even_then(service: Service) -> None:
    response = await post(service, await service.bearer(), "question_id,answer\nlocking,\n", skip_bad_rows="true")
    assert len(problem_in(response, 422, "rows_refused")["faults"]) == 1


async def test_of_very_many_faults_the_first_are_told_and_the_rest_counted(service: Service) -> None:
    rows = "locking,\n" * (FAULTS_TOLD + 5)
    body = problem_in(await post(service, await service.bearer(), f"question_id,answer\n{rows}"), 422, "rows_refused")
    assert len(body["faults"]) == FAULTS_TOLD + 1
    assert body["faults"][-1] == "and 5 more"


async def test_columns_are_mapped_by_hand_and_one_question_may_serve_all(service: Service) -> None:
    columns = json.dumps({"answer": "said", "candidate": "who"})
    rows = "who,said\nC-1,Zinnober guards what two writers share.\n"
    batch = await kept(service, await service.bearer(), rows, columns=columns, question="locking", start="false")
    assert batch["tally"]["total"] == 1
    assert any("answer is “said”" in note for note in batch["notes"])


@pytest.mark.parametrize(
    ("content", "fields", "status", "code"),
    [
        pytest.param("", {}, 422, "sheet_unreadable", id="an empty file"),
        pytest.param("question_id,answer\n", {}, 422, "sheet_unreadable", id="names and no row"),
        pytest.param("a,b\n1,2\n", {}, 422, "columns_unclear", id="columns that say nothing"),
        pytest.param(GOOD, {"judge": "nobody"}, 404, "judge_unknown", id="no such judge"),
        pytest.param(GOOD, {"question": "nothing"}, 404, "question_unknown", id="no such question for all"),
        pytest.param(GOOD, {"columns": "answer"}, 422, "request_invalid", id="columns that are no JSON"),
        pytest.param(GOOD, {"columns": '["answer"]'}, 422, "request_invalid", id="columns that are no object"),
        pytest.param(GOOD, {"columns": '{"answer": 2}'}, 422, "request_invalid", id="a column that is no text"),
        pytest.param(GOOD, {"columns": '{"reply": "answer"}'}, 422, "request_invalid", id="used as something unknown"),
        pytest.param(GOOD, {"columns": "[" * 100_000}, 422, "request_invalid", id="columns nested too deep"),
        pytest.param(GOOD, {"budget": "0"}, 422, "request_invalid", id="a budget of nothing"),
        pytest.param(GOOD, {"budget": "nan"}, 422, "request_invalid", id="a budget that is no number"),
        pytest.param(GOOD, {"budget": "a lot"}, 422, "request_invalid", id="a budget in words"),
        pytest.param(GOOD, {"skip_bad_rows": "perhaps"}, 422, "request_invalid", id="neither true nor false"),
        pytest.param(GOOD, {"dry_run": "true"}, 422, "request_invalid", id="a field that is not known"),
        pytest.param(GOOD, {"sheet": "Answers"}, 422, "sheet_unreadable", id="a sheet of what is no workbook"),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_nothing_kept(
    content: str, fields: dict[str, str], status: int, code: str, service: Service
) -> None:
    headers = await service.bearer()
    problem_in(await post(service, headers, content, **fields), status, code)
    assert service.batch_log.batches == {}
    assert service.judge.judged == 0


async def test_a_form_without_a_file_is_refused(service: Service) -> None:
    headers = {**await service.bearer(), "Content-Type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="judge"\r\n\r\nscripted\r\n--x--\r\n'
    problem_in(await service.client.post("/api/batches", content=body, headers=headers), 422, "request_invalid")


async def test_a_field_that_is_no_text_is_refused(service: Service) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\x89PNG\r\n--x--\r\n'
    for caller in (await service.bearer("ada"), await service.browser("grace")):
        headers = {**caller, "Content-Type": "multipart/form-data; boundary=x"}
        response = await service.client.post("/api/batches", content=body, headers=headers)
        problem_in(response, 422, "request_invalid")


async def test_no_file_stays_behind_once_its_answers_are_kept_or_refused(service: Service) -> None:
    headers = await service.bearer()
    await kept(service, headers)
    await post(service, headers, HALF_BAD)
    assert list((service.application.settings.data_dir / "uploads").iterdir()) == []


async def test_a_body_that_is_no_form_is_refused(service: Service) -> None:
    response = await service.client.post("/api/batches", json={}, headers=await service.bearer())
    problem_in(response, 415, "media_type_unsupported")


async def test_a_file_over_the_limit_is_refused_by_its_announced_size_before_any_of_it_is_read(
    service: Service,
) -> None:
    drawn = 0

    async def endless() -> Any:
        nonlocal drawn
        for _ in range(10):
            drawn += 1
            yield b"x" * 1024

    announced = {"Content-Length": str(MAX_REQUEST_BYTES + 1), "Content-Type": "multipart/form-data; boundary=x"}
    for caller in (await service.bearer("ada"), await service.browser("grace")):
        response = await service.client.post("/api/batches", content=endless(), headers={**caller, **announced})
        assert "200 MB" in problem_in(response, 413, "body_too_large")["detail"]
    assert drawn <= 2


async def test_a_full_disk_is_told_as_what_it_is(service: Service) -> None:
    service.batch_log.fault = DiskFull("The disk is full. Nothing was written.")
    problem_in(await post(service, await service.bearer()), 503, "disk_full")


async def test_interviewers_see_their_own_batches_and_reviewers_all(service: Service) -> None:
    ada = await service.bearer("ada", Role.INTERVIEWER)
    grace = await service.bearer("grace", Role.INTERVIEWER)
    rex = await service.bearer("rex", Role.REVIEWER)
    batch = await kept(service, ada, start="false")
    address = f"/api/batches/{batch['id']}"
    assert [
        len((await service.client.get("/api/batches", headers=who)).json()["batches"]) for who in (ada, grace, rex)
    ] == [
        1,
        0,
        1,
    ]
    assert [(await service.client.get(address, headers=who)).status_code for who in (ada, grace, rex)] == [
        200,
        403,
        200,
    ]
    for path in (address, f"{address}/events"):
        problem_in(await service.client.get(path, headers=grace), 403, "not_allowed")


async def test_interviewers_with_the_same_file_have_a_batch_each(service: Service) -> None:
    ada = await kept(service, await service.bearer("ada", Role.INTERVIEWER), start="false")
    grace = await kept(service, await service.bearer("grace", Role.INTERVIEWER), start="false")
    assert (ada["created_by"], grace["created_by"]) == ("ada", "grace")
    assert ada["id"] != grace["id"]


@pytest.mark.parametrize("what", ["start", "pause", "cancel"])
async def test_only_who_ordered_a_batch_and_admins_may_start_and_stop_it(what: str, service: Service) -> None:
    batch = await kept(service, await service.bearer("ada", Role.INTERVIEWER), start="false")
    address = f"/api/batches/{batch['id']}/{what}"
    for name, role in (("grace", Role.INTERVIEWER), ("rex", Role.REVIEWER)):
        problem_in(await service.client.post(address, headers=await service.bearer(name, role)), 403, "not_allowed")
    assert service.batch_log.batches[batch["id"]].state == "ready"
    assert (await service.client.post(address, headers=await service.bearer("root"))).status_code == 200


async def test_a_paused_batch_says_why_and_goes_on_when_started(service: Service) -> None:
    headers = await service.bearer()
    batch = await kept(service, headers, start="false")
    paused = (await service.client.post(f"/api/batches/{batch['id']}/pause", headers=headers)).json()
    assert (paused["state"], paused["pause"]["reason"]) == ("paused", "asked")
    assert paused["pause"]["detail"] == "Paused by a person."
    await service.client.post(f"/api/batches/{batch['id']}/start", headers=headers)
    over = await finished(service, headers, batch)
    assert (over["state"], over["pause"]) == ("finished", None)


async def test_a_cancelled_batch_is_over_for_good(service: Service) -> None:
    headers = await service.bearer()
    batch = await kept(service, headers, start="false")
    cancelled = (await service.client.post(f"/api/batches/{batch['id']}/cancel", headers=headers)).json()
    assert (cancelled["state"], cancelled["tally"]["cancelled"]) == ("cancelled", 3)
    again = (await service.client.post(f"/api/batches/{batch['id']}/start", headers=headers)).json()
    assert again["state"] == "cancelled"
    assert service.judge.judged == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/events"), ("POST", "/start"), ("POST", "/pause"), ("POST", "/cancel")],
)
async def test_a_batch_that_there_is_not_is_named_as_such(method: str, path: str, service: Service) -> None:
    response = await service.client.request(method, f"/api/batches/nothing{path}", headers=await service.bearer())
    problem_in(response, 404, "batch_unknown")


async def test_the_list_comes_in_pages_newest_first(service: Service) -> None:
    headers = await service.bearer()
    for number in range(3):
        rows = f"question_id,answer\nlocking,Ocker keeps writer {number} waiting.\n"
        await kept(service, headers, rows, start="false")
    first = (await service.client.get("/api/batches?limit=2", headers=headers)).json()
    second = (await service.client.get(f"/api/batches?limit=2&cursor={first['next_cursor']}", headers=headers)).json()
    ids = [batch["id"] for page in (first, second) for batch in page["batches"]]
    assert len(set(ids)) == 3
    assert second["next_cursor"] is None
    problem_in(await service.client.get("/api/batches?order=oldest", headers=headers), 422, "request_invalid")


QUICK = Beat(every=0.0, silence=0.0)


async def test_events_tell_every_change_and_the_end(service: Service) -> None:
    headers = await service.bearer()
    service.judge.gate = asyncio.Event()
    batch = await kept(service, headers)
    heard = []
    async for message in batch_events(service.application.batches, batch["id"], QUICK):
        if message.event:
            heard.append((message.event, json.loads(message.data)["tally"]["scored"]))
        service.judge.gate.set()
    assert heard[0] == ("progress", 0)
    assert heard[-1] == ("done", 3)
    assert len(heard) == len(set(heard))


async def test_a_stream_without_news_says_so_now_and_then(service: Service) -> None:
    batch = await kept(service, await service.bearer(), start="false")
    stream = batch_events(service.application.batches, batch["id"], QUICK)
    assert (await anext(stream)).event == "progress"
    assert (await anext(stream)).comment == "no news"
    await stream.aclose()


async def test_events_of_a_batch_that_is_over_end_at_once(service: Service) -> None:
    headers = await service.bearer()
    batch = await kept(service, headers)
    await finished(service, headers, batch)
    response = await service.client.get(f"/api/batches/{batch['id']}/events", headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    event, data = response.text.strip().splitlines()
    assert event == "event: done"
    assert json.loads(data.removeprefix("data: "))["state"] == "finished"


async def test_no_words_and_no_candidate_are_logged(service: Service, logged: list[dict[str, object]]) -> None:
    headers = await service.bearer()
    await finished(service, headers, await kept(service, headers))
    assert "Zinnober" not in repr(logged)
    assert "C-1" not in repr(logged)


async def test_results_come_in_the_order_of_the_file_in_three_formats(service: Service) -> None:
    headers = await service.bearer()
    batch = await kept(service, headers)
    await finished(service, headers, batch)
    address = f"/api/batches/{batch['id']}/results"
    table = await service.client.get(address, headers=headers)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"].startswith('attachment; filename="answers-results.csv"')
    names, *rows = csv.reader(table.content.decode("utf-8-sig").splitlines())
    assert [row[names.index("candidate")] for row in rows] == ["C-1", "C-2", "C-3"]
    assert {row[names.index("locking/shared-state")] for row in rows} == {"covered"}
    lines = (await service.client.get(f"{address}?format=jsonl", headers=headers)).text.splitlines()
    assert [json.loads(line)["item_id"] for line in lines] == ["a", "b", "c"]
    book = await service.client.get(f"{address}?format=xlsx", headers=headers)
    assert book.content.startswith(b"PK")
    problem_in(await service.client.get(f"{address}?format=pdf", headers=headers), 422, "request_invalid")


async def test_results_of_somebody_else_are_not_handed_out(service: Service) -> None:
    batch = await kept(service, await service.bearer("ada", Role.INTERVIEWER), start="false")
    other = await service.bearer("grace", Role.INTERVIEWER)
    problem_in(await service.client.get(f"/api/batches/{batch['id']}/results", headers=other), 403, "not_allowed")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "round 2.xlsx", "filename=\"round 2-results.csv\"; filename*=UTF-8''round%202-results.csv", id="plain"
        ),
        pytest.param(
            'a"b\r\n.csv', "filename=\"a_b__-results.csv\"; filename*=UTF-8''a%22b%0D%0A-results.csv", id="odd"
        ),
        pytest.param("Übung", "filename=\"_bung-results.csv\"; filename*=UTF-8''%C3%9Cbung-results.csv", id="umlaut"),
    ],
)
def test_results_are_named_after_the_file(name: str, expected: str) -> None:
    assert disposition(name, "results.csv") == f"attachment; {expected}"


async def paused(service: Service, headers: Mapping[str, str], batch: Json) -> Json:
    """The batch once it waits."""
    for _ in range(1_000):
        body: Json = (await service.client.get(f"/api/batches/{batch['id']}", headers=headers)).json()
        if body["state"] == "paused":
            return body
        await asyncio.sleep(0)
    raise AssertionError("It never paused.")


async def test_a_batch_that_reached_its_budget_goes_on_under_a_higher_one(service: Service) -> None:
    headers = await service.bearer()
    stopped = await paused(service, headers, await kept(service, headers, budget="0.005"))
    assert (stopped["pause"]["reason"], stopped["tally"]["scored"]) == ("budget_reached", 1)
    address = f"/api/batches/{stopped['id']}"
    raised = await service.client.post(f"{address}/budget", json={"budget": 1.0}, headers=headers)
    assert (raised.status_code, raised.json()["budget"], raised.json()["state"]) == (200, 1.0, "paused")
    await service.client.post(f"{address}/start", headers=headers)
    assert (await finished(service, headers, stopped))["tally"]["scored"] == 3
    assert service.judge.judged == 3


async def test_the_same_file_with_a_higher_budget_goes_on(service: Service) -> None:
    headers = await service.bearer()
    stopped = await paused(service, headers, await kept(service, headers, budget="0.005"))
    again = await kept(service, headers, budget="1")
    assert (again["id"], again["budget"]) == (stopped["id"], 1.0)
    assert (await finished(service, headers, again))["tally"]["scored"] == 3


async def test_the_same_file_without_a_budget_keeps_the_one_there_is(service: Service) -> None:
    headers = await service.bearer()
    stopped = await paused(service, headers, await kept(service, headers, budget="0.005"))
    assert (await kept(service, headers, start="false"))["budget"] == 0.005
    assert (await paused(service, headers, stopped))["tally"]["scored"] == 1


async def test_another_budget_for_somebody_elses_batch_is_refused(service: Service) -> None:
    await kept(service, await service.bearer("ada"), start="false", budget="1")
    reviewer = await service.bearer("rex", Role.REVIEWER)
    problem_in(await post(service, reviewer, start="false", budget="2"), 403, "not_allowed")


@pytest.mark.parametrize(
    ("body", "status"),
    [({"budget": 0}, 422), ({"budget": -1}, 422), ({"budget": "much"}, 422), ({}, 422), ({"budgets": 1}, 422)],
)
async def test_a_ceiling_that_bounds_nothing_is_refused(service: Service, body: Json, status: int) -> None:
    headers = await service.bearer()
    batch = await kept(service, headers, start="false")
    response = await service.client.post(f"/api/batches/{batch['id']}/budget", json=body, headers=headers)
    problem_in(response, status, "request_invalid")
    lifted = await service.client.post(f"/api/batches/{batch['id']}/budget", json={"budget": None}, headers=headers)
    assert lifted.json()["budget"] is None


async def test_what_was_not_scored_is_judged_again_when_told_to(service: Service) -> None:
    headers = await service.bearer()
    honest, service.judge.script = service.judge.script, failing(Reason.REPLY_INVALID, "Not in the form asked for.")
    batch = await kept(service, headers)
    assert (await finished(service, headers, batch))["tally"]["unscored"] == 3
    service.judge.script = honest
    again = await service.client.post(f"/api/batches/{batch['id']}/again", headers=headers)
    assert (again.status_code, again.json()["tally"]["total"]) == (200, 3)
    over = await finished(service, headers, batch)
    assert (over["tally"]["scored"], over["tally"]["unscored"]) == (3, 0)
    refused = await service.client.post(f"/api/batches/{batch['id']}/again", headers=headers)
    problem_in(refused, 422, "request_invalid")


async def test_only_its_own_people_change_a_batch(service: Service) -> None:
    batch = await kept(service, await service.bearer("ada", Role.INTERVIEWER), start="false")
    reviewer = await service.bearer("rex", Role.REVIEWER)
    for what, body in (("again", None), ("budget", {"budget": 2.0})):
        response = await service.client.post(f"/api/batches/{batch['id']}/{what}", json=body, headers=reviewer)
        problem_in(response, 403, "not_allowed")


async def test_events_tell_how_many_wait_on_the_limit(service: Service) -> None:
    batch = await kept(service, await service.bearer(), start="false")
    message = await anext(batch_events(service.application.batches, batch["id"], QUICK))
    assert (json.loads(message.data)["in_flight"], json.loads(message.data)["queued"]) == (0, 0)


def test_of_those_in_flight_some_wait_on_the_limit() -> None:
    body = batch_body(BatchProgress(record(), in_flight=5, queued=2))
    assert (body["in_flight"], body["queued"]) == (5, 2)


async def test_a_file_that_lies_about_its_size_is_cut_off_while_it_comes(service: Service) -> None:
    portion, drawn = b"x" * (8 * 1024 * 1024), 0

    async def endless() -> Any:
        nonlocal drawn
        while True:
            drawn += 1
            yield portion

    headers = {**await service.bearer(), "Content-Type": "multipart/form-data; boundary=x"}
    response = await service.client.post("/api/batches", content=endless(), headers=headers)
    problem_in(response, 413, "body_too_large")
    assert drawn <= MAX_REQUEST_BYTES // len(portion) + 2
    assert not (service.application.settings.data_dir / "uploads").exists()


async def test_a_workbook_that_unpacks_to_too_much_is_refused(service: Service) -> None:
    response = await post(service, await service.bearer(), bomb(30), "a.xlsx")
    body = problem_in(response, 422, "sheet_too_large")
    assert "times its size, as no table of answers does" in str(body["detail"])
    assert service.batch_log.batches == {}


async def test_one_sheet_of_a_workbook_is_named(service: Service) -> None:
    headers = await service.bearer()
    book = two_tables(row(1, A="question_id", B="answer") + row(2, A="locking", B="Zinnober guards."))
    problem_in(await post(service, headers, book, "a.xlsx", start="false"), 422, "columns_unclear")
    unknown = problem_in(await post(service, headers, book, "a.xlsx", sheet="Round 3"), 422, "sheet_unreadable")
    assert "It has “Notes”, “Answers”." in str(unknown["detail"])
    made = await post(service, headers, book, "a.xlsx", sheet="answers", start="false")
    assert made.json()["tally"]["total"] == 1
