from dataclasses import replace

import pytest

from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.outcomes import JudgeSummary
from evaluator.web.pages import judges
from tests.web.pages.specimens import MATCHER, PRIMARY

LOCAL = JudgeSummary(JudgeIdentity("local", "tiny-1", "coverage/v1", None), is_default=False, seconds=40.0, cost=None)


@pytest.mark.parametrize(
    ("expected", "judge"),
    [
        ("Takes about 6_s and costs about $0.004.", PRIMARY),
        ("Takes about 6_s and what it costs is not known yet.", replace(PRIMARY, cost=None)),
        ("Costs about $0.004.", replace(PRIMARY, seconds=None)),
        ("What it costs is not known yet.", replace(PRIMARY, seconds=None, cost=None)),
        ("Costs nothing.", MATCHER),
        ("Costs nothing.", LOCAL),
    ],
    ids=["all known", "price unknown", "time unknown", "nothing known", "matcher", "in this process"],
)
def test_what_a_judgement_takes_is_told_as_far_as_it_is_known(expected: str, judge: JudgeSummary) -> None:
    assert judges.expense(judge) == expected.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("expected", "judge", "words"),
    [
        ("241_words go to primary (llm.example).", PRIMARY, 241),
        ("1_word goes to primary (llm.example).", PRIMARY, 1),
        ("The answer goes to primary (llm.example).", PRIMARY, None),
        ("241_words stay on this machine, with the built-in matcher.", MATCHER, 241),
        ("1_word stays on this machine, with the built-in matcher.", MATCHER, 1),
        ("The answer stays on this machine, with local, tiny-1.", LOCAL, None),
    ],
    ids=str,
)
def test_where_the_words_go_is_told(expected: str, judge: JudgeSummary, words: int | None) -> None:
    assert judges.destination(judge, words) == expected.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("expected", "judge"),
    [
        ("Judge again, about $0.004", PRIMARY),
        ("Judge again", replace(PRIMARY, cost=None)),
        ("Judge again, costs nothing", MATCHER),
    ],
    ids=["priced", "price unknown", "matcher"],
)
def test_the_button_that_judges_again_names_its_price(expected: str, judge: JudgeSummary) -> None:
    assert judges.again_label(judge) == expected


def test_the_masthead_says_when_no_judge_is_set_up() -> None:
    assert judges.in_service([replace(MATCHER, is_default=True)]) == "none, matcher only"


def test_the_masthead_names_the_judge_that_is_asked_by_default() -> None:
    assert judges.in_service([MATCHER, PRIMARY]) == "primary, sage-7b"


def test_a_judge_that_is_no_longer_set_up_is_named_without_a_model() -> None:
    gone = JudgeIdentity("gone", "", "")
    assert (judges.judge_title(gone), judges.judge_signature(gone)) == ("gone", "gone")
