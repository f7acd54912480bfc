"""A judgement becomes rows and comes back the same."""

from dataclasses import replace

import pytest
from hypothesis import given

from evaluator.domain.commitments import facts_of, without_words, words_of, written
from evaluator.domain.judgements import Judgement
from evaluator.store.rows import JudgementRows, answer_row, judgement_of, rows_of, words_row
from tests.records import WHOLE, judgements, other_digest

PLACED = replace(WHOLE, ledger_seq=7)


def rows(kept: Judgement) -> JudgementRows:
    words = words_row(kept, b"salt", written(words_of(kept)))
    return rows_of(kept, facts_of(kept), words, answer_row(kept.id, kept.candidate, kept.answer))


@given(judgements)
def test_any_judgement_comes_back_from_its_rows(kept: Judgement) -> None:
    assert judgement_of(rows(kept)) == kept


def test_a_judgement_without_its_words_comes_back_with_its_facts() -> None:
    erased = replace(rows(PLACED), words=None, answer=None)
    assert judgement_of(erased) == without_words(PLACED)


def test_verdicts_are_counted_in_columns_of_their_own() -> None:
    row = rows(PLACED).judgement
    assert [row[name] for name in ("covered", "partial", "missed", "unsure")] == [1, 0, 1, 1]


def test_every_point_has_a_row_with_what_can_be_filtered_by() -> None:
    assert rows(PLACED).points[1] == {
        "judgement_id": "judgement-1",
        "position": 1,
        "point_id": "own-stack",
        "text": "Each thread has a stack of its own.",
        "weight": 1.0,
        "verdict": "unsure",
        "claimed": "partial",
        "probability": None,
        "needs_review": True,
    }


def test_words_of_another_answer_are_refused() -> None:
    kept = rows(PLACED)
    assert kept.answer is not None
    other = {**kept.answer, "digest": other_digest(PLACED.answer.digest)}
    with pytest.raises(ValueError, match="not the one"):
        judgement_of(replace(kept, answer=other))
