"""The rules of wording: each finds what it is for, and leaves alone what only looks like it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.digests import digest_text
from evaluator.domain.questions import (
    Anchors,
    Canary,
    ExpectedPoint,
    PointId,
    Question,
    QuestionBank,
    QuestionId,
    QuestionKind,
)
from evaluator.domain.wording import FIXED_PAIRS, LONGEST_POINT, VAGUE, Finding, Rule, lint

ANCHORS = Anchors('Says so. "It is in RAM."', "Says half. “It is near.”", 'Says neither. "It is nice."')
STORAGE = ExpectedPoint(PointId("storage"), "Keeps frequent data in memory", 3.0, ANCHORS)
LOAD = ExpectedPoint(PointId("load"), "Takes work off the database", 2.0, ANCHORS)
HEADERS = ExpectedPoint(PointId("headers"), "Lets headers govern the browser", 1.0, ANCHORS)
DECOY = Canary(PointId("stamp"), "Has a clerk stamp each entry", ANCHORS)


def _bank(*points: ExpectedPoint, canaries: tuple[Canary, ...] = (DECOY,), language: str = "en") -> QuestionBank:
    question = Question(
        QuestionId("caching"), "Caching", "What is a cache for?", QuestionKind.KNOWLEDGE, points, canaries
    )
    return QuestionBank("1", language, (question,), digest_text(""))


def _found(*points: ExpectedPoint, canaries: tuple[Canary, ...] = (DECOY,), language: str = "en") -> list[Finding]:
    return list(lint(_bank(*points, canaries=canaries, language=language)))


def _rules(text: str) -> list[tuple[str, Rule]]:
    return [(finding.field, finding.rule) for finding in _found(replace(STORAGE, text=text), LOAD, HEADERS)]


def test_a_bank_that_is_worded_well_has_no_findings() -> None:
    assert _found(STORAGE, LOAD, HEADERS) == []


@pytest.mark.parametrize(
    ("text", "joint"),
    [
        ("Keeps data and pages near", "and"),
        ("Keeps data as well as pages near", "as well as"),
        ("Keeps data near, along with pages", "along with"),
        ("Keeps data near plus pages", "plus"),
        ("Keeps data near; renews it", ";"),
        ("Keeps data & pages near", "&"),
        ("Keeps Data AND Pages near", "AND"),
        ("Moves between the frontend and the backend and further", "and"),
    ],
)
def test_a_point_that_makes_two_claims_is_found_with_what_joins_them(text: str, joint: str) -> None:
    (finding,) = _found(replace(STORAGE, text=text), LOAD, HEADERS)
    assert (finding.point_id, finding.field, finding.rule) == ("storage", "text", Rule.COMPOUND_POINT)
    assert finding.message.startswith(f'makes two claims, joined by "{joint}"; make two points of it')


@pytest.mark.parametrize(
    "text",
    [
        "Keeps data in memory, for example in Redis or Memcached",
        "Works on the frontend and the backend",
        "Works on the front-end and its back-end",
        "Follows the client and the server through a request",
        "Tells the difference between a cache and a store",
        "Brands sandboxes as well-known surplus",
    ],
    ids=["or", "fixed pair", "hyphens and articles", "articles", "between", "inside other words"],
)
def test_what_names_one_thing_is_no_compound(text: str) -> None:
    assert (("text", Rule.COMPOUND_POINT)) not in _rules(text)


@pytest.mark.parametrize("pair", FIXED_PAIRS)
def test_each_fixed_pair_stands_for_one_thing_in_any_case(pair: str) -> None:
    assert _rules(f"Looks at {pair.upper()}") == []


@pytest.mark.parametrize("word", sorted(VAGUE))
def test_each_vague_word_is_found_in_a_point(word: str) -> None:
    (finding,) = _found(replace(STORAGE, text=f"Keeps it {word.capitalize()} near"), LOAD, HEADERS)
    assert (finding.field, finding.rule) == ("text", Rule.VAGUE_WORD)
    assert f'"{word}"' in finding.message


def test_a_vague_word_in_the_covered_anchor_is_found_but_not_in_its_example_or_the_other_anchors() -> None:
    vague = Anchors('Says it properly. "A good one."', 'Calls it good. "It is fine."', 'Is vague. "It is nice."')
    (finding,) = _found(replace(STORAGE, anchors=vague), LOAD, HEADERS)
    assert (finding.field, finding.rule) == ("anchors.covered", Rule.VAGUE_WORD)
    assert '"properly"' in finding.message


def test_a_vague_word_is_named_once_however_often_it_stands_there() -> None:
    assert _rules("Good data in a good place") == [("text", Rule.VAGUE_WORD)]


def test_a_point_without_anchors_is_found() -> None:
    (finding,) = _found(replace(STORAGE, anchors=None), LOAD, HEADERS)
    assert (finding.point_id, finding.field, finding.rule) == ("storage", "anchors", Rule.MISSING_ANCHORS)


@pytest.mark.parametrize("field", ["covered", "partial", "missed"])
@pytest.mark.parametrize(
    "text", ["Says so.", 'Says so. ""', 'Says so. " "', 'Says "so.'], ids=["none", "empty", "blank", "unclosed"]
)
def test_an_anchor_without_an_example_is_found(field: str, text: str) -> None:
    (finding,) = _found(replace(STORAGE, anchors=replace(ANCHORS, **{field: text})), LOAD, HEADERS)
    assert (finding.point_id, finding.field, finding.rule) == (
        "storage",
        f"anchors.{field}",
        Rule.ANCHOR_WITHOUT_EXAMPLE,
    )


def test_a_decoys_anchor_without_an_example_is_found_too() -> None:
    bare = replace(DECOY, anchors=replace(ANCHORS, partial="Says half."))
    (finding,) = _found(STORAGE, LOAD, HEADERS, canaries=(bare,))
    assert (finding.point_id, finding.field, finding.rule) == (
        "stamp",
        "anchors.partial",
        Rule.ANCHOR_WITHOUT_EXAMPLE,
    )


def test_a_point_is_too_long_by_one_character_over_the_limit() -> None:
    fits = "Keeps " + "x" * (LONGEST_POINT - 6)
    assert _rules(fits) == []
    assert _rules(fits + "x") == [("text", Rule.LONG_POINT)]


def test_weights_that_are_all_equal_are_found_once_for_the_question() -> None:
    points = [replace(point, weight=2.0) for point in (STORAGE, LOAD, HEADERS)]
    (finding,) = _found(*points)
    assert (finding.point_id, finding.field, finding.rule) == (None, "points", Rule.EQUAL_WEIGHTS)


def test_two_points_may_weigh_the_same() -> None:
    assert _found(replace(STORAGE, weight=2.0), LOAD) == []


@pytest.mark.parametrize(
    "text",
    [
        "Keeps frequent data in memory",
        "In memory, frequent data is kept",
        "Frequently needed data kept in the memory",
        "Keeps frequent data in memries",
    ],
    ids=["the same", "other order", "other forms", "other spelling"],
)
def test_a_point_that_says_nearly_the_same_as_one_before_it_is_found(text: str) -> None:
    twin = replace(LOAD, text=text)
    (finding,) = _found(STORAGE, twin, HEADERS)
    assert (finding.point_id, finding.rule) == ("load", Rule.DUPLICATE_POINT)
    assert "the same as storage" in finding.message


def test_points_that_share_no_more_than_the_words_of_the_question_are_no_duplicates() -> None:
    one = replace(STORAGE, text="A cache makes pages faster")
    other = replace(LOAD, text="A cache makes servers idle")
    assert _found(one, other, HEADERS) == []


def test_a_decoy_that_comes_near_a_point_is_found_with_that_point() -> None:
    near = replace(DECOY, text="Keeps the frequent data at home")
    (finding,) = _found(STORAGE, LOAD, HEADERS, canaries=(near,))
    assert (finding.point_id, finding.field, finding.rule) == ("stamp", "text", Rule.CANARY_LIKE_POINT)
    assert "the point storage" in finding.message


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Stamps entries in ink", True),
        ("Stamps paper now", False),
        ("Stamps each single entry in green ink daily", True),
        ("Stamps each single entry in green ink daily at noon", False),
    ],
    ids=["short", "too short", "long", "too long"],
)
def test_a_decoy_is_about_as_long_as_the_points(text: str, fits: bool) -> None:
    found = _found(STORAGE, LOAD, HEADERS, canaries=(replace(DECOY, text=text),))
    assert [finding.rule for finding in found] == ([] if fits else [Rule.CANARY_STANDS_OUT])


def test_a_decoy_without_anchors_stands_out_where_the_points_have_them() -> None:
    (finding,) = _found(STORAGE, LOAD, HEADERS, canaries=(replace(DECOY, anchors=None),))
    assert (finding.point_id, finding.field, finding.rule) == ("stamp", "anchors", Rule.CANARY_STANDS_OUT)


def test_a_decoy_with_anchors_stands_out_where_no_point_has_them() -> None:
    bare = [replace(point, anchors=None) for point in (STORAGE, LOAD, HEADERS)]
    assert Rule.CANARY_STANDS_OUT in {finding.rule for finding in _found(*bare)}
    plain = _found(*bare, canaries=(replace(DECOY, anchors=None),))
    assert Rule.CANARY_STANDS_OUT not in {finding.rule for finding in plain}


def test_rules_about_english_words_are_left_out_for_other_languages() -> None:
    text = "Hält Daten and Seiten properly bereit"
    point = replace(STORAGE, text=text)
    assert {finding.rule for finding in _found(point, LOAD, HEADERS, language="en-GB")} == {
        Rule.COMPOUND_POINT,
        Rule.VAGUE_WORD,
    }
    assert _found(point, LOAD, HEADERS, language="de") == []


def test_findings_come_in_the_order_of_the_points() -> None:
    found = _found(replace(STORAGE, anchors=None), replace(LOAD, anchors=None), HEADERS)
    assert [finding.point_id for finding in found] == ["storage", "load"]


@given(st.text(max_size=200), st.text(max_size=60), st.sampled_from(["en", "de"]))
def test_any_words_can_be_checked_and_every_finding_says_where(point: str, decoy: str, language: str) -> None:
    found = _found(replace(STORAGE, text=point), LOAD, canaries=(replace(DECOY, text=decoy),), language=language)
    assert {finding.point_id for finding in found} <= {"storage", "load", "stamp"}
    assert all(finding.message and finding.question_id == "caching" for finding in found)
