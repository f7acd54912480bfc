"""What happened to a judgement after it was made, as its page tells it."""

from dataclasses import replace

from evaluator.domain.answers import Span
from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.ledger import ZERO, Entry, EntryKind, moment_text
from evaluator.domain.reviews import Blind, Final, FinalPoint, PointReview, ReasonForChange, Review, ReviewId, Stream
from evaluator.services.audit_log import Story, StoryEntry
from evaluator.web.pages.story_view import story_view
from tests.fakes import NOON, fixed_digest
from tests.records import POINTS, WHOLE

BLIND = Blind(
    (
        PointReview(POINTS[0].point_id, Verdict.MISSED, (Span(24, 44),), "Half of it."),
        PointReview(POINTS[1].point_id, Verdict.COVERED),
        PointReview(POINTS[2].point_id, Verdict.MISSED),
    ),
    NOON,
    NOON,
    41.5,
)
REVIEW = Review(ReviewId("review-1"), JudgementId(WHOLE.id), "rosa", Stream.TARGETED, None, BLIND)
FINAL = Final(
    (
        FinalPoint(POINTS[0].point_id, Verdict.COVERED, ReasonForChange.MISSED_IT),
        FinalPoint(POINTS[1].point_id, Verdict.COVERED, ReasonForChange.JUDGE_WRONG),
        FinalPoint(POINTS[2].point_id, Verdict.MISSED),
    ),
    NOON,
    9.0,
)


def entry(seq: int, kind: str) -> Entry:
    return Entry(seq, kind, WHOLE.id, "{}", moment_text(NOON), ZERO, fixed_digest(f"entry {seq}"))


def test_a_review_that_is_not_finished_has_no_final_verdicts() -> None:
    (told,) = story_view(WHOLE, Story((REVIEW,), ())).reviews
    assert (told.reviewer, told.stream, told.took) == ("rosa", "picked out", "42\u00a0s")
    assert (told.shown, told.finished, told.took_to_finish) == (None, None, "")
    first = told.points[0]
    assert (first.number, first.judge, first.blind, first.final) == (1, "covered", "missed", "")
    assert (first.quotes, first.note) == (("Threads share memory",), "Half of it.")


def test_a_finished_review_says_what_stands_and_why() -> None:
    finished = replace(REVIEW, revealed_at=NOON, final=FINAL)
    (told,) = story_view(WHOLE, Story((finished,), ())).reviews
    assert told.shown is not None
    assert (told.finished, told.took_to_finish) == (told.shown, "9.0\u00a0s")
    assert [(point.final, point.reason) for point in told.points] == [
        ("covered", "missed it"),
        ("covered", "it can be told"),
        ("missed", ""),
    ]


def test_entries_are_told_in_words_and_hold() -> None:
    entries = (
        StoryEntry(entry(18_207, EntryKind.JUDGEMENT)),
        StoryEntry(entry(18_208, EntryKind.ERASURE)),
        StoryEntry(entry(18_209, "some_later_kind")),
    )
    view = story_view(WHOLE, Story((), entries))
    assert [row.kind for row in view.entries] == ["judgement", "erasure of its words", "some later kind"]
    assert view.entries[0].number == "#18\u00a0207"
    assert view.is_sound
    assert "is the same" in view.verdict


def test_what_does_not_match_is_told() -> None:
    view = story_view(WHOLE, Story((), (StoryEntry(entry(1, EntryKind.JUDGEMENT), "its judgement is missing"),)))
    assert (view.is_sound, view.entries[0].fault) == (False, "its judgement is missing")
    assert "Have the whole ledger checked" in view.verdict
