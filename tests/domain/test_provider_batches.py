"""How far a part of a batch has come that a provider judges."""

import pytest

from evaluator.domain.batches import BatchId
from evaluator.domain.provider_batches import Part, PartState, RemoteState
from tests.records import NOON

PLANNED = Part("p1", BatchId("b1"), first=3, last=3, requests=1, created_at=NOON)


def test_a_part_is_found_again_by_the_name_of_its_file() -> None:
    assert PLANNED.filename == "evaluator-p1.jsonl"


def test_a_part_grows_by_one_request_and_reaches_its_answer() -> None:
    grown = PLANNED.reaching(7)
    assert (grown.first, grown.last, grown.requests) == (3, 7, 2)


def test_a_part_may_cost_something_from_its_upload_until_its_replies_are_taken_in() -> None:
    uploaded = PLANNED.uploaded("file-1")
    submitted = uploaded.submitted("batch-1")
    course = [PLANNED, uploaded, submitted, submitted.moved(PartState.TAKEN_IN), submitted.moved(PartState.DONE)]
    assert [part.is_out for part in course] == [False, True, True, False, False]
    assert (submitted.file_id, submitted.remote_id) == ("file-1", "batch-1")


@pytest.mark.parametrize("state", RemoteState)
def test_a_batch_that_ended_in_any_way_is_over(state: RemoteState) -> None:
    assert state.is_over == (state in {"completed", "failed", "expired", "cancelled"})
