"""Quotes are proved with the candidate's own words, or not at all."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluator.domain.answers import Answer, AnswerKind, Span, Turn, compose, typed
from evaluator.domain.evidence import Witness, Words, is_copied
from evaluator.domain.judgements import Evidence, Match

SAID = "We put Redis in front, so the process asks memory first and only goes to Postgres on a miss."
prose = st.text(st.characters(categories=("L", "N", "P", "Z", "S", "M"), include_characters="\n\t"), max_size=120)


def _talk() -> Answer:
    text = (
        "Interviewer: Do you cache pages in memory?\n"
        "Candidate: Yes, we keep hot rows near.\n"
        "Candidate: On a miss we ask."
    )
    return compose(
        text,
        [
            Turn(Span(13, 42), "Interviewer", by_candidate=False),
            Turn(Span(54, 81), "Candidate", by_candidate=True),
            Turn(Span(93, 110), "Candidate", by_candidate=True),
        ],
        AnswerKind.TRANSCRIPT,
    )


def _found(quote: str, text: str = SAID) -> Evidence | None:
    evidence = Witness(typed(text)).find(quote)
    return evidence[0] if evidence else None


@pytest.mark.parametrize(
    ("quote", "match", "expected"),
    [
        ("the process asks memory first", Match.EXACT, "the process asks memory first"),
        ("  “the process asks memory first”  ", Match.EXACT, "the process asks memory first"),
        ("Redis", Match.EXACT, "Redis"),
        ("redis in FRONT so the process", Match.NORMALISED, "Redis in front, so the process"),
        ("goes to\nPostgres,  on a miss", Match.NORMALISED, "goes to Postgres on a miss"),
        ("the process would ask memory first", Match.FUZZY, "the process asks memory first"),
    ],
    ids=["as it is", "in quotation marks", "one word", "case and comma", "white space", "near"],
)
def test_a_quote_is_found_in_the_strictest_way_that_succeeds(quote: str, match: Match, expected: str) -> None:
    found = _found(quote)
    assert found is not None
    assert (found.match, found.quote) == (match, expected)


def test_what_the_judge_quoted_is_kept_where_it_differs_from_the_words_found() -> None:
    near, same = _found("redis in front"), _found("Redis in front")
    assert near is not None
    assert same is not None
    assert (near.claimed, same.claimed) == ("redis in front", None)


@pytest.mark.parametrize(
    "quote",
    ["", "   ", "…", "?!", "we add some jitter to every key", "edis", "memory fir", "Postgres jitter"],
    ids=["empty", "blank", "ellipsis", "marks", "invented", "cut word", "cut end", "two words, one wrong"],
)
def test_what_does_not_stand_in_the_answer_is_not_found(quote: str) -> None:
    assert _found(quote) is None


def test_a_word_is_found_where_it_stands_alone_and_not_inside_another() -> None:
    found = _found("cat", "concatenate the cat")
    assert found is not None
    assert found.span == Span(16, 19)


def test_scripts_written_without_spaces_may_be_quoted_anywhere() -> None:
    found = _found("缓存", "我们使用缓存来提高速度")
    assert found is not None
    assert found.match is Match.EXACT


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("A ca\u200bche keeps hot data", "a cache keeps hot data"),
        ("Une cafe\u0301 fermée", "une café fermée"),
        ("It is ｆａｓｔ storage", "it is fast storage"),
        ("Die Straße ist lang", "die strasse ist lang"),
    ],
    ids=["zero width", "accents apart", "full width", "sharp s"],
)
def test_unicode_forms_of_the_same_words_are_the_same(text: str, quote: str) -> None:
    found = _found(quote, text)
    assert found is not None
    assert found.match is Match.NORMALISED


def test_words_of_the_interviewer_are_never_evidence() -> None:
    assert Witness(_talk()).find("cache pages in memory") == ()
    assert Witness(_talk()).find("Do you cache pages in memory?") == ()


def test_a_quote_across_two_turns_is_not_found() -> None:
    assert Witness(_talk()).find("rows near. On a miss") == ()


def test_a_quote_with_an_ellipsis_is_found_part_by_part() -> None:
    found = Witness(typed(SAID)).find("We put Redis in front ... only goes to Postgres")
    assert [evidence.quote for evidence in found] == ["We put Redis in front", "only goes to Postgres"]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("We put Redis in front … and every key jitters a bit", 0),
        ("… only goes to Postgres on a miss", 1),
        ("only goes to Postgres [...]", 1),
    ],
    ids=["one part invented", "leading", "trailing"],
)
def test_an_elided_quote_counts_only_with_all_its_parts(quote: str, expected: int) -> None:
    assert len(Witness(typed(SAID)).find(quote)) == expected


def test_a_short_turn_is_not_evidence_for_a_long_quote_that_contains_it() -> None:
    assert _found("Yes, and then we invalidated every single key by hand", "Yes") is None


def test_a_turn_a_little_shorter_than_its_quote_is_still_near() -> None:
    found = _found("we keep all the hot rows in memory!!", "we keep the hot rows in memory")
    assert found is not None
    assert found.match is Match.FUZZY


def test_a_near_match_keeps_at_least_as_many_words_as_a_near_match_needs() -> None:
    found = _found("xx hot rows in", "hot rows in")
    assert found is not None
    assert found.quote == "hot rows in"


def test_the_turn_that_resembles_most_wins() -> None:
    text = "A: we keep warm rows around memory\nA: we keep hot rows in memory now"
    answer = compose(
        text,
        [Turn(Span(3, 34), "A", by_candidate=True), Turn(Span(38, 68), "A", by_candidate=True)],
        AnswerKind.TRANSCRIPT,
    )
    (found,) = Witness(answer).find("we kept hot rows in the memory")
    assert found.quote == "we keep hot rows in memory"


@pytest.mark.parametrize(
    ("quote", "at_least", "expected"),
    [
        ("What is caching", 3, True),
        ("what IS caching?", 3, True),
        ("is caching", 3, False),
        ("What was caching", 3, False),
    ],
    ids=["as it is", "in other dress", "too short", "other words"],
)
def test_a_copy_of_the_question_is_recognised_by_its_words(quote: str, at_least: int, expected: bool) -> None:
    assert is_copied(quote, "What is caching for?", at_least=at_least) is expected


def test_words_carry_where_they_stand() -> None:
    words = Words.of("Hot rows!", offset=10)
    assert (words.joined, words.span(0, 1), words.span(1, 2)) == ("hot rows", Span(10, 13), Span(14, 18))


@given(prose, prose)
def test_evidence_is_always_the_words_at_its_offsets_inside_an_own_turn(text: str, quote: str) -> None:
    assume(any(character.isalnum() for character in text))
    answer = typed(text)
    for evidence in Witness(answer).find(quote):
        assert answer.text[evidence.span.start : evidence.span.end] == evidence.quote
        assert any(turn.span.start <= evidence.span.start < evidence.span.end <= turn.span.end for turn in answer.turns)


@given(prose, st.data())
def test_every_stretch_of_whole_words_is_found_as_it_is(text: str, data: st.DataObject) -> None:
    words = Words.of(text)
    assume(len(words) > 0)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = text[words.places[first][0] : words.places[last][1]]
    assume("…" not in quote and ".." not in quote)
    (found, *_) = Witness(typed(text)).find(quote)
    assert found.match in (Match.EXACT, Match.NORMALISED)
