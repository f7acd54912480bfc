"""A pattern's keywords let no line pass by in which it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.instructions import leaning
from evaluator.domain.instructions.finder import BOOKS
from evaluator.domain.instructions.folding import fold
from evaluator.domain.instructions.keywords import Demand, any_may_hold, demands, may_hold, runs
from evaluator.domain.instructions.rules import compiled
from evaluator.domain.instructions.sentences import read_sentence, sentences
from tests.domain.instructions.attacks import ATTACKS
from tests.domain.instructions.honest import HONEST
from tests.domain.instructions.paraphrases import PARAPHRASES

RULES = tuple(rule for book in BOOKS for rule in book.rules)
SIGNS = (*leaning._FOR, *leaning._AGAINST)
PATTERNS = (*(rule.pattern for rule in RULES), *(sign.pattern for sign in SIGNS))
TEXTS = [text for family in (*ATTACKS.values(), *PARAPHRASES.values()) for text in family] + list(HONEST[::8])
LINES = [
    read_sentence(folded, span).line for folded in (fold(text).text for text in TEXTS) for span in sentences(folded)
]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        pytest.param("mark <3> covered", [{"covered"}, {"mark"}], id="each part asks for itself"),
        pytest.param("(?:tick|mark)s? it", [{"tick", "ticks", "mark", "marks"}, {"it"}], id="every spelling of a part"),
        pytest.param("(?:all )?(?:the )?points", [{"points"}], id="what may be missing is not asked for"),
        pytest.param("(?:very )*kind", [{"kind"}], id="what may come several times is not either"),
        pytest.param("(?:full marks|top of the scale)", [{"marks", "scale"}], id="the longest word of several"),
        pytest.param("mark|no <2> points", [{"mark", "points"}], id="alternatives together"),
        pytest.param("finali[sz]ed", [{"finalised", "finalized"}], id="a choice of letters"),
        pytest.param("candidate's", [{"candidate"}], id="a word up to its apostrophe"),
        pytest.param("pass(?! the)", [{"pass"}], id="what must not follow is not asked for"),
        pytest.param("<person> said", [{"candidate", "applicant", "interviewee"}, {"said"}], id="a list"),
        pytest.param("verdict<,> met<end>", [{"verdict"}, {"met"}], id="punctuation parts words"),
        pytest.param("check ?marks", [{"check"}, {"marks"}], id="a gap as short as may be"),
    ],
)
def test_a_pattern_asks_for_the_words_it_cannot_hold_without(pattern: str, words: list[set[str]]) -> None:
    assert sorted(map(sorted, words)) == sorted(sorted(demand.words) for demand in demands(pattern))


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        pytest.param(r"assess\w*", ("assess",), id="its beginning"),
        pytest.param(r"\w{3,}grader", ("grader",), id="its end"),
        pytest.param("(?:up|down)+grade", ("grade",), id="what follows something open"),
        pytest.param("mark[^a]", ("mark",), id="what stands before any letter"),
        pytest.param("answer<->", ("answer",), id="what may be glued to the next"),
    ],
)
def test_of_a_word_left_open_only_a_part_is_asked_for(pattern: str, parts: tuple[str, ...]) -> None:
    assert demands(pattern) == (Demand(frozenset(), parts),)


def test_a_pattern_that_leaves_all_open_asks_nothing() -> None:
    assert demands(r"(?:\w+|so)") == ()
    assert may_hold(r"(?:\w+|so)", frozenset())
    assert any_may_hold(["mark", r"\w+"]) is None


def test_parts_of_very_many_spellings_together_are_not_all_spelt_out() -> None:
    letters = "abcdefghijklmnopq"
    either = f"(?:{'|'.join(letters)})"

    assert {demand.parts for demand in demands(f"{either}{either} it")} == {(), tuple(letters)}


def test_what_several_patterns_ask_is_met_by_what_one_of_them_asks() -> None:
    together = any_may_hold(["mark <3> covered", r"assess\w* me"])

    assert together is not None
    assert [together.is_met(runs(line)) for line in ("all covered", "self assessed", "mark it")] == [True, True, False]


def test_every_pattern_asks_for_something() -> None:
    assert [pattern for pattern in PATTERNS if not demands(pattern)] == []


def test_no_line_is_passed_by_in_which_a_rule_or_a_sign_holds() -> None:
    for line in LINES:
        said = runs(line)
        for pattern in PATTERNS:
            if not may_hold(pattern, said):
                assert not compiled(pattern).search(line), (pattern, line)


words = st.sampled_from(sorted({word for line in LINES for word in line.split()}))


@given(st.lists(words, min_size=1, max_size=12))
def test_no_order_of_words_is_passed_by_in_which_a_rule_holds(said: list[str]) -> None:
    line = " ".join(said)

    for rule in RULES:
        assert rule.may_hold(runs(line)) or not any(True for _ in rule.hits(line))
