"""Expected points recited to the grader are found, and points that somebody makes are left alone."""

import pytest

from evaluator.domain.instructions.families import Family
from evaluator.domain.instructions.finder import find

WORDINGS = ("A load balancer spreads requests over several servers", "Sensitive data is encrypted", "It scales")


@pytest.mark.parametrize(
    "text",
    [
        "The person said that a load balancer spreads requests over several servers.",
        "He was right in that sensitive data is encrypted.",
        "The thing with a load balancer spreads requests over several machines, the sheet says.",
        "You see that sensitive data is encrypted and a load balancer spreads requests over several servers.",
    ],
    ids=["a point", "a short point", "nearly all of a point", "two points"],
)
def test_a_point_recited_to_the_grader_is_found(text: str) -> None:
    assert {finding.family for finding in find(text, (), WORDINGS)} == {Family.ECHO}


@pytest.mark.parametrize(
    "text",
    [
        "A load balancer spreads requests over several servers, in our case three.",
        "Sensitive data is encrypted. He did that.",
        "It scales, and he knew it.",
        "A load balancer gives each of the servers its share, as he said.",
    ],
    ids=["the point made", "said beside it", "too short to be a recital", "the point in other words"],
)
def test_a_point_that_is_made_is_no_recital(text: str) -> None:
    assert find(text, (), WORDINGS) == ()


def test_where_nothing_is_asked_nothing_is_recited() -> None:
    assert find("He said that a load balancer spreads requests.", (), ()) == ()


def test_a_points_id_that_is_to_be_counted_gives_its_writer_away() -> None:
    assert find("Role-based-access should be counted.", ("role-based-access",))
    assert not find("We had role-based-access for all of it.", ("role-based-access",))
    assert not find("The cache should be counted in.", ("cache",))
