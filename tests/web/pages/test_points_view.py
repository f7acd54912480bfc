import pytest

from evaluator.domain.judgements import Match, PointJudgement, Verdict
from evaluator.domain.rejections import Rejection
from evaluator.web.pages.answer_view import answer_view
from evaluator.web.pages.points_view import PointView, highlights_of, point_views, weight_note
from tests.web.pages.specimens import essay, evidence, point, points_of, transcript


def shown(*points: PointJudgement, voided: bool = False) -> tuple[PointView, ...]:
    return point_views(points, answer_view(transcript()), voided=voided)


def test_points_keep_the_order_of_the_bank() -> None:
    views = shown(*points_of(transcript()))
    assert [(view.number, view.verdict, view.is_open) for view in views] == [
        (1, "covered", False),
        (2, "partial", False),
        (3, "unsure", True),
        (4, "missed", False),
    ]


@pytest.mark.parametrize(("expected", "weight"), [("", 1.0), ("weight 3", 3.0), ("weight 0.5", 0.5)], ids=str)
def test_a_weight_is_told_where_it_is_not_the_usual_one(expected: str, weight: float) -> None:
    assert weight_note(weight) == expected


@pytest.mark.parametrize(
    ("note", "match", "claimed", "wrote"),
    [
        ("", Match.EXACT, None, ""),
        ("same words", Match.NORMALISED, "Linen bag!", ""),
        ("near match", Match.FUZZY, "a linnen bag", "The judge wrote"),
        ("", Match.LOCATED, "cloth is best", "Found by us: the judge quoted other words,"),
        ("found by us", Match.LOCATED, None, ""),
    ],
    ids=str,
)
def test_a_quote_says_how_it_was_found(note: str, match: Match, claimed: str | None, wrote: str) -> None:
    found = evidence(transcript(), "linen bag", match, claimed)
    (view,) = shown(point(1, Verdict.COVERED, found))
    assert (view.quotes[0].note, view.quotes[0].judge_wrote) == (note, wrote)
    assert view.quotes[0].claimed == (claimed if wrote else "")
    assert (view.quotes[0].text, view.quotes[0].place) == ("linen bag", "¶\u00a02")


def test_a_quote_across_paragraphs_names_both() -> None:
    answer = essay()
    found = evidence(answer, "fridge.\n\n\nFor longer")
    (view,) = point_views([point(1, Verdict.COVERED, found)], answer_view(answer), voided=False)
    assert (view.quotes[0].text, view.quotes[0].place) == ("fridge. For longer", "¶\u00a01–2")


@pytest.mark.parametrize(
    ("why", "told", "sentence"),
    [
        (Rejection.NOT_FOUND, "not in the answer", "the words it quoted are not in the answer"),
        (
            Rejection.COPIED,
            "copied from the question or the point",
            "the words it quoted are copied from the question or the point",
        ),
        (Rejection.OFF_POINT, "not about this point", "the words it quoted are not about this point"),
        (
            Rejection.SUSPICIOUS,
            "inside words addressed to the grader",
            "the words it quoted are addressed to whoever grades the answer",
        ),
        (Rejection.LISTED, "named in a list, not explained", "the words it quoted only name it, in a list"),
    ],
    ids=lambda value: value if isinstance(value, Rejection) else "",
)
def test_a_refused_quote_says_why_and_so_does_the_point(why: Rejection, told: str, sentence: str) -> None:
    (view,) = shown(point(1, Verdict.UNSURE, refused=(why,), claimed=Verdict.COVERED))
    assert view.refused[0].why == told
    assert view.set_aside == f"The judge called this covered, but {sentence}. A person decides."


def test_a_claim_without_any_quote_says_so() -> None:
    (view,) = shown(point(1, Verdict.UNSURE, claimed=Verdict.PARTIAL))
    assert view.set_aside == "The judge called this partial, but it quoted no words that prove it. A person decides."


def test_a_claim_set_aside_for_a_decoy_says_so_where_its_quote_was_good() -> None:
    found = evidence(transcript(), "linen bag")
    (view,) = shown(point(1, Verdict.UNSURE, found, claimed=Verdict.COVERED), voided=True)
    assert view.set_aside == "The judge called this covered, but it credited a decoy point as well. A person decides."


def test_a_missed_point_set_aside_for_a_decoy_is_not_blamed_on_its_quotes() -> None:
    (view,) = shown(point(1, Verdict.UNSURE, claimed=Verdict.MISSED), voided=True)
    assert view.set_aside == "The judge called this missed, but it credited a decoy point as well. A person decides."


def test_a_verdict_that_stands_is_not_explained_away() -> None:
    assert shown(point(4, Verdict.MISSED))[0].set_aside == ""


def test_every_piece_of_evidence_is_highlighted_and_resemblances_as_such() -> None:
    answer = transcript()
    marks = highlights_of(points_of(answer))
    assert [(answer.text[mark.span.start : mark.span.end], mark.point, mark.loose) for mark in marks] == [
        ("linen bag", 1, False),
        ("n the fridge", 2, True),
    ]
