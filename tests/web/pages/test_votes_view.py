"""What each of several readings said, as the judgement's page shows it."""

from dataclasses import replace

from evaluator.domain.judgements import (
    Ballot,
    Flag,
    FlagCode,
    JudgeIdentity,
    Judgement,
    Reason,
    Status,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.web.pages.answer_view import answer_view
from evaluator.web.pages.flag_notes import flag_notes
from evaluator.web.pages.judgement_view import judgement_view
from evaluator.web.pages.peek_view import peek_view
from evaluator.web.pages.provenance_view import provenance_view
from evaluator.web.pages.votes_view import votes_view
from tests.web.pages.specimens import BREAD, PRIMARY, judgement, points_of, transcript

COVERED, MISSED, UNSURE = Verdict.COVERED, Verdict.MISSED, Verdict.UNSURE
POINTS = [point.id for point in BREAD.points]
OTHER = JudgeIdentity("other", "oak-70b", "coverage/v1", "far.example")
DOWN = Unscored(Reason.ENDPOINT_TIMEOUT, "The endpoint's reply did not come in time.")


def ballot(judge: JudgeIdentity, *verdicts: Verdict, seed: int = 1) -> Ballot:
    return Ballot(judge, dict(zip(POINTS, verdicts, strict=True)), seed, usage=Usage(1400, 0, 210, 0.0021))


def split(*ballots: Ballot, detail: str = "1 covered, 1 missed", points: int = 1) -> Judgement:
    said = points_of(transcript())
    voted = (replace(said[0], verdict=UNSURE, reason="Covered: Says so. Missed: Does not."), *said[1:])
    flag = Flag(FlagCode.SPLIT_VOTE, points=tuple(POINTS[:points]), count=points, detail=detail)
    made = judgement(points=voted, flags=(flag,))
    return replace(made, provenance=replace(made.provenance, ballots=ballots))


TWO_READINGS = (
    ballot(PRIMARY.identity, COVERED, Verdict.PARTIAL, UNSURE, MISSED, seed=11),
    ballot(PRIMARY.identity, MISSED, Verdict.PARTIAL, UNSURE, MISSED, seed=12),
)
TWO_JUDGES = (TWO_READINGS[0], replace(TWO_READINGS[1], judge=OTHER))


def test_a_judgement_of_one_reading_shows_no_votes() -> None:
    assert votes_view(judgement()) is None
    assert provenance_view(judgement()).votes is None


def test_every_reading_stands_in_a_column_and_every_point_in_a_row() -> None:
    view = votes_view(split(*TWO_READINGS))
    assert view is not None
    assert [voter.name for voter in view.voters] == ["primary, reading\u00a01", "primary, reading\u00a02"]
    assert [(row.number, row.verdicts) for row in view.rows] == [
        (1, ("covered", "missed")),
        (2, ("partial", "partial")),
        (3, ("unsure", "unsure")),
        (4, ("missed", "missed")),
    ]
    assert view.voters[0].took == "1\u00a0400, 210; $0.0021"


def test_judges_of_a_panel_go_by_their_names_and_models() -> None:
    view = votes_view(split(*TWO_JUDGES))
    assert view is not None
    assert [(voter.name, voter.model) for voter in view.voters] == [("primary", "sage-7b"), ("other", "oak-70b")]


def test_the_matcher_on_a_panel_goes_by_its_name_and_costs_nothing_to_tell() -> None:
    matched = Ballot(JudgeIdentity("matcher", "matcher/1", "none"), TWO_READINGS[0].verdicts)
    view = votes_view(split(matched, TWO_READINGS[1]))
    assert view is not None
    assert (view.voters[0].name, view.voters[0].took) == ("matcher", "")


def test_a_reading_that_failed_says_why_and_has_no_verdicts() -> None:
    failed = Ballot(PRIMARY.identity, seed=13, unscored=DOWN)
    view = votes_view(split(*TWO_READINGS, failed))
    assert view is not None
    assert view.rows[0].verdicts == ("covered", "missed", "unscored")
    assert view.voters[2].failed == "Not scored. The endpoint’s reply did not come in time."


def test_where_no_reading_came_to_anything_each_says_why() -> None:
    failed = Ballot(PRIMARY.identity, unscored=DOWN)
    nothing = replace(split(failed, failed), status=Status.UNSCORED, points=(), flags=(), coverage=None, unscored=DOWN)
    view = votes_view(nothing)
    assert view is not None
    assert (view.rows, [bool(voter.failed) for voter in view.voters]) == ((), [True, True])


def test_a_split_point_says_how_they_voted_before_what_they_said() -> None:
    view = judgement_view(split(*TWO_JUDGES), BREAD, [PRIMARY])
    assert view.points[0].split == "The judges disagree: 1 covered, 1 missed. A person decides."
    assert view.points[0].reason == "Covered: Says so. Missed: Does not."
    assert [point.split for point in view.points[1:]] == ["", "", ""]
    assert peek_view(split(*TWO_JUDGES), 1).point.split == view.points[0].split


def test_one_judge_disagrees_with_itself() -> None:
    view = judgement_view(split(*TWO_READINGS), BREAD, [PRIMARY])
    assert view.points[0].split.startswith("The judge disagrees with itself: 1 covered, 1 missed.")


def told(made: Judgement) -> tuple[str, str, str]:
    (note,) = flag_notes(made, answer_view(made.answer))
    return note.before, note.bold, note.after


def test_the_flag_says_who_disagrees_and_how_they_voted() -> None:
    assert told(split(*TWO_JUDGES)) == ("", "The judges disagree", " on point 1: 1 covered, 1 missed.")
    assert told(split(*TWO_READINGS)) == ("", "The judge disagrees with itself", " on point 1: 1 covered, 1 missed.")


def test_the_flag_says_how_many_votes_are_missing() -> None:
    made = split(*TWO_READINGS, detail="1 of 3 readings failed", points=0)
    assert told(made) == ("1 of 3 readings ", "failed", ". What the others say waits for a person.")


def test_the_seed_of_every_reading_is_told() -> None:
    facts = {fact.name: fact.value for fact in provenance_view(split(*TWO_READINGS)).facts}
    assert facts["Order of the points"] == "shuffled, seeds 11, 12"
