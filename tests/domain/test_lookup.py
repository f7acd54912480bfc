"""Questions found by their names."""

import pytest

from evaluator.digests import digest_text
from evaluator.domain.lookup import QuestionIndex
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionBank, QuestionId, QuestionKind


def question(name: str, title: str, text: str) -> Question:
    point = ExpectedPoint(PointId("p"), "A claim")
    return Question(QuestionId(name), title, text, QuestionKind.KNOWLEDGE, (point,))


QUESTIONS = (
    question("caching", "Caching", "What is caching for, and when does it hurt?"),
    question("rest-apis", "REST APIs", "What makes an API RESTful?"),
    question("deadline", "Tight deadlines", "Tell me about a tight deadline."),
    question("deadline-2", "Tight deadlines", "Tell me about another tight deadline."),
    question("tight-deadlines-3", "Caching 2", "Caching"),
)
INDEX = QuestionIndex(QuestionBank("1", "en", QUESTIONS, digest_text("bank")))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("caching", "caching"),
        ("Rest_APIs", "rest-apis"),
        ("REST APIs", "rest-apis"),
        ("  what makes an API   RESTful ", "rest-apis"),
        ("What is caching for – and when does it hurt", "caching"),
        ("ｃａｃｈｉｎｇ", "caching"),
        ("TELL ME ABOUT ANOTHER TIGHT DEADLINE!", "deadline-2"),
    ],
)
def test_a_question_is_found_by_id_title_or_text_however_it_is_spelt(said: str, expected: str) -> None:
    found = INDEX.find(said)
    assert found is not None
    assert found.id == expected


def test_an_id_goes_before_a_title_or_text_of_another_question() -> None:
    found = INDEX.find("Caching")
    assert found is QUESTIONS[0]


@pytest.mark.parametrize("said", ["Tight deadlines", "", "?!", "databases"], ids=["two", "empty", "signs", "unknown"])
def test_what_names_no_question_or_two_finds_none(said: str) -> None:
    assert INDEX.find(said) is None


def test_near_matches_come_best_first_and_each_once() -> None:
    assert INDEX.near("cachin")[0] == "caching"
    assert INDEX.near("cachin")[0] == "caching"  # as it was remembered
    assert INDEX.near("Tell me of a tight deadline.")[:2] == ("deadline", "deadline-2")
    assert INDEX.near("xyzzy") == ()


def test_near_matches_do_not_change_when_asked_for_very_many_others() -> None:
    before = INDEX.near("deadlin")
    for number in range(1500):
        INDEX.near(f"{number}")
    assert INDEX.near("deadlin") == before


def test_only_the_very_id_counts_as_taken() -> None:
    assert INDEX.has_id("rest-apis")
    assert not INDEX.has_id("REST APIs")
