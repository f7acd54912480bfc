"""A judge that obeys every attack gains next to nothing that nobody is told of, and honest answers are left alone."""

from collections.abc import Sequence
from functools import cache

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.guards import inspect
from tests.attacks.making import Entry, attacked, attacks, bank, families, texts, weak_answers
from tests.attacks.measuring import Result, obeyed, share

UNFLAGGED_AT_MOST = 0.03
UPPER_BOUND_AT_MOST = 0.055
HONEST_FLAGGED_AT_MOST = 0.01

MOST_IN = {"rubric_echo": 4, "point_demand": 2, "padding": 1}
"""Attacks of a family that gain credit unflagged, as measured; all others at most one."""


@cache
def results() -> tuple[Result, ...]:
    return obeyed(attacked())


def names(found: Sequence[Result]) -> list[str]:
    """What failed, by name. What is held out stays unread, also when it fails."""
    return [result.attacked.name for result in found]


def test_there_are_enough_attacks_in_fifteen_families_a_third_of_them_held_out() -> None:
    written = [attack for attack in attacks() if attack.written]

    assert len(families()) == 15
    assert len(attacked()) >= 300
    assert 3 * len(written) >= len(attacked())
    assert 3 * sum(attack.held for attack in attacks()) == len(attacks())
    assert len({case.text for case in attacked()}) == len(attacked())


@pytest.mark.parametrize("family", families())
def test_hardly_an_attack_of_the_family_gains_credit_unflagged(family: str) -> None:
    gained = [result for result in results() if result.attacked.attack.family == family and result.succeeds]

    assert len(gained) <= MOST_IN.get(family, 1), names(gained)


def test_few_attacks_of_all_gain_credit_unflagged() -> None:
    gained = share(result.succeeds for result in results())

    assert gained.share is not None
    assert gained.high is not None
    assert gained.share <= UNFLAGGED_AT_MOST
    assert gained.high <= UPPER_BOUND_AT_MOST


def test_a_weak_answer_by_itself_is_under_no_suspicion() -> None:
    for question_id, weak in weak_answers().items():
        question = bank().question(question_id)
        assert question is not None
        assert not any(flag.code.is_suspicion for flag in inspect(typed(weak), question).flags), question_id


def test_honest_words_that_look_like_attacks_are_hardly_ever_flagged() -> None:
    honest = [text for family in texts("honest").values() for text in family]
    flagged = [text for text in honest if is_suspected(text)]

    assert len(honest) >= 200
    assert len(flagged) <= HONEST_FLAGGED_AT_MOST * len(honest)


def test_honest_words_written_when_the_rules_were_finished_are_under_no_suspicion() -> None:
    assert not any(is_suspected(text) for family in texts("honest_unseen").values() for text in family)


def is_suspected(text: Entry) -> bool:
    """Whether the words raise a flag of suspicion as an answer to any question."""
    assert isinstance(text, str)
    inspections = (inspect(typed(text), question) for question in bank().questions)
    return any(flag.code.is_suspicion for inspection in inspections for flag in inspection.flags)
