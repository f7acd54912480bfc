"""The sample answers: one to each question, invented, and said to be so."""

import re
from pathlib import Path

import pytest

from evaluator.bank import load_bank
from evaluator.domain.answers import typed

DATA = Path(__file__).parents[2] / "data"
EXAMPLES = DATA / "examples"
IDS = [question.id for question in load_bank(DATA / "questions.yaml").questions]
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")

each_sample = pytest.mark.parametrize("question_id", IDS)


def _text(question_id: str) -> str:
    return (EXAMPLES / f"{question_id}.txt").read_text(encoding="utf-8")


def test_every_question_has_one_sample_and_every_sample_a_question() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.txt")) == sorted(IDS)


@each_sample
def test_a_sample_is_an_answer_that_can_be_judged(question_id: str) -> None:
    assert typed(_text(question_id)).text == _text(question_id)


@each_sample
def test_a_sample_has_ninety_to_two_hundred_and_twenty_words(question_id: str) -> None:
    said = re.sub(r"^(?:Interviewer|Candidate):", "", _text(question_id), flags=re.MULTILINE)
    assert 90 <= len(said.split()) <= 220


@each_sample
def test_the_readme_lists_a_sample_under_its_form(question_id: str) -> None:
    (row,) = [line for line in README.splitlines() if f"`{question_id}.txt`" in line]
    spoken = _text(question_id).startswith("Interviewer: ")
    assert f"| {'transcript' if spoken else 'typed'} |" in row


@each_sample
def test_the_turns_of_a_transcript_alternate(question_id: str) -> None:
    speakers = re.findall(r"^(\w+): ", _text(question_id), flags=re.MULTILINE)
    assert speakers == ["Interviewer", "Candidate"] * (len(speakers) // 2)


@pytest.mark.parametrize(
    ("quality", "count"),
    [("strong", 6), ("middling", 4), ("fluent but empty", 3), ("confidently wrong", 2), ("terse", 1)],
)
def test_the_samples_differ_in_quality_on_purpose(quality: str, count: int) -> None:
    assert len(re.findall(rf"^\| EX-\d\d \|.*\| {quality}", README, flags=re.MULTILINE)) == count


def test_the_readme_says_that_the_samples_are_invented_and_by_whom() -> None:
    assert "All of them are invented. The authors of this project wrote them" in README
