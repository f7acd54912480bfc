"""Settings in, a working application out."""

import asyncio
import json
import os
import socket
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from evaluator.bank import load_bank
from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.domain.answers import typed
from evaluator.domain.estimates import workload_of
from evaluator.domain.judgements import Judgement, PointJudgement, Status, Verdict
from evaluator.domain.measures.shown import PROMPT as PROMPT_WITH_EXAMPLES
from evaluator.domain.reviews import FinalPoint, PointReview, ReasonForChange
from evaluator.domain.scales import Thresholds
from evaluator.domain.users import Role
from evaluator.errors import BankInvalid, DatabaseUnavailable, PromptInvalid, RequestInvalid
from evaluator.files.labelled import read_labelled
from evaluator.judge import model_files
from evaluator.judge.config import JudgeConfig, Limits, Mode, ModelFile, Prices, ReplyFormat, Timeouts
from evaluator.judge.prompts import load_prompt
from evaluator.services.orders import Order
from evaluator.services.processes import is_alive
from evaluator.settings import Settings, load_settings
from evaluator.settings.shipped import shipped
from evaluator.store.upgrades import upgrade
from evaluator.wiring import PROMPT, Application, config_of, open_application
from evaluator.wiring.expenses import expense_of
from evaluator.wiring.judges import configured_judges
from evaluator.wiring.readers import WITH_EXAMPLES
from tests.batch_records import batch, item
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


PANEL = """
[[judges]]
name = "small"
base_url = "http://127.0.0.1:9/v1"
model = "m-small"
limits = { in_flight = 7 }
prices = { input = 1.0, output = 2.0 }

[[judges]]
name = "large"
base_url = "http://127.0.0.2:9/v1"
model = "m-large"
samples = 3
limits = { in_flight = 8 }
prices = { input = 10.0, output = 20.0 }

[[panels]]
name = "careful"
first = "small"
second = "large"
third = "matcher"
"""


def _configured(home: Path, toml: str) -> Settings:
    config = home / "evaluator.toml"
    config.write_text(toml, encoding="utf-8")
    return _settings(home, EVALUATOR_CONFIG=str(config))


async def test_a_panel_is_chosen_like_a_judge_and_says_who_sits_on_it(tmp_path: Path) -> None:
    settings = _configured(tmp_path, PANEL + "default = true")
    async with open_application(settings) as application:
        told = [(judge.identity.name, judge.is_default) for judge in application.judging.judges]
        panel = application.judging.judges[2].identity
    assert told == [("small", False), ("large", False), ("careful", True), ("matcher", False)]
    assert panel.model.startswith("m-small, then m-large, then matcher/")
    assert panel.host == "127.0.0.1:9, 127.0.0.2:9"


@pytest.mark.parametrize(
    ("anchors", "events"),
    [
        pytest.param("", {}, id="nobody asked for it"),
        pytest.param(
            "every_days = 7\nbudget = 0.001",
            {"small": "anchors_over_budget", "large": "anchors_over_budget"},
            id="all judges, members rather than their panel",
        ),
        pytest.param(
            'every_days = 7\nbudget = 0.001\njudges = ["careful"]', {"careful": "anchors_over_budget"}, id="by name"
        ),
    ],
)
async def test_the_anchors_settings_say_who_is_watched_and_for_how_much(
    tmp_path: Path, anchors: str, events: dict[str, str]
) -> None:
    told: dict[str, str] = {}

    async def once(_: float) -> None:
        raise asyncio.CancelledError

    async with open_application(_configured(tmp_path, f"{PANEL}\n[anchors]\n{anchors}\n")) as application:
        with suppress(asyncio.CancelledError):
            await application.anchor_watch.watch(once, lambda event, judge, _: told.update({judge: event}))
    assert told == events


async def test_samples_and_panels_multiply_what_is_asked_at_once_and_what_it_costs(tmp_path: Path) -> None:
    prompt = load_prompt(shipped("prompts"), *PROMPT)
    async with AsyncExitStack() as stack:
        judges = configured_judges(
            _configured(tmp_path, PANEL), load_bank(shipped("data/questions.yaml")), {Mode.PER_ANSWER: prompt}, stack
        )
    small, large, careful, matcher = (one.expense for one in judges)
    assert [one.width for one in (small, large, careful, matcher)] == [7, 2, 7, 1]
    answer, config = item(), judges[1].config
    assert config is not None
    once = expense_of(replace(config, samples=1), prompt).worst_cost(answer)
    assert large.worst_cost(answer) == pytest.approx(3 * once)
    assert careful.worst_cost(answer) == pytest.approx(small.worst_cost(answer) + 3 * once)
    load = workload_of(answer.question, answer.answer)
    costs = [one.expected(load).cost for one in (small, large, careful)]
    of_small, of_large, of_both = [cost for cost in costs if cost]
    assert (of_both.low, of_both.high) == (of_small.low, of_small.high + of_large.high)
    assert careful.expected(load).requests == 1 + 3 + 1


async def test_only_what_takes_one_request_an_answer_goes_by_file(tmp_path: Path) -> None:
    async with open_application(_configured(tmp_path, PANEL)) as application:
        asked = {name: application.bulk.desk(batch(judge_name=name)) for name in ("small",)}
        for name in ("large", "careful", "matcher"):
            with pytest.raises(RequestInvalid):
                application.bulk.desk(batch(judge_name=name))
    assert list(asked) == ["small"]


WAYS = """
[[judges]]
name = "whole"
base_url = "http://127.0.0.1:9/v1"
model = "small"

[[judges]]
name = "points"
base_url = "http://127.0.0.1:9/v1"
model = "small"
mode = "per_point"

[[judges]]
name = "here"
gguf = "{file}"
mode = "yes_no_logprobs"
"""


async def test_judges_are_asked_in_the_way_the_settings_say_and_a_model_file_stays_in_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_files, "PACKAGE", "pytest")
    file = tmp_path / "small-q4.gguf"
    file.write_bytes(b"GGUF")
    async with open_application(_configured(tmp_path, WAYS.format(file=file))) as application:
        told = [judge.identity for judge in application.judging.judges]
        assert application.bulk.desk(batch(judge_name="whole"))
        for name in ("points", "here"):
            with pytest.raises(RequestInvalid, match="cannot be asked by file"):
                application.bulk.desk(batch(judge_name=name))
    assert [(judge.name, judge.model, judge.host, judge.mode, judge.prompt) for judge in told[:3]] == [
        ("whole", "small", "127.0.0.1:9", "per_answer", "coverage/v2"),
        ("points", "small", "127.0.0.1:9", "per_point", "point/v1"),
        ("here", "small-q4", None, "yes_no_logprobs", "yes-no/v1"),
    ]


OWN_THRESHOLDS = """
[matcher]
covered_from = 0.7
missed_up_to = "never"

[[judges]]
name = "points"
base_url = "http://127.0.0.1:9/v1"
model = "small"
mode = "yes_no_logprobs"
covered_from = 0.8
"""


EXAMPLES = """
[[judges]]
name = "shown"
base_url = "http://127.0.0.1:9/v1"
model = "small"
reply_format = "json_schema"
examples = 2
limits = { attempts = 1 }

[[judges]]
name = "plain"
base_url = "http://127.0.0.1:9/v1"
model = "small"
"""


async def test_a_judge_with_examples_is_shown_what_was_marked_in_this_record(tmp_path: Path) -> None:
    async with open_application(_configured(tmp_path, EXAMPLES)) as application:
        prompts = {judge.identity.name: judge.identity.prompt for judge in application.judging.judges}
        question = application.judging.question("caching")
        load = workload_of(question, typed("It is fast."))
        expected = [application.batches.estimate(load, name)[1].input_tokens.low for name in ("shown", "plain")]
        one = await _marked(application, "It keeps hot rows.")
        order = Order("caching", typed("It is fast."), judge="shown", candidate="C-2", ordered_by="a")
        judged = await application.judging.judge(order)
        with pytest.raises(RequestInvalid, match="cannot be asked by file"):
            application.bulk.desk(batch(judge_name="shown"))
    assert (prompts["shown"], prompts["plain"]) == ("coverage-examples/v1", "coverage/v2")
    assert expected[0] > expected[1] + 800
    assert list(judged.provenance.examples) == [one.id]
    assert "hot rows" not in str(judged.provenance.sent)


async def test_what_is_measured_is_shown_what_people_marked_and_is_measured_anew_where_that_changes(
    tmp_path: Path,
) -> None:
    marked = _configured(tmp_path, EXAMPLES)
    own = marked.model_copy(update={"data_dir": tmp_path / "measuring"})
    upgrade(own.database.get_secret_value())
    file, batches, told = tmp_path / "labelled.jsonl", [], []
    for said in ("It keeps hot rows.", "It spares the database."):
        async with open_application(marked) as application:
            example = await _marked(application, said)
        async with open_application(own, marked) as application:
            points = [point.id for point in application.judging.question("caching").points]
            labels = [{"point_labels": dict.fromkeys(points, number)} for number in (0, 1)]
            rows = [{"question_id": "caching", "answer": f"It is fast {one}."} | one for one in labels]
            file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
            labelled = read_labelled(file, application.bank)
            batches.append([await application.measuring.order(labelled, name) for name in ("shown", "plain")])
            orders = [
                Order("caching", typed(one), judge="shown", ordered_by="a") for one in (f" {said}", "It is fast.")
            ]
            told.append([await application.judging.judge(order) for order in orders])
            assert example.id not in told[-1][0].provenance.examples
            assert example.id in told[-1][1].provenance.examples
    assert batches[0][0].id != batches[1][0].id
    assert batches[0][1].id == batches[1][1].id
    assert told[0][1].key != told[1][1].key
    assert WITH_EXAMPLES[0] == PROMPT_WITH_EXAMPLES


async def test_a_record_that_is_not_there_yet_has_no_examples(tmp_path: Path) -> None:
    own = _configured(tmp_path, EXAMPLES)
    nowhere = own.model_copy(update={"data_dir": tmp_path / "nowhere"})
    async with open_application(own, nowhere) as application:
        order = Order("caching", typed("It is fast."), judge="shown", ordered_by="a")
        assert (await application.judging.judge(order)).provenance.examples == {}
    assert not nowhere.data_dir.exists()


async def _marked(application: Application, said: str) -> Judgement:
    """An answer that the matcher judged and a person reviewed and marked."""
    by_matcher = Order("caching", typed(said), judge="matcher", candidate=f"C{len(said)}", ordered_by="a")
    one = await application.judging.judge(by_matcher)
    assert await application.reviewing.next("rita") is not None
    blind = [PointReview(point.point_id, Verdict.MISSED) for point in one.points]
    review = await application.reviewing.commit_blind(one.id, "rita", blind, 9.0)
    await application.reviewing.revealed(review.id, "rita")
    finished = await application.reviewing.finish(review.id, "rita", [_settled(point) for point in one.points], 9.0)
    await application.examples.mark(one, finished)
    return one


def _settled(point: PointJudgement) -> FinalPoint:
    why = None if point.verdict is Verdict.MISSED else ReasonForChange.JUDGE_WRONG
    return FinalPoint(point.point_id, Verdict.MISSED, why)


async def test_thresholds_of_the_settings_are_those_in_force_and_make_it_another_judge(tmp_path: Path) -> None:
    async with open_application(_configured(tmp_path, OWN_THRESHOLDS)) as application:
        own = {judge.identity.name: judge.identity for judge in application.judging.judges}
        told = application.calibrating.judges
    assert [(one.identity, one.thresholds, one.trial is not None) for one in told] == [
        (own["points"], Thresholds(0.8, 0.1), False),
        (own["matcher"], Thresholds(0.7, None), True),
    ]
    async with open_application(_configured(tmp_path, "")) as application:
        (fitted,) = application.calibrating.judges
    assert fitted.identity.settings_digest != own["matcher"].settings_digest
    assert fitted.thresholds.covers(0.95)
    assert not fitted.thresholds.covers(0.7)


async def test_a_model_file_is_loaded_when_it_is_first_asked_and_its_failure_is_an_unscored_judgement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: ModelFile) -> None:
        raise RuntimeError(str(file))

    package = ModuleType("evaluator.judge.llama")
    package.__dict__.update(Llama=refuse)
    monkeypatch.setitem(sys.modules, "evaluator.judge.llama", package)
    monkeypatch.setattr(model_files, "PACKAGE", "pytest")
    file = tmp_path / "small-q4.gguf"
    file.write_bytes(b"GGUF")
    async with open_application(_configured(tmp_path, WAYS.format(file=file))) as application:
        order = Order("caching", typed("It keeps hot rows."), judge="here", ordered_by="a")
        judgement = await application.judging.judge(order)
    assert judgement.unscored is not None
    assert judgement.unscored.detail == "The model's file could not be loaded."


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
        'reply_format = "tool"\ntemperature = 0.5\nseed = 3\nmax_output_tokens = 900\nsamples = 3\n'
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
        samples=3,
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
