"""Settings in, a working application out."""

import os
import socket
from pathlib import Path

import pytest

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.domain.answers import typed
from evaluator.domain.judgements import Status
from evaluator.domain.users import Role
from evaluator.errors import BankInvalid, DatabaseUnavailable, PromptInvalid
from evaluator.judge.config import JudgeConfig, Limits, Prices, ReplyFormat, Timeouts
from evaluator.services.orders import Order
from evaluator.services.processes import is_alive
from evaluator.settings import Settings, load_settings
from evaluator.store.upgrades import upgrade
from evaluator.wiring import config_of, open_application
from tests.checkpoints.receivers import Receiver, listening

LLM = {
    "EVALUATOR_LLM_BASE_URL": "http://127.0.0.1:9/v1",
    "EVALUATOR_LLM_MODEL": "small",
    "EVALUATOR_LLM_API_KEY": "sk-nothing",
    "EVALUATOR_LLM_REPLY_FORMAT": "json_schema",
}


def _settings(home: Path, **environment: str) -> Settings:
    settings = load_settings({"EVALUATOR_DATA_DIR": str(home), **environment})
    upgrade(settings.database.get_secret_value())
    return settings


async def test_without_a_judge_in_the_settings_the_matcher_judges_and_everything_is_in_the_log(tmp_path: Path) -> None:
    async with open_application(_settings(tmp_path)) as application:
        (judge,) = application.judging.judges
        judged = await application.judging.judge(Order("caching", typed("It keeps hot rows in Redis."), ordered_by="a"))
    assert (judge.identity.name, judge.is_default, judged.status) == ("matcher", True, Status.SCORED)
    async with open_application(_settings(tmp_path)) as application:
        assert await application.judging.get(judged.id) == judged
        assert (await application.ledger.head()).seq == judged.ledger_seq


@pytest.mark.parametrize(("review", "waiting"), [("", 1), ("[review]\nenabled = false", 0)], ids=["on", "off"])
async def test_people_are_asked_to_review_what_is_judged_unless_the_settings_say_otherwise(
    tmp_path: Path, review: str, waiting: int
) -> None:
    config = tmp_path / "evaluator.toml"
    config.write_text(review, encoding="utf-8")
    async with open_application(_settings(tmp_path, EVALUATOR_CONFIG=str(config))) as application:
        await application.judging.judge(Order("caching", typed("It keeps hot rows in Redis."), ordered_by="a"))
        assert (await application.reviewing.progress("b")).waiting == waiting
        item = await application.reviewing.next("b")
    assert ([] if item is None else [item.question_id]) == ["caching"] * waiting


async def test_a_judge_in_the_settings_is_the_default_and_the_matcher_can_still_be_asked(tmp_path: Path) -> None:
    async with open_application(_settings(tmp_path, **LLM)) as application:
        told = [(judge.identity.name, judge.identity.host, judge.is_default) for judge in application.judging.judges]
    assert told == [("llm", "127.0.0.1:9", True), ("matcher", None, False)]


async def test_a_dead_endpoint_leaves_an_unscored_judgement_with_its_attempts(tmp_path: Path) -> None:
    settings = _settings(tmp_path, **LLM, EVALUATOR_LLM_TIMEOUT="0.3")
    async with open_application(settings) as application:
        judgement = await application.judging.judge(Order("caching", typed("It keeps hot rows."), ordered_by="a"))
    assert judgement.status is Status.UNSCORED
    assert judgement.unscored is not None
    assert judgement.unscored.reason in ("endpoint_unreachable", "endpoint_timeout")
    assert judgement.attempts


async def test_checkpoints_go_wherever_the_settings_say(tmp_path: Path) -> None:
    async with listening(Receiver(200)) as receiver:
        settings = _settings(
            tmp_path,
            EVALUATOR_CHECKPOINTS=str(tmp_path / "kept"),
            EVALUATOR_CHECKPOINT_KEY=str(tmp_path / "keys" / "checkpoint.pem"),
            EVALUATOR_CHECKPOINT_WEBHOOK=f"{receiver.address}/hook",
            EVALUATOR_CHECKPOINT_BUCKET=f"{receiver.address}/bucket/ledger",
            EVALUATOR_CHECKPOINT_BUCKET_REGION="eu-central-1",
            EVALUATOR_CHECKPOINT_BUCKET_KEY_ID="key-id",
            EVALUATOR_CHECKPOINT_BUCKET_SECRET="sesame",
        )
        async with open_application(settings) as application:
            await application.users.add("anna", Role.REVIEWER)
            made = await application.checkpoints.make()
            assert await application.checkpoints.send() == []
    assert made == CheckpointFolder(tmp_path / "kept").newest()
    assert (tmp_path / "keys" / "checkpoint.pem").exists()
    asked = [(method, path) for method, path, _, _ in receiver.requests]
    assert asked == [("POST", "/hook"), ("PUT", "/bucket/ledger/checkpoint-0000000000000002.json")]
    assert "Credential=key-id/" in receiver.requests[1][2]["authorization"]
    assert "/eu-central-1/s3/" in receiver.requests[1][2]["authorization"]


async def test_a_database_that_was_never_made_is_said_to_be_missing(tmp_path: Path) -> None:
    settings = load_settings({"EVALUATOR_DATA_DIR": str(tmp_path / "nowhere")})
    with pytest.raises(DatabaseUnavailable):
        async with open_application(settings):
            pass


@pytest.mark.parametrize(
    ("variable", "error"),
    [("EVALUATOR_BANK", BankInvalid), ("EVALUATOR_PROMPTS", PromptInvalid)],
)
async def test_a_bank_or_prompt_that_cannot_be_read_stops_the_start(
    tmp_path: Path, variable: str, error: type[Exception]
) -> None:
    settings = _settings(tmp_path, **{variable: str(tmp_path / "missing")})
    with pytest.raises(error):
        async with open_application(settings):
            pass


def test_what_the_settings_say_of_a_judge_reaches_it_whole(tmp_path: Path) -> None:
    config = tmp_path / "evaluator.toml"
    config.write_text(
        '[[judges]]\nname = "house"\nbase_url = "http://llm.test/v1"\nmodel = "m"\nkey_env = "HOUSE_KEY"\n'
        'reply_format = "tool"\ntemperature = 0.5\nseed = 3\nmax_output_tokens = 900\n'
        "limits = { requests_per_minute = 60, tokens_per_minute = 9000, in_flight = 3, attempts = 2 }\n"
        "prices = { input = 1.0, output = 2.0, cached_input = 0.5 }\n"
        "timeouts = { connect = 1.0, read = 2.0, total = 3.0 }\n",
        encoding="utf-8",
    )
    settings = load_settings({"EVALUATOR_CONFIG": str(config), "HOUSE_KEY": "sk-house"})
    assert config_of(settings.judges[0]) == JudgeConfig(
        name="house",
        base_url="http://llm.test/v1",
        model="m",
        key="sk-house",
        reply_format=ReplyFormat.TOOL,
        temperature=0.5,
        seed=3,
        max_output_tokens=900,
        timeouts=Timeouts(1.0, 2.0, 3.0),
        limits=Limits(60, 9000, 3, 2),
        prices=Prices(1.0, 2.0, 0.5),
    )


HERE = socket.gethostname()


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        (f"{HERE}/{os.getpid()}", True),
        (f"{HERE}/{2**22 + 1}", False),
        (f"{HERE}/1", True),
        (f"{HERE}/soon", True),
        ("elsewhere/1", True),
    ],
    ids=["this process", "no such process", "another's process", "not a number", "another host"],
)
def test_only_a_process_of_this_host_that_is_gone_is_known_to_be(owner: str, expected: bool) -> None:
    assert is_alive(owner) is expected
