from dataclasses import replace

import pytest

from evaluator.domain.commitments import without_words
from evaluator.domain.judgements import Flag, FlagCode, Judgement, Reason, Unscored, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.scoring import cover
from evaluator.web.pages.figures import Range
from evaluator.web.pages.judgement_view import JudgementView, judgement_view
from tests.web.pages.specimens import (
    BREAD,
    MATCHER,
    PRIMARY,
    essay,
    judgement,
    point,
    provenance,
    transcript,
    unscored,
)


def shown(judged: Judgement) -> JudgementView:
    return judgement_view(judged, BREAD, [PRIMARY, MATCHER])


def with_verdicts(*verdicts: Verdict) -> Judgement:
    points = tuple(point(number, verdict) for number, verdict in enumerate(verdicts, start=1))
    return judgement(points=points, coverage=cover(points))


def test_the_head_says_who_judged_what_and_when() -> None:
    view = shown(judgement())
    assert (view.question, view.candidate, view.judged_by) == (BREAD.text, "C-1042", "primary (sage-7b)")
    assert view.shape == "transcript, 4\u00a0turns, 28\u00a0words by the candidate"
    assert (view.judged.day, view.judged.clock) == ("22\u00a0Nov\u00a02026", "09:14")
    assert (view.ledger, view.title) == ("#18\u00a0207", "Judgement 18\u00a0207")


def test_a_typed_answer_is_counted_by_paragraphs() -> None:
    view = shown(judgement(essay(), points=()))
    assert view.shape == "typed, 2\u00a0paragraphs, 18\u00a0words"


def test_the_result_is_a_range_with_a_tally_in_the_order_of_verdicts() -> None:
    result = shown(judgement()).result
    assert result is not None
    assert result.range == Range(50, 79, 70)
    assert result.tally == (("covered", 1), ("partial", 1), ("missed", 1), ("unsure", 1))
    assert result.note == "1\u00a0point is open, so coverage is a range. Without it: 70\u00a0%"


@pytest.mark.parametrize(
    ("note", "verdicts"),
    [
        ("", (Verdict.COVERED, Verdict.MISSED)),
        ("Every point is open", (Verdict.UNSURE, Verdict.UNSURE)),
        (
            "2_points are open, so coverage is a range. Without them: 100_%",
            (Verdict.COVERED, Verdict.UNSURE, Verdict.UNSURE),
        ),
    ],
    ids=["none open", "all open", "some open"],
)
def test_the_note_says_what_is_open(note: str, verdicts: tuple[Verdict, ...]) -> None:
    result = shown(with_verdicts(*verdicts)).result
    assert result is not None
    assert result.note == note.replace("_", "\u00a0")


def test_where_no_point_has_evidence_the_legend_speaks_of_none() -> None:
    bare = replace(judgement(), points=tuple(replace(each, evidence=()) for each in judgement().points))
    assert shown(bare).legend == "No words are marked: no point has evidence"


def test_word_matching_says_so_in_title_note_and_legend() -> None:
    judged = replace(judgement(), flags=(Flag(FlagCode.MATCHER_ONLY),), judge=MATCHER.identity)
    view = shown(judged)
    assert view.by_matcher
    assert view.title.endswith(", word matching only")
    assert view.judged_by == "the built-in matcher"
    assert view.legend == "Marked words are what the matcher found; they may still be wrong"
    assert view.result is not None
    assert view.result.note == "1\u00a0point is open: the matcher cannot settle it"


@pytest.mark.parametrize(("expected", "judges"), [(True, [MATCHER]), (False, [PRIMARY, MATCHER])], ids=str)
def test_only_where_no_other_judge_is_set_up_is_that_said(expected: bool, judges: list[object]) -> None:
    assert judgement_view(judgement(), BREAD, judges).matcher_only_here is expected


def test_an_unscored_judgement_shows_why_and_all_points_without_verdicts() -> None:
    view = shown(
        unscored(Unscored(Reason.REPLY_TRUNCATED, "The judge's reply was cut off at its length limit, twice."))
    )
    assert view.result is None
    assert view.unscored is not None
    assert view.unscored.why == "The judge’s reply was cut off at its length limit, twice."
    assert view.unscored.consequence.endswith("Nothing about the candidate follows from it.")
    assert view.title.endswith(", not scored")
    assert [each.verdict for each in view.points] == ["unscored"] * 4
    assert view.legend == "Read it yourself: the answer is kept as it came"


def test_the_decoys_that_were_credited_are_named_by_their_text() -> None:
    judged = judgement(
        flags=(Flag(FlagCode.CANARY_CREDITED, points=(PointId("choir"),)),),
        provenance=replace(provenance(transcript()), canaries_credited=(PointId("choir"), PointId("gone"))),
    )
    assert shown(judged).decoys == ("A choir sings to the loaf every evening", "gone")


def test_judging_again_names_price_and_destination() -> None:
    again = shown(judgement()).again
    assert again is not None
    assert again.label == "Judge again, about $0.004"
    assert again.price == ("Takes about 6\u00a0s and costs about $0.004. 28\u00a0words go to primary (llm.example).")


def test_what_can_no_longer_be_judged_as_it_was_cannot_be_judged_again() -> None:
    assert judgement_view(judgement(), None, [PRIMARY]).again is None
    assert judgement_view(judgement(), BREAD, [MATCHER]).again is None


def test_an_erased_answer_leaves_the_verdicts_and_cannot_be_judged_again() -> None:
    view = shown(without_words(judgement()))
    assert (view.shape, view.legend, view.answer.paragraphs, view.again) == ("answer erased", "erased", (), None)
    assert [each.verdict for each in view.points] == ["covered", "partial", "unsure", "missed"]
    assert view.result is not None


def test_a_judgement_outlives_its_question() -> None:
    view = judgement_view(judgement(), None, [PRIMARY])
    assert (view.question, len(view.points)) == (BREAD.text, 4)
