"""Questions that rows bring with them."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.digests import Json
from evaluator.domain.inline_questions import Flaws, InlineQuestion, question_of, suited
from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question, QuestionKind

TEXT = "How do you find out why a page is slow?"
POINTS: list[Json] = ["Measures first with the browser's tools", "Looks for missing indexes in the database"]
DECOYS = tuple(Canary(PointId(f"decoy-{length}"), "x" * length) for length in (10, 20, 30, 40, 50, 60, 200))


def made(points: Json = POINTS, text: str = TEXT, **fields: str) -> Question:
    question = question_of(InlineQuestion(text, points, **fields), DECOYS)
    assert isinstance(question, Question)
    return question


def flaws(points: Json = POINTS, text: str = TEXT, **fields: str) -> tuple[str, ...]:
    found = question_of(InlineQuestion(text, points, **fields), DECOYS)
    assert isinstance(found, Flaws)
    return found.flaws


def test_points_given_as_texts_are_numbered_and_weigh_the_same() -> None:
    assert made().points == (
        ExpectedPoint(PointId("p1"), POINTS[0]),
        ExpectedPoint(PointId("p2"), POINTS[1]),
    )


def test_points_given_as_objects_keep_their_ids_and_weights() -> None:
    points: Json = [{"id": "measure", "text": " Measures first ", "weight": 3}, {"id": 7, "text": "Looks for indexes"}]
    assert made(points).points == (
        ExpectedPoint(PointId("measure"), "Measures first", 3.0),
        ExpectedPoint(PointId("7"), "Looks for indexes", 1.0),
    )


def test_the_same_words_make_the_same_id_and_others_another() -> None:
    one, again, other = made(), made(text=f" {TEXT} "), made([POINTS[0]])
    assert one.id == again.id != other.id
    assert one.id.startswith("q-")


def test_what_is_said_of_the_question_is_kept() -> None:
    question = made(id="slow-page", title="Slow pages", kind="experience")
    assert (question.id, question.title, question.kind) == ("slow-page", "Slow pages", QuestionKind.EXPERIENCE)


def test_a_title_is_made_of_the_text_where_there_is_none() -> None:
    assert made().title == TEXT
    assert made(text="why\n" * 40).title == "why " * 14 + "why…"


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], "its points must be a list"),
        ("a text", "its points must be a list"),
        ({"p": "x"}, "its points must be a list"),
        (["x"] * 41, "it has 41 points; the most is 40"),
        ([3], "point 1 must be a text, or an object"),
        ([["x"]], "point 1 must be a text, or an object"),
        (["x", " "], "point 2 has no text"),
        ([{"id": "a"}], "point 1 has no text"),
        ([{"text": 3}], "point 1 has no text"),
        (["x" * 301], "point 1 has 301 characters; the most is 300"),
        (["a\x07"], "point 1 holds control characters"),
        ([{"text": "x", "id": "a b"}], "point 1 has an id that is not"),
        ([{"text": "x", "id": "a" * 61}], "point 1 has an id that is not"),
        ([{"text": "x", "id": None}], "point 1 has an id that is not"),
        ([{"text": "x", "weight": 0}], "point 1 must have a weight above 0"),
        ([{"text": "x", "weight": -1}], "point 1 must have a weight above 0"),
        ([{"text": "x", "weight": 1001}], "point 1 must have a weight above 0"),
        ([{"text": "x", "weight": float("nan")}], "point 1 must have a weight above 0"),
        ([{"text": "x", "weight": float("inf")}], "point 1 must have a weight above 0"),
        ([{"text": "x", "weight": True}], "point 1 must have a weight above 0"),
        ([{"text": "x", "weight": "3"}], "point 1 must have a weight above 0"),
        ([{"text": "x", "anchors": {}}], "point 1 has other keys than id, text and weight"),
        ([{"text": "x", "id": "A"}, {"text": "y", "id": "a"}], "points 1 and 2 have the same id"),
        ([{"text": "x", "id": "p2"}, "y"], "points 1 and 2 have the same id"),
        (["same", "other", "SAME"], "points 1 and 3 have the same text"),
    ],
)
def test_points_that_cannot_be_asked_are_refused(points: Json, expected: str) -> None:
    (found,) = flaws(points)
    assert found.startswith(expected)


def test_all_flaws_are_told_at_once() -> None:
    found = flaws(["", 3], text="x" * 2001, id="no id", kind="opinion", title="\x00")
    assert [flaw.split(" ")[0:2] for flaw in found] == [
        ["its", "text"],
        ["its", "text"],
        ["its", "id"],
        ["its", "kind"],
        ["point", "1"],
        ["point", "2"],
    ]


def test_points_without_a_text_are_no_question() -> None:
    assert flaws(text=" ") == ("it has points, but no text",)


def points_of(*named: tuple[str, int]) -> list[ExpectedPoint]:
    return [ExpectedPoint(PointId(name), "x" * length) for name, length in named]


def chosen_for(length: int) -> set[int]:
    """The lengths of the decoys that many questions with points of that length get."""
    return {
        len(decoy.text)
        for number in range(40)
        for decoy in suited(DECOYS, [ExpectedPoint(PointId("p1"), f"{number:0{length}}")])
    }


def test_decoys_have_the_length_of_the_points_where_there_are_enough() -> None:
    assert chosen_for(40) == {30, 40, 50, 60}


def test_all_decoys_serve_where_few_have_the_length_of_the_points() -> None:
    assert chosen_for(290) == {len(decoy.text) for decoy in DECOYS}


def test_a_question_gets_as_many_decoys_as_it_is_asked_with_and_the_same_each_time() -> None:
    points = points_of(("p1", 30), ("p2", 40))
    assert len(suited(DECOYS, points)) == 2
    assert suited(DECOYS, points) == suited(DECOYS, points)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["p1", "p2", "p3"], ["p4", "p5"]),
        (["9", "10"], ["11", "12"]),
        (["pt-01", "pt-02"], ["pt-03", "pt-04"]),
        (["p1", "x2"], ["decoy-10", "decoy-20"]),
        (["p1", "cache"], ["decoy-10", "decoy-20"]),
        (["decoy-10", "x"], ["decoy-10-2", "decoy-20"]),
        (["decoy-10", "Decoy-10-2"], ["decoy-10-2-2", "decoy-20"]),
    ],
)
def test_decoys_are_named_like_the_points(ids: list[str], expected: list[str]) -> None:
    chosen = suited(DECOYS[:2], points_of(*((name, 100) for name in ids)))
    assert {decoy.id for decoy in chosen} == set(expected)


names = st.one_of(st.from_regex(r"[a-z]{0,2}[0-9]{1,3}", fullmatch=True), st.sampled_from([d.id for d in DECOYS]))


@given(st.lists(names, min_size=1, max_size=8, unique_by=str.casefold))
def test_no_decoy_ever_has_the_id_of_a_point(ids: list[str]) -> None:
    points = cast(Json, [{"id": name, "text": f"claim {place}"} for place, name in enumerate(ids)])
    question = made(points)
    everything = [*(point.id for point in question.points), *(canary.id for canary in question.canaries)]
    assert len({name.casefold() for name in everything}) == len(everything)
