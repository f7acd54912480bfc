"""How rules are written, and when they hold."""

import pytest

from evaluator.domain.instructions.families import anywhere, opening, order


@pytest.mark.parametrize(
    ("pattern", "line", "holds"),
    [
        ("mark point", "mark , point", True),
        ("mark point", "mark ¶ point", True),
        ("mark point", "marks point", False),
        ("mark <2> point", "mark point", True),
        ("mark <2> point", "mark every single point", True),
        ("mark <2> point", "mark each and every point", False),
        ("verdict<,> covered", "verdict , covered", True),
        ("verdict<,> covered", "verdict covered", False),
        ("answer<-> now", "answer , now", True),
        ("solution<end>", "solution , ¶ we did", True),
        ("solution<end>", "solution we did", False),
        ("<boss> said", "hiring manager said", True),
        ("(?:a|\n    b) c", "b c", True),
    ],
)
def test_the_short_forms_stand_for_what_parts_words(pattern: str, line: str, holds: bool) -> None:
    assert any(True for _ in anywhere(pattern).hits(line)) is holds


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("mark it", True),
        ("please mark it", True),
        ("and mark it", True),
        ("we mark it", False),
        ("to mark it", False),
        ("don't mark it", False),
        ("you should mark it", True),
        ("you are to mark it", True),
        ("i should mark it", False),
        ("you never mark it", False),
    ],
)
def test_a_verb_is_an_order_where_nobody_does_it(line: str, holds: bool) -> None:
    assert any(True for _ in order("mark it").hits(line)) is holds


@pytest.mark.parametrize(
    ("line", "holds"),
    [("act as", True), ("well , act as", True), ("¶ act as", True), ("please act as", True), ("we act as", False)],
)
def test_an_opening_begins_a_clause(line: str, holds: bool) -> None:
    assert any(True for _ in opening("act as").hits(line)) is holds


def test_words_near_a_match_can_take_it_back_and_words_far_away_cannot() -> None:
    rule = anywhere("mark it", unless="tests?")

    assert list(rule.hits("mark it , test")) == []
    assert list(rule.hits("mark it " + "so " * 100 + "test")) == [(0, 7)]
