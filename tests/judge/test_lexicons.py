"""A question's lexicons are read from its file, for points that are worded as they were, and from no other file."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evaluator.bank.loading import load_bank
from evaluator.digests import digest_bytes
from evaluator.domain.questions import QuestionId
from evaluator.errors import CoefficientsInvalid
from evaluator.judge.lexicons import LEXICONS_FOLDER, lexicons_of, wording_of
from evaluator.judge.matcher import load_coefficients
from evaluator.settings.shipped import shipped

BANK = load_bank(shipped("data/questions.yaml"))
QUESTION = BANK.questions[0]
FIRST, SECOND = QUESTION.points[:2]
SHIPPED = load_coefficients()


def kept(folder: Path, points: dict[str, object]) -> dict[QuestionId, str]:
    """Write a file of lexicons; gives the digests that go with it."""
    content = json.dumps({"points": points}).encode()
    (folder / f"{QUESTION.id}.json").write_bytes(content)
    return {QUESTION.id: digest_bytes(content)}


def test_every_point_of_the_bank_has_a_lexicon() -> None:
    for question in BANK.questions:
        assert lexicons_of(question, SHIPPED).keys() == {point.id for point in question.points}
    assert {file.stem for file in LEXICONS_FOLDER.iterdir()} == SHIPPED.lexicons.keys()


def test_a_point_that_is_worded_otherwise_has_none(tmp_path: Path) -> None:
    lexicon = {"intercept": -1, "weights": {"cach": 2}}
    digests = kept(
        tmp_path,
        {
            FIRST.id: {"wording": wording_of(QUESTION, FIRST), **lexicon},
            SECOND.id: {"wording": wording_of(QUESTION, replace(SECOND, text="Something else")), **lexicon},
        },
    )
    found = lexicons_of(QUESTION, replace(SHIPPED, lexicons=digests), tmp_path)
    assert found.keys() == {FIRST.id}
    assert (found[FIRST.id].intercept, found[FIRST.id].weights) == (-1.0, {"cach": 2.0})
    assert lexicons_of(replace(QUESTION, text="Why?"), replace(SHIPPED, lexicons=digests), tmp_path) == {}


def test_a_question_that_is_not_the_banks_has_none() -> None:
    assert lexicons_of(replace(QUESTION, id=QuestionId("../matcher")), SHIPPED) == {}


def test_a_file_that_is_not_the_one_fitted_with_is_refused(tmp_path: Path) -> None:
    digests = kept(tmp_path, {})
    (tmp_path / f"{QUESTION.id}.json").write_text('{"points": {}} ')
    with pytest.raises(CoefficientsInvalid, match="not the one it was fitted with"):
        lexicons_of(QUESTION, replace(SHIPPED, lexicons=digests), tmp_path)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(CoefficientsInvalid, match="cannot be read"):
        lexicons_of(QUESTION, SHIPPED, tmp_path)
