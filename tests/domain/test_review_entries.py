"""What the ledger says of a review, and what it keeps for itself."""

from dataclasses import replace

import pytest

from evaluator.digests import canonical_json, digest_text
from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.review_entries import (
    commit_payload,
    disclosure_payload,
    final_payload,
    remarks_of,
    reveal_payload,
    skip_payload,
    with_remarks,
)
from evaluator.domain.review_queue import Skip, SkipReason
from evaluator.domain.reviews import Blind, Final, PointReview, Review, ReviewId, Seeded, Stream
from tests.records import NOON
from tests.review_records import BLIND, FINAL, later

REVIEW = Review(
    ReviewId("review-1"),
    JudgementId("judgement-1"),
    "boris",
    Stream.RANDOM,
    0.05,
    Blind(BLIND, NOON, later(1), 41.5),
    later(1),
    Final(FINAL, later(2), 12.25),
)
WHOSE = {"judgement": "judgement-1", "reviewer": "boris"}


def test_a_commit_tells_every_verdict_and_of_the_words_only_a_commitment() -> None:
    commitment = digest_text("words")
    assert commit_payload(REVIEW, commitment) == WHOSE | {
        "stream": "random",
        "inclusion_probability": 0.05,
        "verdicts": [["shares-memory", "covered"], ["own-stack", "missed"], ["scheduling", "partial"]],
        "began_at": "2026-11-22T12:00:00.000000Z",
        "seconds": 41.5,
        "words_commitment": commitment,
    }


def test_a_reveal_tells_whom_it_was_shown() -> None:
    assert reveal_payload(REVIEW) == WHOSE


def test_the_end_tells_every_verdict_with_its_reason() -> None:
    assert final_payload(REVIEW) == WHOSE | {
        "verdicts": [
            ["shares-memory", "covered", None],
            ["own-stack", "missed", "judge_wrong"],
            ["scheduling", "missed", "missed_it"],
        ],
        "seconds": 12.25,
    }


def test_a_review_that_is_not_finished_has_no_end_to_tell() -> None:
    with pytest.raises(ValueError, match="no final part"):
        final_payload(replace(REVIEW, final=None))


def test_a_skip_tells_who_and_why_and_until_when() -> None:
    skip = Skip(JudgementId("judgement-1"), "boris", SkipReason.LATER, NOON, later(30))
    assert skip_payload(skip) == {"reviewer": "boris", "reason": "later", "until": "2026-11-22T12:30:00.000000Z"}
    assert skip_payload(replace(skip, reason=SkipReason.UNREADABLE, until=None))["until"] is None


def test_no_payload_holds_a_word_of_the_reviewers() -> None:
    payloads = [commit_payload(REVIEW, digest_text("words")), reveal_payload(REVIEW), final_payload(REVIEW)]
    told = b"".join(map(canonical_json, payloads))
    assert [word for word in (b"outright", b"Half of it", b'"start"') if word in told] == []


def test_a_review_is_whole_again_with_its_words() -> None:
    bare = [PointReview(point.point_id, point.verdict) for point in BLIND]
    assert with_remarks(bare, remarks_of(BLIND)) == BLIND


def test_a_wrong_verdict_is_told_with_the_reveal_and_again_with_what_was_said_under_it() -> None:
    shown = Seeded(BLIND[0].point_id, Verdict.MISSED)
    assert reveal_payload(replace(REVIEW, seeded=shown)) == WHOSE | {"seeded": ["shares-memory", "missed"]}
    said = replace(REVIEW, seeded=replace(shown, said=REVIEW.final))
    assert disclosure_payload(said) == final_payload(REVIEW) | {"seeded": ["shares-memory", "missed"]}


@pytest.mark.parametrize(
    "seeded", [None, Seeded(BLIND[0].point_id, Verdict.MISSED)], ids=["none shown", "nothing said"]
)
def test_there_is_no_entry_of_a_disclosure_that_was_none(seeded: Seeded | None) -> None:
    with pytest.raises(ValueError, match="Nothing was said"):
        disclosure_payload(replace(REVIEW, seeded=seeded))
