"""Batches as browsers meet them: sent, looked at, ordered, followed and stopped, without any script."""

import asyncio
import csv
import re
from dataclasses import replace

import pytest
from httpx import Response

from evaluator.domain.batches import BatchState, Pause, PauseReason, Tally
from evaluator.domain.judgements import Reason
from evaluator.domain.users import Role
from evaluator.services.batch_orders import BatchProgress
from evaluator.web.pages.batches_view import MENDS, batch_card, duration
from evaluator.web.pages.figures import amount
from tests.batch_records import batch
from tests.fakes import NOON, failing
from tests.files.sheets.tables import bomb, row, sheet_of, two_tables
from tests.web.api.test_batches_api import GOOD, HALF_BAD, kept
from tests.web.service import Service
from tests.web.shapes import problem_in

Headers = dict[str, str]


async def sent(service: Service, headers: Headers, content: str = GOOD, name: str = "answers.csv") -> str:
    """The address at which a file that was sent is looked at."""
    response = await service.client.post("/batches", files={"file": (name, content)}, headers=headers)
    assert response.status_code == 303, response.text
    return response.headers["location"]


async def looked_at(service: Service, headers: Headers, address: str) -> Response:
    page = await service.client.get(address, headers=headers)
    assert page.status_code == 200, page.text
    return page


def fields(page: Response) -> dict[str, str]:
    """What the form on the page would send."""
    chosen = dict(re.findall(r'<select id="\w+" name="(\w+)">.*?<option value="(\w+)" selected>', page.text))
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)
    judge = re.search(r'name="judge" value="([^"]*)" checked', page.text)
    assert seen is not None
    return {**chosen, "seen": seen[1], "judge": judge[1] if judge else "", "budget": ""}


async def judged(service: Service, batch_id: str) -> None:
    for _ in range(1_000):
        if service.batch_log.batches[batch_id].state.is_over:
            return
        await asyncio.sleep(0)
    raise AssertionError("It never came to an end.")


async def test_a_file_is_looked_at_before_anything_is_judged(service: Service) -> None:
    headers = await service.browser()
    page = await looked_at(service, headers, await sent(service, headers))
    assert "<b>3 rows are ready.</b>" in page.text
    assert re.search(r"<b>About \$[0-9.]+, between \$[0-9.]+ and \$[0-9.]+</b>", page.text)
    assert "3\u00a0different answers to scripted (llm.example)." in page.text
    assert service.judge.judged == 0
    assert service.batch_log.batches == {}


async def test_one_button_has_it_judged_and_the_file_is_gone_from_the_disk(service: Service) -> None:
    headers = await service.browser()
    address = await sent(service, headers)
    form = {**fields(await looked_at(service, headers, address)), "do": "judge", "budget": "$2.50"}
    response = await service.client.post(address, data=form, headers=headers)
    (made,) = service.batch_log.batches.values()
    assert (response.status_code, response.headers["location"]) == (303, f"/batches#b-{made.id}")
    assert (made.budget, made.created_by, made.name) == (2.5, "ada", "answers.csv")
    await judged(service, made.id)
    assert service.judge.judged == 3
    assert list((service.application.settings.data_dir / "uploads").iterdir()) == []
    page = await service.client.get("/batches", headers=headers)
    assert "finished" in page.text
    assert f"/api/batches/{made.id}/results?format=xlsx" in page.text


async def test_bad_rows_are_shown_by_row_and_column_and_left_out(service: Service) -> None:
    headers = await service.browser()
    address = await sent(service, headers, HALF_BAD)
    page = await looked_at(service, headers, address)
    assert "2 of 3\u00a0rows cannot be judged" in page.text
    assert '<th scope="row" class="num">3</th><td><code>answer</code></td><td>The answer is empty.</td>' in page.text
    assert "Did you mean locking?" in page.text
    form = {**fields(page), "do": "judge"}
    untold = await service.client.post(address, data=form, headers=headers)
    refused = await service.client.get(untold.headers["location"], headers=headers)
    assert refused.status_code == 422
    assert "Tick this, or mend the file" in refused.text
    assert (service.batch_log.batches, service.judge.judged) == ({}, 0)
    await service.client.post(address, data={**form, "skip": "yes"}, headers=headers)
    assert [made.tally.total for made in service.batch_log.batches.values()] == [1]


async def test_columns_are_said_by_hand_where_their_names_say_nothing(service: Service) -> None:
    headers = await service.browser()
    address = await sent(service, headers, "a,b\nlocking,Zinnober guards what two writers share.\n")
    page = await looked_at(service, headers, address)
    assert "No column is known to hold the answers." in page.text
    assert "Judge 1 answer" not in page.text
    form = {"c0": "question_id", "c1": "answer", "do": "check"}
    again = await service.client.post(address, data=form, headers=headers)
    assert again.status_code == 303
    assert "csrf" not in again.headers["location"]
    assert "Judge 1 answer" in (await looked_at(service, headers, again.headers["location"])).text


async def test_two_columns_for_one_use_are_told(service: Service) -> None:
    headers = await service.browser()
    address = await sent(service, headers)
    page = await looked_at(service, headers, f"{address}?c0=answer&c1=answer")
    assert "More than one column is used as the answer: question_id and answer. Choose one." in page.text


async def test_what_was_not_shown_is_not_ordered(service: Service) -> None:
    headers = await service.browser()
    address = await sent(service, headers)
    form = fields(await looked_at(service, headers, address))
    for change in ({"seen": ""}, {"c2": ""}, {"c1": ""}, {"budget": "-1"}, {"do": "check"}):
        response = await service.client.post(address, data={**form, "do": "judge", **change}, headers=headers)
        assert response.headers["location"].startswith(address)
    assert service.batch_log.batches == {}
    assert service.judge.judged == 0


async def test_a_ceiling_that_is_none_is_told_at_the_field(service: Service) -> None:
    headers = await service.browser()
    address = await sent(service, headers)
    page = await service.client.get(f"{address}?budget=lots", headers=headers)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert "This must be an amount above nothing" in page.text


async def test_sending_no_file_is_told_at_the_field(service: Service) -> None:
    page = await service.client.post("/batches", files={"other": ("", b"")}, headers=await service.browser())
    assert page.status_code == 422
    assert "Choose a file first" in page.text


async def test_a_file_that_is_no_table_is_told_on_a_page(service: Service) -> None:
    headers = await service.browser()
    page = await service.client.get(await sent(service, headers, "%PDF-1.7"), headers=headers)
    assert page.status_code == 422
    assert "The file is a PDF. Save the table as CSV or XLSX." in page.text


async def test_a_file_is_for_who_sent_it_alone(service: Service) -> None:
    address = await sent(service, await service.browser("ada"))
    other = await service.browser("root")
    for path in (address, "/batches/new/nothing", "/batches/new/..%2F..%2Fetc"):
        page = await service.client.get(path, headers=other)
        assert page.status_code in (404, 422)
        assert "Zinnober" not in page.text


async def test_an_empty_list_says_what_to_do(service: Service) -> None:
    page = await service.client.get("/batches", headers=await service.browser())
    assert "No batches yet. Choose a file above." in page.text
    assert '<a href="/batches" aria-current="page">Batches</a>' in page.text


@pytest.mark.parametrize(
    ("what", "state"),
    [("pause", BatchState.PAUSED), ("cancel", BatchState.CANCELLED), ("start", BatchState.FINISHED)],
)
async def test_a_batch_is_moved_by_its_buttons(what: str, state: BatchState, service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers, start="false")
    response = await service.client.post(f"/batches/{made['id']}/{what}", data={}, headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, f"/batches#b-{made['id']}")
    for _ in range(1_000):
        await asyncio.sleep(0)
        if service.batch_log.batches[made["id"]].state is state:
            return
    raise AssertionError("It never came to that.")


async def test_other_moves_and_other_peoples_batches_are_refused(service: Service) -> None:
    headers = await service.browser("ada", Role.INTERVIEWER)
    made = await kept(service, headers, start="false")
    assert (await service.client.post(f"/batches/{made['id']}/judge", data={}, headers=headers)).status_code == 422
    other = await service.browser("grace", Role.INTERVIEWER)
    assert (await service.client.post(f"/batches/{made['id']}/start", data={}, headers=other)).status_code == 403
    assert "answers.csv" not in (await service.client.get("/batches", headers=other)).text
    token = await service.bearer("rex", Role.REVIEWER)
    problem_in(await service.client.post(f"/batches/{made['id']}/start", headers=token), 403, "not_allowed")


async def test_a_paused_batch_says_why_and_what_ends_it(service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers, start="false")
    await service.client.post(f"/batches/{made['id']}/pause", data={}, headers=headers)
    page = await service.client.get("/batches", headers=headers)
    assert "<b>Paused by a person.</b> Nothing is lost; go on whenever you like." in page.text
    assert 'aria-label="Go on: answers.csv"' in page.text


def test_every_reason_to_pause_has_a_way_out() -> None:
    assert MENDS.keys() == set(PauseReason)


async def test_a_batch_about_to_pause_says_so_before_it_is_paused(service: Service) -> None:
    ada, _ = await service.users.add("anna", Role.ADMIN)
    running = replace(batch(), state=BatchState.RUNNING)
    pause = Pause(PauseReason.KEY_REFUSED, "The endpoint refuses the key (401).", NOON)
    card = batch_card(BatchProgress(running, in_flight=2, pause=pause), ada, ())
    assert (card.state_words, card.pause, card.begin) == ("stopping", "The endpoint refuses the key (401).", "")
    assert (card.can_stop, card.can_pause) == (True, False)
    assert batch_card(BatchProgress(running, in_flight=2), ada, ()).can_pause


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.2, "1\u00a0second"), (89, "89\u00a0seconds"), (420, "7\u00a0minutes"), (7_000, "2\u00a0hours")],
)
def test_time_left_is_told_in_the_unit_that_says_enough(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [("", None), (" $2.50 ", 2.5), ("2,50", 2.5), ("0", 0), ("-1", 0), ("nan", 0), ("inf", 0), ("a lot", 0)],
)
def test_a_ceiling_is_read_as_people_write_it(said: str, expected: float | None) -> None:
    assert amount(said) == expected


async def over_budget(service: Service, headers: Headers) -> str:
    """The id of a batch that waits because it has cost all it may."""
    made = await kept(service, headers, budget="0.005")
    for _ in range(1_000):
        if service.batch_log.batches[made["id"]].state is BatchState.PAUSED:
            return str(made["id"])
        await asyncio.sleep(0)
    raise AssertionError("It never reached its ceiling.")


async def test_a_ceiling_that_was_reached_is_raised_where_it_is_told(service: Service) -> None:
    headers = await service.browser()
    batch_id = await over_budget(service, headers)
    page = (await service.client.get("/batches", headers=headers)).text
    assert "Raise the ceiling below to judge the rest." in page
    assert 'name="budget" value="0.01"' in page
    assert "Go on: answers.csv" not in page
    address = f"/batches/{batch_id}/budget"
    raised = await service.client.post(address, data={"budget": "$2,50"}, headers=headers)
    assert (raised.status_code, raised.headers["location"]) == (303, f"/batches#b-{batch_id}")
    await judged(service, batch_id)
    assert service.batch_log.batches[batch_id].budget == 2.5
    assert service.judge.judged == 3


@pytest.mark.parametrize("said", ["", "0", "lots", "0.0041"], ids=["nothing", "none", "no number", "what is spent"])
async def test_a_ceiling_that_would_hold_it_up_at_once_is_told_at_the_field(service: Service, said: str) -> None:
    headers = await service.browser()
    batch_id = await over_budget(service, headers)
    page = await service.client.post(f"/batches/{batch_id}/budget", data={"budget": said}, headers=headers)
    assert page.status_code == 422
    assert "This must be more than the $0.0041 spent so far" in page.text
    assert 'aria-invalid="true"' in page.text
    assert service.batch_log.batches[batch_id].state is BatchState.PAUSED


async def test_what_was_not_scored_is_judged_again_by_a_button(service: Service) -> None:
    headers = await service.browser()
    honest, service.judge.script = service.judge.script, failing(Reason.REPLY_INVALID, "Not in the form asked for.")
    made = await kept(service, headers)
    await judged(service, made["id"])
    service.judge.script = honest
    page = await service.client.get("/batches", headers=headers)
    assert 'aria-label="Judge 3 again: answers.csv"' in page.text
    grid = (await service.client.get(f"/batches/{made['id']}", headers=headers)).text
    assert "<button>Judge 3 again</button>" in grid
    reviewer = await service.browser("rex", Role.REVIEWER)
    assert "again" not in (await service.client.get(f"/batches/{made['id']}", headers=reviewer)).text
    again = await service.client.post(f"/batches/{made['id']}/again", data={}, headers=headers)
    assert again.status_code == 303
    await judged(service, made["id"])
    assert service.batch_log.batches[made["id"]].tally.scored == 3
    assert "again: answers.csv" not in (await service.client.get("/batches", headers=headers)).text


async def test_those_waiting_on_the_limit_are_told_apart_from_those_being_judged(service: Service) -> None:
    ada, _ = await service.users.add("anna", Role.ADMIN)
    running = replace(batch(), state=BatchState.RUNNING, tally=Tally(waiting=9))
    assert batch_card(BatchProgress(running, is_idle=True), ada, ()).is_idle
    card = batch_card(BatchProgress(running, in_flight=5, queued=2), ada, ())
    assert (card.in_flight, card.queued, card.waiting) == (3, 2, 4)


async def test_a_batch_that_another_process_judges_is_watched_from_the_record(service: Service) -> None:
    headers = await service.browser()
    made = await kept(service, headers, start="false")
    log = service.batch_log
    log.batches[made["id"]] = replace(log.batches[made["id"]], state=BatchState.RUNNING, owner="elsewhere/alive")
    page = (await service.client.get("/batches", headers=headers)).text
    assert f'data-events="/api/batches/{made["id"]}/events"' in page
    assert "<dt>Waiting</dt><dd>3</dd>" in page
    assert "Being judged" not in page
    for what in ("Pause", "Cancel"):
        assert f'aria-label="{what}: answers.csv"' in page


async def test_bad_rows_are_had_as_a_file_with_what_is_wrong_with_each(service: Service) -> None:
    headers = await service.browser()
    bad = "question_id,answer,candidate\nlocking,Zinnober guards.,C-1\nlockings,=1+1 is ours,C-2\n"
    address = await sent(service, headers, bad)
    page = await looked_at(service, headers, address)
    assert f'href="{address}/bad-rows?format=csv"' in page.text
    table = await service.client.get(f"{address}/bad-rows?format=csv", headers=headers)
    assert table.headers["content-disposition"].startswith('attachment; filename="answers-bad-rows.csv"')
    names, row = csv.reader(table.content.decode("utf-8-sig").splitlines())
    assert names == ["what is wrong", "question_id", "answer", "candidate"]
    assert row[0].startswith("row 3, column question_id: There is no such question in the bank.")
    assert row[1:] == ["lockings", "'=1+1 is ours", "C-2"]
    book = await service.client.get(f"{address}/bad-rows", headers=headers)
    assert [dict(row.cells)["answer"] for row in sheet_of(book.content, "a.xlsx").rows()] == ["=1+1 is ours"]
    other = await service.browser("root")
    assert (await service.client.get(f"{address}/bad-rows", headers=other)).status_code == 422


async def test_bad_rows_are_those_under_the_columns_that_are_shown(service: Service) -> None:
    headers = await service.browser()
    address = await sent(service, headers, "a,b\nlocking,Zinnober guards what two writers share.\n,Ocker.\n")
    page = await looked_at(service, headers, f"{address}?c0=question_id&c1=answer")
    link = re.search(r'href="([^"]+)" aria-label="Bad rows as CSV"', page.text)
    assert link is not None
    table = await service.client.get(link[1].replace("&amp;", "&"), headers=headers)
    assert [row[1:] for row in csv.reader(table.text.splitlines())] == [["a", "b"], ["", "Ocker."]]


async def test_the_sheet_of_a_workbook_is_chosen_on_the_page(service: Service) -> None:
    headers = await service.browser()
    rows = row(1, A="question_id", B="answer") + row(2, A="locking", B="Zinnober guards what two writers share.")
    response = await service.client.post("/batches", files={"file": ("a.xlsx", two_tables(rows))}, headers=headers)
    address = response.headers["location"]
    page = await looked_at(service, headers, address)
    assert "Read the sheet “Notes”, the first that shows and is not empty." in page.text
    assert "<option selected>Notes</option>" in page.text
    form = {"sheet": "Answers", "of": "Notes", "c0": "answer", "do": "check"}
    again = await service.client.post(address, data=form, headers=headers)
    assert again.headers["location"] == f"{address}?sheet=Answers"
    page = await looked_at(service, headers, again.headers["location"])
    assert "<b>1 row is ready.</b>" in page.text
    form = {**fields(page), "sheet": "Answers", "of": "Answers", "do": "judge"}
    assert (await service.client.post(address, data=form, headers=headers)).headers["location"].startswith("/batches#")
    assert [made.tally.total for made in service.batch_log.batches.values()] == [1]


async def test_a_workbook_that_unpacks_to_too_much_is_refused_on_a_page(service: Service) -> None:
    headers = await service.browser()
    sent_file = await service.client.post("/batches", files={"file": ("a.xlsx", bomb(30))}, headers=headers)
    page = await service.client.get(sent_file.headers["location"], headers=headers)
    assert page.status_code == 422
    assert "times its size, as no table of answers does" in page.text
