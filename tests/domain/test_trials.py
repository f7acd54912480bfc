"""What is noted of trials that are not done yet: by answer, and what all of it has cost."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evaluator.digests import digest_text
from evaluator.domain.judgements import Reason, Unscored, Usage
from evaluator.domain.outcomes import Outcome
from evaluator.domain.readings import Exchange, Reading
from evaluator.domain.trials import Note, Purpose, Task, by_answer, cost_of, without_words

TASK = Task(Purpose.ANCHORS, "gpt", digest_text("round 3"))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def outcome(cost: float | None, *, is_scored: bool = True) -> Outcome:
    unscored = None if is_scored else Unscored(Reason.ENDPOINT_FAILED, "It failed.")
    return Outcome((), (), None, unscored, Exchange(usage=Usage(900, 0, 120, cost)))


def note(answer: str, cost: float | None, *, sample: int = 0, is_scored: bool = True) -> Note:
    return Note(TASK, answer, sample, NOON, outcome(cost, is_scored=is_scored))


def test_the_tries_at_an_answer_stand_in_their_order_and_samples_apart() -> None:
    notes = [note("a1", 0.1, is_scored=False), note("a2", 0.2), note("a1", 0.3), note("a1", 0.4, sample=1)]
    assert by_answer(notes) == {
        ("a1", 0): [outcome(0.1, is_scored=False), outcome(0.3)],
        ("a2", 0): [outcome(0.2)],
        ("a1", 1): [outcome(0.4)],
    }


def test_all_tries_of_all_tasks_have_cost_something() -> None:
    other = replace(note("a1", 0.5), task=replace(TASK, digest=digest_text("round 4")))
    assert cost_of([note("a1", 0.1, is_scored=False), note("a1", 0.2), other]) == pytest.approx(0.8)


@pytest.mark.parametrize("notes", [[], [note("a1", None)]], ids=["nothing", "no price"])
def test_without_a_price_nothing_is_known_to_have_cost_anything(notes: list[Note]) -> None:
    assert cost_of(notes) == 0.0


def test_nothing_that_was_sent_or_came_back_is_noted() -> None:
    spoke = Exchange(model_answered="gpt", sent=({"role": "user", "content": "a candidate"},), raw_replies=("words",))
    quiet = Exchange(model_answered="gpt")
    of_one_point = Reading((), spoke, parts=(Reading((), spoke),))
    half = replace(outcome(None), exchange=spoke, readings=(of_one_point,))
    kept = without_words(replace(half, parts=(half,)))
    assert (kept.exchange, kept.parts[0].exchange) == (quiet, quiet)
    assert kept.readings == kept.parts[0].readings == (Reading((), quiet, parts=(Reading((), quiet),)),)
