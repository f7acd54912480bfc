"""Kinship says whether a passage is about a point, and finds a claim's words where its quote failed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.answers import Answer, AnswerKind, Span, Turn, compose, typed
from evaluator.domain.kinship import Kinship
from evaluator.domain.questions import Anchors, ExpectedPoint, PointId
from evaluator.judge.matcher import load_coefficients

KINSHIP = Kinship(load_coefficients())
IN_MEMORY = ExpectedPoint(
    PointId("in-memory"),
    "Values can be held in memory, in the process or in a shared store",
    anchors=Anchors(
        covered='Says where values are held. "Redis sits in front of the query."',
        partial='Names a product alone. "There is Redis."',
        missed='Speaks of hardware. "We bought more laptops."',
    ),
    terms=("Memcached", "in-process cache", "on the heap"),
)
IDENTITY = ExpectedPoint(PointId("identity"), "Authentication confirms a user's identity", terms=("who you are",))
BARE = ExpectedPoint(PointId("load"), "Caching takes work off the server or the database")
PROTECTED = (
    "Every request goes through a middleware that looks at the token. "
    "We keep passwords only as hashes with a salt, so a stolen table is worth little. "
    "We do not keep any card numbers."
)


@pytest.mark.parametrize(
    ("point", "passage"),
    [
        (IN_MEMORY, "the process asks memory first"),
        (IN_MEMORY, "Memcached"),
        (IN_MEMORY, "we put Redis there"),
        (IDENTITY, "it is about who you are"),
        (IDENTITY, "the login proves which user it is"),
        (BARE, "so the databse server has far less to do"),
        (BARE, "that takes work off Postgres"),
    ],
    ids=["own words", "a term alone", "the example", "fillers alone", "kin", "a slip of the pen", "a product"],
)
def test_a_passage_about_a_point_is_above_the_floor(point: ExpectedPoint, passage: str) -> None:
    assert KINSHIP.between(point, passage) >= KINSHIP.about_floor


@pytest.mark.parametrize(
    ("point", "passage"),
    [
        (IN_MEMORY, "thank you for having me, I was looking forward to this"),
        (IN_MEMORY, "the deployment pipeline runs our unit tests"),
        (IN_MEMORY, "so it is what it is"),
        (IN_MEMORY, "we bought more laptops"),
        (IN_MEMORY, "..."),
        (IDENTITY, "we split the work into milestones"),
        (BARE, "my colleague and I disagreed on the colour of a button"),
        (BARE, "there are people who like Postgres"),
    ],
    ids=["courtesy", "other things", "fillers", "what misses it", "no words", "a deadline", "a quarrel", "kin alone"],
)
def test_a_passage_about_something_else_is_below_the_floor(point: ExpectedPoint, passage: str) -> None:
    assert KINSHIP.between(point, passage) < KINSHIP.about_floor


def test_a_passage_with_more_of_a_point_is_nearer_to_it() -> None:
    little, more = "a shared calendar for our office", "values live in memory or in a shared store"
    assert KINSHIP.between(IN_MEMORY, little) < KINSHIP.between(IN_MEMORY, more)


def test_words_shared_are_weighed_without_those_of_the_question() -> None:
    rare, several = (KINSHIP.shared(IN_MEMORY, passage) for passage in ("Memcached", "Memcached, on the heap"))
    assert 0.0 < rare <= 1.0 < several
    assert KINSHIP.shared(IN_MEMORY, "Memcached", frozenset({"memcach"})) == 0.0


@pytest.mark.parametrize("wording", ["It is so", "…"], ids=["fillers", "no words"])
def test_a_point_without_words_of_its_own_is_kin_to_nothing(wording: str) -> None:
    assert KINSHIP.between(ExpectedPoint(PointId("p"), wording), "It is so: memory") == 0.0


@given(st.text(max_size=300))
def test_kinship_is_a_share(passage: str) -> None:
    assert 0.0 <= KINSHIP.between(IN_MEMORY, passage) <= 1.0


def _located(claim: str, answer: Answer) -> str | None:
    span = KINSHIP.locate(claim, answer)
    return None if span is None else answer.text[span.start : span.end]


@pytest.mark.parametrize(
    "claim",
    [
        "with a salt, we keep passwords as hashes only, so a stolen table is worth little",
        "passwords kept … as hashes, salt … stolen tables worth little",
        "We keep passwords only as hashes with a salt so a stolen table is worth little",
    ],
    ids=["turned about", "in pieces", "as it is"],
)
def test_a_claim_whose_words_stand_together_is_located_there(claim: str) -> None:
    assert _located(claim, typed(PROTECTED)) == (
        "We keep passwords only as hashes with a salt, so a stolen table is worth little"
    )


@pytest.mark.parametrize(
    "claim",
    [
        "we hash all passwords with bcrypt and a random salt for each user",
        "passwords are kept as plain text in a table",
        "we keep card numbers",
        "the middleware keeps passwords with a salt",
        "passwords hashes",
        "and so on",
    ],
    ids=["invented", "the contrary", "without its negation", "out of two sentences", "too little", "nothing"],
)
def test_a_claim_that_is_not_there_is_not_located(claim: str) -> None:
    assert _located(claim, typed(PROTECTED)) is None


def test_of_several_passages_the_shortest_is_located() -> None:
    answer = typed("On a quiet day we ship a hotfix after review and tests. We review, test, then ship the hotfix.")
    assert _located("ship hotfix, review, tests", answer) == "We review, test, then ship the hotfix"


def test_what_the_interviewer_said_is_not_located() -> None:
    text = "Interviewer: Do you keep passwords as salted hashes?\nCandidate: Yes, I think so."
    turns = [
        Turn(Span(13, 52), "Interviewer", by_candidate=False),
        Turn(Span(64, len(text)), "Candidate", by_candidate=True),
    ]
    answer = compose(text, turns, AnswerKind.TRANSCRIPT)
    assert _located("keep passwords as salted hashes", answer) is None
