"""A question is kept by its content and comes back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.digests import digest_text
from evaluator.domain.questions import Anchors, Canary, ExpectedPoint, Question, QuestionKind
from evaluator.store.batches.questions import question_of, written
from tests.batch_records import PLAIN, QUESTION

_TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
_ANCHORS = st.none() | st.builds(Anchors, _TEXTS, _TEXTS, _TEXTS)
_POINTS = st.builds(
    ExpectedPoint,
    _TEXTS,
    _TEXTS,
    st.floats(1e-9, 1e9),
    _ANCHORS,
    st.lists(_TEXTS, max_size=2).map(tuple),
)
questions = st.builds(
    Question,
    _TEXTS,
    _TEXTS,
    _TEXTS,
    st.sampled_from(QuestionKind),
    st.lists(_POINTS, max_size=3).map(tuple),
    st.lists(st.builds(Canary, _TEXTS, _TEXTS, _ANCHORS), max_size=2).map(tuple),
)


@given(questions)
def test_any_question_comes_back_from_what_is_kept(question: Question) -> None:
    assert question_of(written(question)[1]) == question


@pytest.mark.parametrize("question", [QUESTION, PLAIN], ids=["everything in it", "the fewest fields"])
def test_a_question_is_known_by_the_digest_of_its_canonical_json(question: Question) -> None:
    digest, text = written(question)
    assert digest == digest_text(text)
    assert written(question_of(text)) == (digest, text)
