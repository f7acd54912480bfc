"""`evaluator doctor`: what it finds, and what it says to do."""

import asyncio
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import httpx
import pytest
import respx

from evaluator.cli.installation import Installation
from evaluator.digests import digest_text
from evaluator.domain.answers import typed
from evaluator.domain.judgements import JudgementId
from evaluator.domain.questions import QuestionId
from evaluator.errors import SettingsInvalid
from evaluator.judge import model_files
from evaluator.judge.config import ModelFile
from evaluator.services.orders import Intent
from evaluator.settings import JudgeSettings, PanelSettings, Settings
from evaluator.store.database import open_database
from evaluator.store.judgements import SqlJudgementLog
from tests import openai_bridge as openai_bridge
from tests.cli.conftest import Desk
from tests.fakes import NOON

KEY = "sesame-open-sesame"
CHAT = "https://llm.example/v1/chat/completions"


@pytest.fixture
def judge() -> JudgeSettings:
    return JudgeSettings.model_validate(
        {"name": "large", "base_url": "https://llm.example/v1", "model": "m", "key": KEY} | {"limits": {"attempts": 1}}
    )


def reply(request: httpx.Request) -> httpx.Response:
    """An endpoint that honours a JSON schema."""
    assert json.loads(request.content)["response_format"]["type"] == "json_schema"
    return answered()


def answered(content: str = '{"signal": "seen"}') -> httpx.Response:
    """A reply of the model."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14}
    return httpx.Response(200, json={"id": "1", "model": "m-2026", "choices": [choice], "usage": usage})


def findings(desk: Desk) -> tuple[int, dict[str, str]]:
    result = desk.run("doctor", installation=Installation(load=lambda: desk.settings))
    assert result.err == ""
    lines = [line for line in result.out.splitlines() if not line.startswith("      ")]
    return result.code, {line[6:].partition(":")[0] + "/" + line[:4].strip(): line for line in lines}


@pytest.mark.parametrize(
    "arguments", [("--screen", "large", "--anchors", "large"), ("--anew",)], ids=["two wishes", "anew what?"]
)
def test_what_cannot_be_meant_is_wrong_usage(desk: Desk, arguments: tuple[str, ...]) -> None:
    result = desk.run("doctor", *arguments)
    assert (result.code, result.out) == (2, "")
    assert "--anchors" in result.err


def test_a_fresh_installation_has_nothing_to_mend(desk: Desk) -> None:
    code, found = findings(desk)
    assert code == 0
    assert {
        "settings/ok",
        "data directory/ok",
        "questions/ok",
        "prompts/ok",
        "database/warn",
        "judge/warn",
    } <= found.keys()
    assert "will be made" in found["data directory/ok"]
    assert "`evaluator db upgrade` makes it" in found["database/warn"]
    assert "built-in matcher" in found["judge/warn"]


def test_a_database_is_told_with_its_schema_and_the_ledgers_head(desk: Desk) -> None:
    desk.run("db", "upgrade", installation=Installation(load=lambda: desk.settings))
    code, found = findings(desk)
    assert code == 0
    assert str(desk.settings.database_file) in found["database/ok"]
    assert "#0" in found["ledger/ok"]
    assert "data directory/ok" in found


def test_an_outdated_database_is_a_failure(desk: Desk) -> None:
    installation = Installation(load=lambda: desk.settings)
    desk.run("db", "upgrade", installation=installation)
    desk.run("db", "downgrade", "base", "--yes", installation=installation)
    code, found = findings(desk)
    assert code == 1
    assert "`evaluator db upgrade`" in found["database/fail"]


def test_a_data_directory_open_to_others_is_warned_of(desk: Desk) -> None:
    desk.settings.data_dir.mkdir(mode=0o755)
    assert "chmod 700" in findings(desk)[1]["data directory/warn"]


def test_a_file_in_place_of_the_data_directory_is_a_failure(desk: Desk) -> None:
    desk.settings.data_dir.touch()
    code, found = findings(desk)
    assert code == 1
    assert "EVALUATOR_DATA_DIR" in found["data directory/fail"]


def test_a_faulty_bank_is_told_fault_by_fault(desk: Desk, tmp_path: Path) -> None:
    bank = tmp_path / "questions.yaml"
    bank.write_text('version: "1"\nlanguage: en\nquestions: []\n', encoding="utf-8")
    desk.settings = Settings(data_dir=tmp_path / "var", bank=bank)
    result = desk.run("doctor", installation=Installation(load=lambda: desk.settings))
    assert result.code == 1
    assert "fail  questions: The question bank" in result.out
    assert f"      {bank}:3: questions: is empty; list at least one question" in result.out


def test_prompts_that_are_not_there_are_a_failure(desk: Desk, tmp_path: Path) -> None:
    desk.settings = Settings(data_dir=tmp_path / "var", prompts=tmp_path)
    code, found = findings(desk)
    assert code == 1
    assert "cannot be read" in found["prompts/fail"]


def test_a_bank_that_could_be_worded_better_is_warned_of(desk: Desk, tmp_path: Path) -> None:
    bank = tmp_path / "questions.yaml"
    point = "{id: fast, text: Keeps data in good storage}"
    question = f"{{id: q, title: Q, text: What for?, kind: knowledge, points: [{point}]}}"
    decoys = "canaries: [{id: music, text: Plays music to the servers}]"
    bank.write_text(f'version: "1"\nlanguage: en\nquestions: [{question}]\n{decoys}\n', encoding="utf-8")
    desk.settings = Settings(data_dir=tmp_path / "var", bank=bank)
    code, found = findings(desk)
    assert code == 0
    assert "`evaluator questions lint` says how" in found["questions/warn"]


def test_a_prompt_that_was_not_released_is_warned_of(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(desk.settings.prompts / "coverage", tmp_path / "coverage")
    desk.settings = Settings(data_dir=tmp_path / "var", prompts=tmp_path)
    code, found = findings(desk)
    assert code == 0
    assert "a draft, not a release" in found["prompts/warn"]


def test_judgings_that_were_cut_off_are_counted(desk: Desk) -> None:
    desk.run("db", "upgrade", installation=Installation(load=lambda: desk.settings))

    async def leave_one_open() -> None:
        answer = typed("Redis keeps hot rows in memory.")
        key = digest_text("key")
        intent = Intent(
            JudgementId("j1"), key, QuestionId("caching"), None, answer, "large", "gone/1", "ada", NOON, NOON
        )
        async with open_database(desk.settings.database.get_secret_value()) as database:
            await SqlJudgementLog(database).open_intent(intent)

    asyncio.run(leave_one_open())
    assert "1 under way, or cut off by a crash" in findings(desk)[1]["judgings/ok"]


def test_faulty_settings_are_all_that_is_told(desk: Desk) -> None:
    def load() -> Settings:
        raise SettingsInvalid("The settings have 1 fault to mend.", faults=["EVALUATOR_PORT: must be a whole number"])

    result = desk.run("doctor", installation=Installation(load=load))
    assert result.code == 1
    assert result.out == (
        "fail  settings: The settings have 1 fault to mend.\n      EVALUATOR_PORT: must be a whole number\n"
    )


def test_a_judge_that_answers_is_told_with_what_it_supports(desk: Desk, judge: JudgeSettings) -> None:
    desk.settings = desk.settings.model_copy(update={"judges": (judge,)})
    with respx.mock(using="httpx2") as endpoint:
        endpoint.post(CHAT).mock(side_effect=reply)
        code, found = findings(desk)
    assert code == 0
    assert found["judge large/ok"] == "ok    judge large: https://llm.example/v1 answers as m-2026 in json_schema"


def test_the_prompt_with_examples_is_looked_at_where_a_judge_is_shown_any(desk: Desk, judge: JudgeSettings) -> None:
    desk.settings = desk.settings.model_copy(update={"judges": (judge.model_copy(update={"examples": 2}),)})
    with respx.mock(using="httpx2") as endpoint:
        endpoint.post(CHAT).mock(side_effect=reply)
        _, found = findings(desk)
    assert "coverage-examples/v1 is as released" in found["prompts/ok"]


LIKELY = {"content": [{"token": "Yes", "logprob": -0.1, "top_logprobs": [{"token": "No", "logprob": -2.4}]}]}


@pytest.mark.parametrize(
    ("logprobs", "code", "told"),
    [
        (LIKELY, 0, "answers as m-2026 and tells the probabilities of 2 tokens"),
        (None, 1, "The endpoint tells no probabilities of tokens; choose another mode for this judge."),
    ],
    ids=["tells them", "tells none"],
)
def test_a_judge_of_one_token_is_told_with_whether_its_endpoint_tells_probabilities(
    desk: Desk, judge: JudgeSettings, logprobs: object, code: int, told: str
) -> None:
    desk.settings = desk.settings.model_copy(update={"judges": (judge.model_copy(update={"mode": "yes_no_logprobs"}),)})
    choice = {"index": 0, "finish_reason": "length", "message": {"content": "Yes"}, "logprobs": logprobs}
    with respx.mock(using="httpx2") as endpoint:
        endpoint.post(CHAT).respond(200, json={"model": "m-2026", "choices": [choice]})
        ended, found = findings(desk)
    assert ended == code
    assert told in found["judge large/ok" if code == 0 else "judge large/fail"]
    assert "yes-no/v1 is as released" in found["prompts/ok"]


def test_a_model_file_that_is_not_there_is_a_failure(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_files, "PACKAGE", "pytest")
    local = JudgeSettings.model_validate({"name": "here", "gguf": tmp_path / "small.gguf"})
    desk.settings = desk.settings.model_copy(update={"judges": (local,)})
    code, found = findings(desk)
    assert code == 1
    assert "cannot be read" in found["judge here/fail"]


def test_a_model_that_runs_in_this_process_is_asked_there(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Model:
        def __init__(self, file: ModelFile) -> None:
            self.file = file

        def reply(self, fields: Mapping[str, object]) -> Mapping[str, object]:
            return {"choices": [{"message": {"content": '{"signal": "seen"}'}, "finish_reason": "stop"}]}

    package = ModuleType("evaluator.judge.llama")
    package.__dict__.update(Llama=Model)
    monkeypatch.setitem(sys.modules, "evaluator.judge.llama", package)
    monkeypatch.setattr(model_files, "PACKAGE", "pytest")
    (tmp_path / "small.gguf").write_bytes(b"GGUF")
    local = JudgeSettings.model_validate({"name": "here", "gguf": tmp_path / "small.gguf"})
    desk.settings = desk.settings.model_copy(update={"judges": (local,)})
    code, found = findings(desk)
    assert code == 0
    assert found["judge here/ok"] == f"ok    judge here: {tmp_path}/small.gguf answers as small in json_schema"


@pytest.mark.parametrize(
    ("third", "told"),
    [(None, ""), ("matcher", "; matcher where those two contradict each other")],
    ids=["of two", "of three"],
)
def test_a_panel_is_told_with_who_is_asked_when(desk: Desk, third: str | None, told: str) -> None:
    panel = PanelSettings(name="careful", first="small", second="large", third=third)
    desk.settings = desk.settings.model_copy(update={"panels": (panel,)})
    code, found = findings(desk)
    assert code == 0
    assert found["panel careful/ok"] == (
        f"ok    panel careful: small judges; large where that is unsure or flagged{told}"
    )


def test_what_a_judge_does_not_support_is_told(desk: Desk, judge: JudgeSettings) -> None:
    def lesser(request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        if asked.get("response_format", {}).get("type") == "json_schema":
            return httpx.Response(400, json={"error": {"message": "response_format json_schema is not supported"}})
        if "temperature" in asked:
            error = {"message": "Unsupported parameter: 'temperature'", "param": "temperature"}
            return httpx.Response(400, json={"error": error})
        return answered()

    desk.settings = desk.settings.model_copy(update={"judges": (judge,)})
    with respx.mock(using="httpx2") as endpoint:
        endpoint.post(CHAT).mock(side_effect=lesser)
        code, found = findings(desk)
    assert code == 0
    assert "in json_object; not in json_schema; without " in found["judge large/ok"]
    assert "temperature" in found["judge large/ok"]


def test_a_form_demanded_and_not_honoured_is_a_failure(desk: Desk, judge: JudgeSettings) -> None:
    demanding = judge.model_copy(update={"reply_format": "json_schema"})
    desk.settings = desk.settings.model_copy(update={"judges": (demanding,)})
    with respx.mock(using="httpx2") as endpoint:
        endpoint.post(CHAT).mock(side_effect=lambda _: answered("The signal was seen."))
        code, found = findings(desk)
    assert code == 1
    assert "set it to auto" in found["judge large/fail"]


def test_a_judge_that_refuses_the_key_is_a_failure_and_the_key_is_not_told(desk: Desk, judge: JudgeSettings) -> None:
    desk.settings = desk.settings.model_copy(update={"judges": (judge,)})
    with respx.mock(using="httpx2") as endpoint:
        endpoint.post(CHAT).respond(401, json={"error": {"message": f"Incorrect API key provided: {KEY}"}})
        code, found = findings(desk)
    assert code == 1
    assert "key" in found["judge large/fail"]
    assert KEY not in str(found)


def test_a_key_that_cannot_be_sent_is_a_failure(desk: Desk, judge: JudgeSettings) -> None:
    broken = JudgeSettings.model_validate({**judge.model_dump(), "key": f"{KEY}\n"})
    desk.settings = desk.settings.model_copy(update={"judges": (broken,)})
    code, found = findings(desk)
    assert code == 1
    assert "look for a line break" in found["judge large/fail"]


@pytest.mark.parametrize(
    ("base_url", "warned"),
    [
        ("http://llm.example/v1", True),
        ("http://10.0.0.7:8080/v1", True),
        ("http://127.0.0.1:8080/v1", False),
        ("http://localhost:8080/v1", False),
        ("https://llm.example/v1", False),
    ],
)
def test_a_key_sent_in_the_clear_to_another_machine_is_warned_of(
    desk: Desk, judge: JudgeSettings, base_url: str, warned: bool
) -> None:
    clear = judge.model_copy(update={"base_url": base_url})
    desk.settings = desk.settings.model_copy(update={"judges": (clear,)})
    with respx.mock(using="httpx2") as endpoint:
        endpoint.post(f"{base_url}/chat/completions").mock(side_effect=reply)
        assert ("judge large/warn" in findings(desk)[1]) is warned
