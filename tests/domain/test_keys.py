"""What a judging must never be paid twice for under."""

from dataclasses import replace

import pytest

from evaluator.domain.keys import CHECKS_VERSION, content_digest, judging_key
from tests.batch_records import PLAIN, QUESTION
from tests.fakes import fixed_digest

KNOWN = (fixed_digest("answer"), content_digest(QUESTION), fixed_digest("settings"), 0)


def test_the_same_judging_has_the_same_key() -> None:
    assert judging_key(*KNOWN) == judging_key(*KNOWN)


@pytest.mark.parametrize("place", range(4), ids=["answer", "question", "settings", "sample"])
def test_whatever_verdicts_depend_on_is_in_the_key(place: int) -> None:
    changed = [*KNOWN]
    changed[place] = 1 if place == 3 else fixed_digest("another")
    assert judging_key(*changed) != judging_key(*KNOWN)


def test_other_checks_make_another_key() -> None:
    assert judging_key(*KNOWN, checks=CHECKS_VERSION + 1) != judging_key(*KNOWN)


def test_every_field_of_a_question_is_in_its_digest() -> None:
    others = [replace(QUESTION, title="T"), replace(QUESTION, canaries=()), replace(QUESTION, points=PLAIN.points)]
    assert len({content_digest(question) for question in (QUESTION, PLAIN, *others)}) == 5
