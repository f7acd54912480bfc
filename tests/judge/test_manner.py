"""The manner of an answer is told from its words, whatever it is about."""

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.questions import QuestionKind
from evaluator.judge.concordance import Concordance
from evaluator.judge.manner import Telling, manner_of, telling_of
from evaluator.judge.sighting import share_of_fillers


def _manner(text: str, *bearings: float) -> tuple[float, float]:
    passages = Concordance(typed(text)).passages
    manner = manner_of(passages, bearings or [1.0] * len(passages))
    return manner.past, manner.dismissals


@pytest.mark.parametrize(
    ("text", "past", "dismissals"),
    [
        ("We moved the queue. It runs well.", 0.5, 0.0),
        ("That is a waste, and tests are pointless as well.", 0.0, 4.0),
        ("In May we wrote it anew.", 1.0, 0.0),
    ],
    ids=["half in the past", "two dismissals in ten words", "an irregular verb"],
)
def test_past_and_dismissals_are_shares_of_the_answer(text: str, past: float, dismissals: float) -> None:
    assert _manner(text) == pytest.approx((past, dismissals))


def test_what_is_said_besides_the_subject_does_not_count() -> None:
    assert _manner("We moved the queue. I hate waste.", 1.0, 0.0) == (1.0, 0.0)
    assert _manner("We moved the queue. It runs there.", 0.5, 1.0) == pytest.approx((1 / 3, 0.0))
    assert _manner("We moved it. I hate waste.", 0.0, 0.0) == (0.0, 0.0)


def test_a_list_of_names_has_no_fillers_and_a_sentence_has() -> None:
    assert share_of_fillers(Concordance(typed("Redis, Kafka, Docker")).passages) == 0.0
    assert share_of_fillers(Concordance(typed("It is in the cache")).passages) == 0.8


@pytest.mark.parametrize(
    ("kind", "text", "telling"),
    [
        (QuestionKind.KNOWLEDGE, "We moved it.", Telling(here=True, elsewhere=False)),
        (QuestionKind.EXPERIENCE, "We moved it.", Telling(here=False, elsewhere=True)),
        (QuestionKind.EXPERIENCE, "One moves it.", Telling(here=False, elsewhere=False)),
    ],
    ids=["none is needed", "told, with nothing found in it", "not told"],
)
def test_only_questions_about_episodes_ask_for_a_telling(kind: QuestionKind, text: str, telling: Telling) -> None:
    assert telling_of(kind, Concordance(typed(text)).passages, ()) == telling
