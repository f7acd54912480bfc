"""A model read by how probable it finds yes: spellings, thresholds, where the words are, and who tells nothing."""

from dataclasses import replace
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.judgements import Reason, Unscored, Verdict
from evaluator.domain.readings import Progress, Reading, untold
from evaluator.judge.clock import Clock
from evaluator.judge.config import JudgeConfig, Mode, Thresholds, Timeouts
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.patience import Patience
from evaluator.judge.places import Places
from evaluator.judge.prompts import load_prompt
from evaluator.judge.yes_no import NEITHER, NO_LOGPROBS, YesNoReader, ask_for_logprobs, probability_of_yes
from tests.judge.scripted import ASSIGNMENT, FAILED, QUESTION, ScriptedChat, by_point, completion

PROMPT = load_prompt(Path(__file__).parents[2] / "prompts", "yes-no", "v1")
PLACES = Places(load_coefficients())
CONFIG = JudgeConfig(
    "primary",
    "http://llm.test/v1",
    "small",
    mode=Mode.YES_NO_LOGPROBS,
    thresholds=Thresholds(covered_from=0.8, missed_up_to=0.3),
    timeouts=Timeouts(total=90.0),
)


def _likely(yes: float) -> Completion:
    logprobs = {word: log(share) for word, share in (("Yes", yes), ("No", 1 - yes)) if share}
    return completion("Yes" if yes > 0.5 else "No", finish_reason="length", logprobs=logprobs)


GOOD = {"memory": _likely(0.9), "load": _likely(0.5), "signed": _likely(0.1)}


def _reader(chat: ScriptedChat, config: JudgeConfig = CONFIG) -> YesNoReader:
    return YesNoReader(config, chat, PROMPT, PLACES, Clock(monotonic=lambda: 1000.0))


async def _read(replies: dict[str, Completion | ChatFailed]) -> tuple[Reading, ScriptedChat]:
    chat = by_point(replies)
    return await _reader(chat).read(ASSIGNMENT, untold), chat


async def test_each_point_is_one_request_for_one_token_with_its_probabilities() -> None:
    reading, chat = await _read(GOOD)
    assert reading.unscored is None
    assert chat.order == ["memory", "load", "signed"]
    assert chat.widths == [1, 2, 1]
    assert {(request.max_output_tokens, request.with_logprobs) for request in chat.requests} == {(1, True)}
    assert reading.exchange.sent == (chat.requests[0].messages[0], *(request.messages[1] for request in chat.requests))


async def test_the_answer_comes_before_the_point_and_the_point_comes_without_its_id() -> None:
    _, chat = await _read(GOOD)
    said = chat.requests[0].messages[1]["content"]
    assert said.index("We keep hot rows") < said.index("Point: Keeps hot rows in memory\n")
    assert said.endswith("Yes or No:")


async def test_verdicts_follow_from_the_thresholds_and_carry_the_probability() -> None:
    reading, _ = await _read(GOOD)
    found = [(claim.point_id, claim.verdict, round(claim.probability or 0, 6)) for claim in reading.claims]
    assert found == [
        ("memory", Verdict.COVERED, 0.9),
        ("load", Verdict.UNSURE, 0.5),
        ("signed", Verdict.MISSED, 0.1),
    ]
    assert reading.claims[0].reason == "Yes with a probability of 0.90."


@pytest.mark.parametrize(
    ("yes", "verdict"),
    [(0.8, Verdict.COVERED), (0.79, Verdict.UNSURE), (0.31, Verdict.UNSURE), (0.3, Verdict.MISSED)],
)
async def test_a_threshold_belongs_to_the_verdict_it_opens(yes: float, verdict: Verdict) -> None:
    # 0.8 and 0.3 are no sums of powers of two: the reading is held against them after the logarithm and back.
    reading, _ = await _read({**GOOD, "memory": _likely(yes + (1e-9 if verdict is Verdict.COVERED else -1e-9))})
    assert reading.claims[0].verdict is verdict


async def test_what_is_not_missed_is_shown_with_the_words_nearest_to_it_as_found_by_us() -> None:
    reading, _ = await _read({**GOOD, "signed": _likely(0.95)})
    memory, load, signed = reading.claims
    assert memory.quotes == ("We keep hot rows in memory",)
    assert load.quotes == ("It takes load off the server",)
    assert signed.quotes == ()
    assert all(claim.are_found for claim in reading.claims)


async def test_what_is_missed_is_shown_with_no_words() -> None:
    reading, _ = await _read({point: _likely(0.0) for point in GOOD})
    assert [claim.quotes for claim in reading.claims] == [(), (), ()]


@pytest.mark.parametrize(
    ("logprobs", "expected"),
    [
        ({"Yes": log(0.6), " yes": log(0.1), "YES": log(0.1), "No": log(0.2)}, 0.8),
        ({"▁Yes": log(0.5), "ĠNo": log(0.25), "**No": log(0.25)}, 0.5),
        ({'"yes': log(0.3), "no,": log(0.1), "Maybe": log(0.6)}, 0.75),
        ({"Yes": log(0.9), "Yesterday": log(0.05), "Not": log(0.05)}, 1.0),
        ({"No": 0.0}, 0.0),
    ],
    ids=["cases and spaces", "what vocabularies write for a space", "marks", "other words", "no alone"],
)
def test_spellings_of_yes_and_no_are_summed_and_nothing_else(logprobs: dict[str, float], expected: float) -> None:
    assert probability_of_yes(logprobs) == pytest.approx(expected)


@pytest.mark.parametrize("logprobs", [{}, {"Well": log(0.95), "Yes": log(0.05)}], ids=["nothing", "hardly"])
def test_where_yes_and_no_were_improbable_there_is_no_probability(logprobs: dict[str, float]) -> None:
    assert probability_of_yes(logprobs) is None


@given(st.dictionaries(st.sampled_from(["Yes", " yes", "No", "NO", "So"]), st.floats(-20, 0), min_size=1))
def test_a_probability_lies_between_none_and_all(logprobs: dict[str, float]) -> None:
    found = probability_of_yes(logprobs)
    assert found is None or 0 <= found <= 1


@pytest.mark.parametrize(
    ("reply", "unscored"),
    [
        (completion("Yes"), Unscored(Reason.REQUEST_REFUSED, NO_LOGPROBS)),
        (completion("Well", logprobs={"Well": -0.01}), Unscored(Reason.REPLY_INVALID, NEITHER)),
        (completion("", refusal="I cannot."), Unscored(Reason.REPLY_REFUSED, "The judge refused to answer.")),
        (FAILED, FAILED.unscored),
    ],
    ids=["no probabilities", "neither yes nor no", "a refusal", "a failure"],
)
@pytest.mark.parametrize("point", ["memory", "load"], ids=["the first", "another"])
async def test_a_point_without_a_probability_leaves_the_whole_answer_unscored(
    point: str, reply: Completion | ChatFailed, unscored: Unscored
) -> None:
    reading, chat = await _read({**GOOD, point: reply})
    assert (reading.claims, reading.unscored) == ((), unscored)
    assert len(chat.requests) == len(reading.exchange.attempts) == (1 if point == "memory" else 3)


async def test_a_reader_for_batches_is_the_same_judge_with_more_patience() -> None:
    chat = by_point(GOOD)
    reader = _reader(chat)
    patient = reader.for_batches()
    await patient.read(ASSIGNMENT, untold)
    assert {patience.in_batch for patience in chat.patiences if patience} == {True}
    assert (patient.identity, patient.deadline_s) == (reader.identity, 90.0)
    assert (reader.wants_canaries, reader.only_words, reader.identity.prompt) == (True, False, "yes-no/v1")


def test_other_thresholds_are_another_judge_and_in_other_modes_they_are_none() -> None:
    other = replace(CONFIG, thresholds=Thresholds(0.9, 0.1))
    assert _reader(by_point(GOOD)).settings_digest != _reader(by_point(GOOD), other).settings_digest
    assert replace(CONFIG, mode=Mode.PER_ANSWER).digest() == replace(other, mode=Mode.PER_ANSWER).digest()


async def test_what_an_endpoint_tells_is_found_out_with_one_tiny_request() -> None:
    asked: list[ChatRequest] = []

    class Recorder:
        async def complete(
            self, request: ChatRequest, *, progress: Progress = untold, patience: Patience | None = None
        ) -> Completion:
            asked.append(request)
            return _likely(0.75)

    assert len((await ask_for_logprobs(Recorder())).logprobs) == 2
    assert [(request.max_output_tokens, request.with_logprobs) for request in asked] == [(1, True)]


def test_no_place_is_looked_for_where_none_is_wanted() -> None:
    assert PLACES.quotes(ASSIGNMENT, []) == {}
    assert set(PLACES.quotes(ASSIGNMENT, [QUESTION.points[0].id])) == {"memory"}
