"""What judging a file will take, guessed beforehand."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.bank import load_bank
from evaluator.domain.answers import typed
from evaluator.domain.estimates import (
    Estimate,
    Manner,
    Range,
    Workload,
    estimate,
    points_asked,
    question_bytes,
    workload_of,
)
from evaluator.domain.questions import Anchors, Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.domain.readings import Assignment
from evaluator.judge.config import Mode, Prices
from evaluator.judge.lineup import line_up
from evaluator.judge.prompts import load_prompt
from evaluator.judge.reply import schema_bytes
from evaluator.wiring import PROMPT
from evaluator.wiring.readers import PROMPTS

ROOT = Path(__file__).parents[2]
LOAD = Workload(answers=100, questions=1, answer_bytes=80_000, question_bytes=40_000, repeated_bytes=39_600, points=800)
PRICES = Prices(input=1.0, output=4.0)


def test_tokens_are_guessed_from_all_that_is_sent() -> None:
    guessed = estimate(LOAD, 2_000, None)
    tokens = (100 * 2_000 + 80_000 + 40_000) / 4
    assert guessed.requests == 100
    assert guessed.input_tokens.low == pytest.approx(0.85 * tokens)
    assert guessed.input_tokens.high == pytest.approx(1.25 * 1.03 * tokens)
    assert guessed.output_tokens.low == 800 * 25
    assert guessed.output_tokens.high == pytest.approx(800 * 75 * 1.03)
    assert guessed.cost is None


def test_cost_is_that_of_both_ends() -> None:
    guessed = estimate(LOAD, 2_000, PRICES)
    assert guessed.cost is not None
    assert guessed.cost.low == pytest.approx((guessed.input_tokens.low + 4 * guessed.output_tokens.low) / 1e6)
    assert guessed.cost.high == pytest.approx((guessed.input_tokens.high + 4 * guessed.output_tokens.high) / 1e6)


def test_what_is_sent_again_may_come_from_a_cache_at_its_own_price() -> None:
    plain = estimate(LOAD, 2_000, PRICES).cost
    cached = estimate(LOAD, 2_000, replace(PRICES, cached_input=0.1)).cost
    assert plain is not None
    assert cached is not None
    saved = (39_600 + 99 * 2_000) / 4 * 0.85 * 0.9 / 1e6
    assert plain.low - cached.low == pytest.approx(saved)
    assert plain.high == cached.high


def test_a_judge_that_asks_for_each_point_sends_each_answer_as_often_and_has_most_of_it_from_a_cache() -> None:
    manner = Manner(each_point=True, output_a_point=(1, 2))
    guessed = estimate(LOAD, 2_000, PRICES, manner)
    assert (guessed.answers, guessed.requests) == (100, 800)
    again = 7 * 80_000 + 700 * 80
    assert guessed.input_tokens.low == pytest.approx(0.85 * (800 * 2_000 + 40_000 + 80_000 + again) / 4)
    assert (guessed.output_tokens.low, guessed.output_tokens.high) == (800, pytest.approx(1_600 * 1.03))
    cached = estimate(LOAD, 2_000, replace(PRICES, cached_input=0.0), manner)
    assert guessed.cost is not None
    assert cached.cost is not None
    assert guessed.cost.low - cached.cost.low == pytest.approx((799 * 2_000 + again) / 4 * 0.85 / 1e6)


@pytest.mark.parametrize("manner", [Manner(), Manner(each_point=True)], ids=["at once", "point by point"])
def test_nothing_to_judge_costs_nothing(manner: Manner) -> None:
    guessed = estimate(Workload(), 2_000, PRICES, manner)
    assert (guessed.requests, guessed.input_tokens.high, guessed.output_tokens.high) == (0, 0, 0)
    assert guessed.cost is not None
    assert guessed.cost.high == 0


counts = st.integers(0, 10**6)


@given(st.data())
def test_the_low_end_is_never_above_the_high_end_nor_below_nothing(data: st.DataObject) -> None:
    answers = data.draw(counts)
    questions = data.draw(st.integers(min(1, answers), answers))
    asked = data.draw(counts)
    load = Workload(answers, questions, data.draw(counts), asked, data.draw(st.integers(0, asked)), data.draw(counts))
    prices = Prices(*data.draw(st.tuples(st.floats(0, 100), st.floats(0, 100), st.none() | st.floats(0, 200))))
    guessed = estimate(load, data.draw(counts), prices)
    assert guessed.cost is not None
    for ends in (guessed.input_tokens, guessed.output_tokens, guessed.cost):
        assert -1e-9 <= ends.low <= ends.high


def test_a_question_adds_its_text_its_points_and_two_decoys() -> None:
    plain = Question(
        QuestionId("q"), "Title", "Wozu?", QuestionKind.KNOWLEDGE, (ExpectedPoint(PointId("p1"), "Für Äpfel"),)
    )
    decoys = tuple(Canary(PointId(f"c{number}"), "Nie") for number in range(3))
    assert (question_bytes(plain), points_asked(plain)) == (5 + 2 + 11 + 3, 1)
    assert question_bytes(replace(plain, canaries=decoys)) == question_bytes(plain) + 2 * 8
    assert points_asked(replace(plain, canaries=decoys)) == 3
    anchored = ExpectedPoint(PointId("p1"), "Für Äpfel", anchors=Anchors("ja", "halb", "nein"))
    assert question_bytes(replace(plain, points=(anchored,))) == question_bytes(plain) + 10 + 35


@pytest.mark.parametrize("question", load_bank(ROOT / "data" / "questions.yaml").questions, ids=lambda asked: asked.id)
@pytest.mark.parametrize("words", [20, 150, 1_500])
def test_what_is_sent_for_an_answer_lies_within_its_estimate(question: Question, words: int) -> None:
    prompt = load_prompt(ROOT / "prompts", *PROMPT)
    answer = typed("plain words " * (words // 2))
    asked = line_up(question, 0, with_canaries=True).asked
    sent = prompt.render(Assignment(answer, question, asked, (answer.text,))).messages
    size = sum(len(message["content"]) for message in sent) + schema_bytes()
    told = estimate(workload_of(question, answer), prompt.bytes + schema_bytes(), None).input_tokens
    assert told.low < size / 4 < told.high


@pytest.mark.parametrize("question", load_bank(ROOT / "data" / "questions.yaml").questions, ids=lambda asked: asked.id)
@pytest.mark.parametrize("words", [20, 150, 1_500])
def test_what_is_sent_for_an_answer_point_by_point_lies_within_its_estimate(question: Question, words: int) -> None:
    prompt = load_prompt(ROOT / "prompts", *PROMPTS[Mode.PER_POINT])
    answer = typed("plain words " * (words // 2))
    asked = line_up(question, 0, with_canaries=True).asked
    each = [prompt.render(Assignment(answer, question, (one,), (answer.text,))).messages for one in asked]
    size = sum(len(message["content"]) for sent in each for message in sent) + len(each) * schema_bytes()
    repeated = prompt.bytes + schema_bytes()
    told = estimate(workload_of(question, answer), repeated, None, Manner(each_point=True)).input_tokens
    assert told.low < size / 4 < told.high


def test_the_workload_of_one_answer_is_that_answer_and_its_question_once() -> None:
    asked = Question(QuestionId("q"), "Title", "Why?", QuestionKind.KNOWLEDGE, (ExpectedPoint(PointId("p1"), "So"),))
    assert workload_of(asked, typed("Für später.")) == Workload(
        answers=1, questions=1, answer_bytes=13, question_bytes=question_bytes(asked), points=1
    )


ONCE = Estimate(10, 10, Range(800, 1_000), Range(80, 100), Range(0.1, 0.2))


def test_reading_every_answer_several_times_takes_so_many_times_as_much() -> None:
    assert ONCE.times(3) == Estimate(
        10, 30, Range(2_400, 3_000), Range(240, 300), Range(pytest.approx(0.3), pytest.approx(0.6))
    )
    assert replace(ONCE, cost=None).times(3).cost is None


def test_a_later_judge_takes_nothing_at_the_low_end_and_all_of_it_at_the_high_end() -> None:
    later = Estimate(10, 10, Range(900, 1_100), Range(80, 100), Range(1.0, 2.0))
    both = ONCE.perhaps(later)
    assert (both.answers, both.requests, both.input_tokens) == (10, 20, Range(800, 2_100))
    assert (both.output_tokens, both.cost) == (Range(80, 200), Range(0.1, 2.2))


@pytest.mark.parametrize("known", [0, 1], ids=["the first's", "the later's"])
def test_where_one_price_is_not_known_nor_is_that_of_both(known: int) -> None:
    one, other = (ONCE, replace(ONCE, cost=None))[:: 1 if known else -1]
    assert one.perhaps(other).cost is None
