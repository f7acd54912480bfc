from pathlib import Path

import pytest

from evaluator.web.pages.samples import Samples
from tests.web.pages.specimens import BANK, BREAD, CHEESE


@pytest.fixture
def bank_file(tmp_path: Path) -> Path:
    (tmp_path / "examples").mkdir()
    return tmp_path / "questions.yaml"


def test_a_sample_stands_beside_the_questions_under_the_questions_id(bank_file: Path) -> None:
    (bank_file.parent / "examples" / "bread.txt").write_text("In a linen bag.", encoding="utf-8")
    samples = Samples(bank_file)
    assert (samples.of(BREAD), samples.of(CHEESE)) == ("In a linen bag.", None)


def test_the_question_that_is_picked_has_its_own_sample(bank_file: Path) -> None:
    for name in ("bread", "cheese"):
        (bank_file.parent / "examples" / f"{name}.txt").touch()
    assert Samples(bank_file).pick(BANK, "cheese") is CHEESE


def test_without_a_question_the_first_that_has_a_sample_is_taken(bank_file: Path) -> None:
    (bank_file.parent / "examples" / "cheese.txt").touch()
    samples = Samples(bank_file)
    assert samples.pick(BANK, "") is CHEESE
    assert samples.pick(BANK, "bread") is CHEESE


def test_a_bank_without_samples_offers_none(bank_file: Path) -> None:
    assert Samples(bank_file).pick(BANK, "bread") is None
