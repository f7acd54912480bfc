"""How one judge is set up, and what of it makes it another judge to the record."""

from dataclasses import replace
from pathlib import Path

import pytest

from evaluator.digests import digest_text
from evaluator.judge.config import JudgeConfig, Mode, ModelFile

CONFIG = JudgeConfig("house", "https://llm.example/v1", "m", key="sesame")


def test_reading_more_often_makes_it_another_judge_and_reading_once_does_not() -> None:
    assert replace(CONFIG, samples=1).digest() == CONFIG.digest()
    assert len({replace(CONFIG, samples=samples).digest() for samples in (1, 2, 3)}) == 3


def test_how_many_examples_it_is_shown_makes_it_another_judge() -> None:
    assert replace(CONFIG, examples=0).digest() == CONFIG.digest()
    assert len({replace(CONFIG, examples=examples).digest() for examples in (0, 1, 5)}) == 3


def test_neither_its_key_nor_its_name_makes_it_another_judge() -> None:
    assert replace(CONFIG, key="other", name="other").digest() == CONFIG.digest()


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (CONFIG, True),
        (replace(CONFIG, samples=2), False),
        (replace(CONFIG, examples=1), False),
        (replace(CONFIG, mode=Mode.PER_POINT), False),
        (replace(CONFIG, model_file=ModelFile(Path("m.gguf"), digest_text("m"), 8_192)), False),
    ],
    ids=["as it is", "read twice", "after examples", "point by point", "in this process"],
)
def test_what_takes_one_request_an_answer_can_be_asked_by_file(config: JudgeConfig, expected: bool) -> None:
    assert config.takes_one_request is expected
