"""Holds and retention as the ledger and people are told of them."""

from datetime import timedelta

from evaluator.domain.keeping import (
    Due,
    Hold,
    HoldId,
    HoldKind,
    Lifting,
    due_before,
    lifting_payload,
    placing_payload,
    subject_commitment,
)
from tests.records import NOON


def hold(kind: HoldKind = HoldKind.BATCH, subject: str | None = "b-1", lifting: Lifting | None = None) -> Hold:
    return Hold(HoldId("h-1"), kind, subject, NOON, "ada", "A case is pending.", 12_345, lifting)


def test_the_entry_of_a_hold_names_a_batch_and_a_candidate_only_by_a_commitment() -> None:
    told = {"by": "ada", "why": "A case is pending."}
    assert placing_payload(hold(), None) == told | {"on": "batch", "subject": "b-1", "subject_commitment": None}
    commitment = subject_commitment(b"salt", "C-1")
    assert placing_payload(hold(HoldKind.CANDIDATE, "C-1"), commitment) == told | {
        "on": "candidate",
        "subject": None,
        "subject_commitment": commitment,
    }


def test_a_commitment_depends_on_salt_and_subject_and_takes_any_text() -> None:
    made = {subject_commitment(salt, subject) for salt in (b"a", b"b") for subject in ("C-1", "C-2", "\ud800")}
    assert len(made) == 6


def test_the_entry_of_a_lifting_says_who_and_why() -> None:
    assert lifting_payload(Lifting(NOON, "otto", "Closed.")) == {"by": "otto", "why": "Closed."}


def test_a_hold_stands_until_it_is_lifted() -> None:
    assert hold().stands
    assert not hold(lifting=Lifting(NOON, "otto", "Closed.")).stands


def test_what_is_said_of_a_hold_does_not_name_the_candidate() -> None:
    assert hold().message == "Held: the batch b-1, since 22 Nov 2026, by ada: A case is pending. (entry #12 345)"
    assert "C-1" not in hold(HoldKind.CANDIDATE, "C-1").message
    assert "this candidate" in hold(HoldKind.CANDIDATE, "C-1").message


def test_what_is_older_than_the_days_is_due() -> None:
    assert due_before(NOON, 183) == NOON - timedelta(days=183)


def test_there_may_be_something_to_erase_where_not_all_was_looked_at() -> None:
    assert [Due(NOON).is_any, Due(NOON, 1).is_any, Due(NOON, is_whole=False).is_any] == [False, True, True]
