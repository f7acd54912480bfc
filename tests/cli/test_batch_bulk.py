"""`evaluator batch` by file: out, in, and in again; with the real judge, the real record, and no network at all."""

import asyncio
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from evaluator.bank import load_bank
from evaluator.cli.batch_bulk import Road
from evaluator.cli.installation import Installation
from evaluator.cli.main import run
from evaluator.files.sheets import ColumnMapping, check_sheet, read_sheet
from evaluator.judge.lineup import line_up
from evaluator.services.batch_orders import BatchOrder
from evaluator.settings import load_settings
from evaluator.store.upgrades import upgrade
from evaluator.wiring import open_application
from tests.batch_api import BatchApi
from tests.cli.conftest import Result
from tests.openai_bridge import Httpx2Mocker

SAID = "It keeps what is read often in fast storage, so that pages come back sooner."
SHEET = f"id,question_id,answer\n1,caching,{SAID.replace(',', '')}\n2,caching,It is slow.\n3,caching,It is slow.\n"
LLM = {
    "EVALUATOR_LLM_BASE_URL": "http://127.0.0.1:9/v1",
    "EVALUATOR_LLM_MODEL": "small",
    "EVALUATOR_LLM_API_KEY": "sk-nothing",
}


@dataclass
class Shop:
    """A data folder, a file of answers in it, and the command line."""

    home: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *options: str, **environment: str) -> Result:
        said = {"EVALUATOR_DATA_DIR": str(self.home / "var"), **LLM, **environment}
        installation = Installation(load=lambda: load_settings(said))
        code = run(["batch", str(self.home / "answers.csv"), *options], installation)
        written = self.capsys.readouterr()
        return Result(code, written.out, written.err)

    def path(self, name: str) -> str:
        return str(self.home / name)

    @property
    def requests(self) -> list[dict[str, Any]]:
        lines = (self.home / "requests.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @property
    def rows(self) -> list[tuple[str, str]]:
        with (self.home / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
            return [(row["id"], row["status"]) for row in csv.DictReader(stream)]

    def reply(self, *requests: dict[str, Any], text: str | None = None) -> str:
        """A file of good replies to requests, or of this one's text."""
        (self.home / "replies.jsonl").write_text(
            "".join(json.dumps(_reply(request, text)) + "\n" for request in requests), encoding="utf-8"
        )
        return self.path("replies.jsonl")


def _reply(request: dict[str, Any], text: str | None) -> dict[str, Any]:
    question = load_bank(load_settings({}).bank).question("caching")
    assert question is not None
    asked = line_up(question, 0, with_canaries=True).asked
    claims = [{"id": one.id, "evidence": [], "reason": "No.", "verdict": "missed"} for one in asked]
    choice = {"message": {"role": "assistant", "content": text or json.dumps({"points": claims})}}
    body = {"model": "small", "choices": [choice], "usage": {"prompt_tokens": 500, "completion_tokens": 90}}
    return {"id": "b", "custom_id": request["custom_id"], "response": {"status_code": 200, "body": body}, "error": None}


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "answers.csv").write_text(SHEET, encoding="utf-8")
    return Shop(tmp_path, capsys)


def test_out_and_in_again_every_answer_is_judged_and_nothing_was_sent(shop: Shop) -> None:
    out = shop.run("--export-requests", shop.path("requests.jsonl"))
    assert out.code == 0
    assert "2 requests written" in out.err
    assert "1 answer more will share the reply to the same words." in out.err
    assert "asked for as json_schema; nothing was probed" in out.err
    assert [request["method"] for request in shop.requests] == ["POST", "POST"]
    assert shop.requests[0]["body"]["response_format"]["type"] == "json_schema"
    taken = shop.run("--out", shop.path("results.csv"), "--import-replies", shop.reply(*shop.requests[::-1]))
    assert taken.code == 0
    assert "Taken in: 2 scored, 0 not scored, 1 shared." in taken.err
    assert shop.rows == [("1", "scored"), ("2", "scored"), ("3", "scored")]
    assert "1,000 in, 180 out" in taken.err


def test_replies_may_come_in_parts_and_twice(shop: Shop) -> None:
    shop.run("--export-requests", shop.path("requests.jsonl"))
    first, second = shop.requests
    results = ("--out", shop.path("results.csv"))
    part = shop.run(*results, "--import-replies", shop.reply(second))
    assert part.code == 1
    assert "Answers waiting for replies: 1." in part.err
    assert shop.rows == [("1", "waiting"), ("2", "scored"), ("3", "scored")]
    whole = shop.run(*results, "--import-replies", shop.reply(second, first))
    assert whole.code == 0
    assert "1 reply to answers that do not wait in this batch" in whole.err
    again = shop.run(*results, "--import-replies", shop.reply(second, first))
    assert again.code == 0
    assert "Taken in: 0 scored" in again.err
    assert "If none was taken in before" in again.err
    assert "1,000 in, 180 out" in again.err


def test_replies_that_cannot_be_used_end_with_3(shop: Shop) -> None:
    shop.run("--export-requests", shop.path("requests.jsonl"))
    replies = shop.reply(*shop.requests, text="I think it is fine.")
    taken = shop.run("--out", shop.path("results.csv"), "--import-replies", replies)
    assert taken.code == 1, "the same answer waits for a reply of its own"
    shop.run("--export-requests", shop.path("requests.jsonl"))
    assert len(shop.requests) == 1
    replies = shop.reply(*shop.requests, text="I think it is fine.")
    assert shop.run("--out", shop.path("results.csv"), "--import-replies", replies).code == 3
    assert {status for _, status in shop.rows} == {"unscored"}


def test_all_that_was_passed_over_is_told(shop: Shop) -> None:
    shop.run("--export-requests", shop.path("requests.jsonl"))
    first, second = shop.requests
    path = shop.reply(first, first, {**second, "custom_id": "of-nobody"})
    expired = {"custom_id": second["custom_id"], "response": None, "error": {"code": "batch_expired"}}
    with Path(path).open("a") as stream:
        stream.write(json.dumps(expired) + "\n" + '{"custom_id": "cut')
    taken = shop.run("--out", shop.path("results.csv"), "--import-replies", path)
    for told in ("1 [batch_expired]", "1 reply to answers that", "1 reply to a request that had", "1 line without"):
        assert told in taken.err
    assert shop.rows == [("1", "scored"), ("2", "waiting"), ("3", "waiting")]


def test_results_may_be_written_with_the_requests(shop: Shop) -> None:
    out = shop.run("--export-requests", shop.path("requests.jsonl"), "--out", shop.path("results.csv"))
    assert out.code == 0
    assert {status for _, status in shop.rows} == {"waiting"}


def test_what_was_judged_before_is_shared_and_said_to_be(shop: Shop) -> None:
    shop.run("--export-requests", shop.path("requests.jsonl"))
    shop.run("--out", shop.path("results.csv"), "--import-replies", shop.reply(*shop.requests))
    (shop.home / "answers.csv").write_text(SHEET + "4,caching,It is new.\n", encoding="utf-8")
    out = shop.run("--export-requests", shop.path("requests.jsonl"))
    assert "3 answers had been judged before and share those verdicts." in out.err
    assert len(shop.requests) == 1


def test_where_nothing_is_left_to_ask_the_file_is_empty(shop: Shop) -> None:
    shop.run("--export-requests", shop.path("requests.jsonl"))
    shop.run("--out", shop.path("results.csv"), "--import-replies", shop.reply(*shop.requests))
    out = shop.run("--export-requests", shop.path("requests.jsonl"))
    assert (out.code, shop.requests) == (0, [])
    assert "0 requests written" in out.err
    assert "asked for as" not in out.err


def test_a_file_that_cannot_be_written_is_said_to_be_and_nothing_is_lost(shop: Shop) -> None:
    out = shop.run("--export-requests", shop.path(f"{300 * 'r'}.jsonl"))
    assert out.code == 1
    assert "cannot be written" in out.err
    assert shop.run("--export-requests", shop.path("requests.jsonl")).code == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--export-requests", "a.jsonl", "--import-replies", __file__, "--out", "r.csv"], "Choose one of"),
        (["--import-replies", __file__], "--out"),
        (["--export-requests", "a.jsonl", "--via", "provider-batch", "--out", "r.csv"], "Choose one of"),
        (["--import-replies", "nowhere.jsonl", "--out", "r.csv"], "does not exist"),
    ],
    ids=["both at once", "no results", "a provider as well", "no such file"],
)
def test_wrong_usage_ends_with_2(shop: Shop, options: list[str], told: str) -> None:
    result = shop.run(*options)
    assert result.code == 2
    assert told in result.err


PROVIDER = {"EVALUATOR_LLM_BASE_URL": "https://llm.example/v1"}


@pytest.fixture
def api() -> Iterator[BatchApi]:
    made = BatchApi(states=["completed"], reply=lambda request: _reply(request, None))
    with respx.mock(using=Httpx2Mocker.name, assert_all_called=False) as router:
        router.route(host="llm.example").mock(side_effect=lambda request: made.answer(request))
        yield made


def _via(shop: Shop, *options: str, **environment: str) -> Result:
    out = ("--out", shop.path("results.csv"), "--via", "provider-batch")
    return shop.run(*out, *options, **PROVIDER, **environment)


def test_a_provider_judges_all_of_it_and_keeps_none_of_it(shop: Shop, api: BatchApi) -> None:
    done = _via(shop, "--yes")
    assert done.code == 0
    for told in (
        "2 of 2 requests answered at the provider.",
        "At the provider: 1 batch completed.",
        "Every file of it at the provider was deleted.",
        "Taken in: 2 scored, 0 not scored, 1 shared.",
    ):
        assert told in done.err
    assert shop.rows == [("1", "scored"), ("2", "scored"), ("3", "scored")]
    assert api.files == {}
    assert _via(shop, "--yes").code == 0
    assert len(api.batches) == 1


def test_a_provider_that_failed_is_quoted_by_its_word_and_the_answers_wait(shop: Shop, api: BatchApi) -> None:
    api.states, api.errors = ["failed"], [{"code": "model_not_found"}, {"code": "model_not_found"}]
    done = _via(shop, "--yes")
    assert done.code == 1
    assert done.err.count("The provider says: model_not_found: the provider knows no such model for batches.") == 1
    assert "If none was taken in before" not in done.err
    assert {status for _, status in shop.rows} == {"waiting"}


def test_files_that_stay_at_the_provider_are_named(shop: Shop, api: BatchApi) -> None:
    api.refuse = lambda request: httpx.Response(403) if request.method == "DELETE" else None
    done = _via(shop, "--yes")
    assert "These files at the provider could not be deleted: file-0" in done.err
    assert "was deleted" not in done.err


def test_without_yes_the_provider_is_asked_only_once_somebody_agreed(shop: Shop, api: BatchApi) -> None:
    assert _via(shop).code == 1
    assert api.uploaded == []


def test_a_judge_in_this_process_has_no_provider(shop: Shop, api: BatchApi) -> None:
    result = _via(shop, "--yes", "--judge", "matcher")
    assert result.code == 1
    assert "Judges that can: llm." in result.err


async def test_stopped_it_says_that_the_provider_goes_on(
    api: BatchApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api.states = ["in_progress"]
    said = load_settings({"EVALUATOR_DATA_DIR": str(tmp_path / "var"), **LLM, **PROVIDER})
    upgrade(said.database.get_secret_value())
    (tmp_path / "answers.csv").write_text(SHEET, encoding="utf-8")
    async with open_application(said) as application:
        checked = check_sheet(read_sheet(tmp_path / "answers.csv"), application.bank, ColumnMapping())
        order = BatchOrder("answers.csv", checked.intake.digest, ordered_by="ann")
        batch = await application.batches.create(order, checked.rows())
        watching = asyncio.create_task(Road(by_provider=True, agreed=True).taken(application, batch, None))
        watched = asyncio.Event()
        api.step = lambda: watched.set() if api.asked else None
        await asyncio.wait_for(watched.wait(), 30)
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
    assert "the provider goes on with what it has" in capsys.readouterr().err


def test_a_judge_in_this_process_has_nothing_to_send(shop: Shop) -> None:
    result = shop.run("--judge", "matcher", "--export-requests", shop.path("requests.jsonl"))
    assert result.code == 1
    assert "Judges that can: llm." in result.err
    assert not Path(shop.path("requests.jsonl")).exists()
