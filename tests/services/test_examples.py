"""Marking examples, taking them back, and picking those that a judge is shown."""

from dataclasses import replace

import pytest

from evaluator.digests import digest_text
from evaluator.domain.answers import typed
from evaluator.domain.examples import Mark, Marked
from evaluator.errors import RequestInvalid
from evaluator.services.examples import ExampleService, ExampleShelf
from evaluator.services.surroundings import Surroundings
from tests.domain.test_examples import JUDGED, MARK, QUESTION, REVIEW
from tests.example_fakes import InMemoryExampleLog
from tests.records import NOON
from tests.review_records import reviewable

WORLD = Surroundings(lambda: NOON, lambda: "id", "here/1", lambda owner: False)


async def test_a_reviewer_marks_what_they_settled_on_and_anybody_who_reviews_takes_it_back() -> None:
    log = InMemoryExampleLog()
    service = ExampleService(log, WORLD)
    mark = Mark(JUDGED.id, REVIEW.id, "rita", NOON)
    assert await service.mark(JUDGED, REVIEW) == await service.standing(JUDGED) == mark
    await service.take_back(JUDGED, "ben")
    assert await service.standing(JUDGED) is None
    assert log.taken_back == [replace(mark, by="ben")]
    await service.take_back(JUDGED, "ben")
    assert len(log.taken_back) == 1


@pytest.mark.parametrize("review", [None, replace(REVIEW, judgement_id=reviewable(9).id)], ids=["none", "of another"])
async def test_what_nobody_has_reviewed_is_no_example(review: None) -> None:
    with pytest.raises(RequestInvalid, match="Review this answer first"):
        await ExampleService(InMemoryExampleLog(), WORLD).mark(JUDGED, review)


async def test_what_is_not_fit_is_not_marked() -> None:
    log = InMemoryExampleLog()
    with pytest.raises(RequestInvalid, match="Finish"):
        await ExampleService(log, WORLD).mark(JUDGED, replace(REVIEW, final=None))
    assert log.marks == {}


async def test_the_newest_that_fit_are_picked_oldest_first() -> None:
    others = [replace(JUDGED, id=reviewable(number).id) for number in range(2, 6)]
    asked_otherwise = replace(JUDGED, question_text="What are threads?")
    log = InMemoryExampleLog(shown=[Marked(one, REVIEW, MARK) for one in (JUDGED, *others, asked_otherwise)])
    picked = await ExampleShelf(log, 3).pick(QUESTION, typed("Threads."))
    assert [one.judgement_id for one in picked] == [one.id for one in others[1:]]
    assert log.asked == [(QUESTION.id, typed("Threads.").digest)]
    assert digest_text("entry") == picked[0].mark


async def test_the_very_answer_is_never_shown_to_the_judge_of_it() -> None:
    log = InMemoryExampleLog(shown=[Marked(JUDGED, REVIEW, MARK)])
    assert await ExampleShelf(log, 1).pick(QUESTION, typed(f"  {JUDGED.answer.own_text}\n")) == ()
