"""What several readings of one answer come to together."""

from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.judgements import Flag, FlagCode, Match, PointJudgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.rejections import RejectedQuote, Rejection
from evaluator.domain.votes import Rule, elect, flags_together, split_flag, tally
from tests.domain.opinions import COVERED, MISSED, PARTIAL, TOO_SHORT, UNSURE, quote, vote, votes

VERDICTS = st.lists(st.sampled_from(Verdict), min_size=1, max_size=9)
RULES = st.sampled_from(Rule)
CAST = st.lists(votes(), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("said", "by_readings", "by_judges"),
    [
        ([COVERED, COVERED, COVERED], COVERED, COVERED),
        ([COVERED, COVERED, MISSED], UNSURE, UNSURE),
        ([COVERED, COVERED, PARTIAL], UNSURE, UNSURE),
        ([COVERED, PARTIAL, MISSED], UNSURE, UNSURE),
        ([COVERED, COVERED, UNSURE], UNSURE, COVERED),
        ([UNSURE, COVERED], UNSURE, COVERED),
        ([MISSED, UNSURE], UNSURE, MISSED),
        ([UNSURE, COVERED, UNSURE], UNSURE, UNSURE),
        ([UNSURE, UNSURE], UNSURE, UNSURE),
        ([MISSED], MISSED, MISSED),
    ],
    ids=lambda value: value.value if isinstance(value, Verdict) else ",".join(value),
)
def test_a_verdict_stands_where_all_that_count_agree(
    said: Sequence[Verdict], by_readings: Verdict, by_judges: Verdict
) -> None:
    assert (Rule.UNANIMOUS.verdict(said), Rule.ESCALATED.verdict(said)) == (by_readings, by_judges)


@given(VERDICTS, st.randoms(use_true_random=False), RULES)
def test_the_order_of_votes_never_matters(said: list[Verdict], random: Random, rule: Rule) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    assert rule.verdict(shuffled) is rule.verdict(said)
    assert rule.is_split(shuffled) is rule.is_split(said)


@given(VERDICTS, RULES)
def test_one_more_vote_for_the_verdict_that_stands_changes_nothing(said: list[Verdict], rule: Rule) -> None:
    verdict = rule.verdict(said)
    assert rule.verdict([*said, verdict]) is verdict


@given(VERDICTS, RULES)
def test_a_split_is_never_credited_nor_called_missed(said: list[Verdict], rule: Rule) -> None:
    if rule.is_split(said):
        assert rule.verdict(said) is UNSURE


@given(VERDICTS, st.sampled_from(Verdict), RULES)
def test_one_more_vote_never_turns_one_verdict_into_another(said: list[Verdict], more: Verdict, rule: Rule) -> None:
    before, after = rule.verdict(said), rule.verdict([*said, more])
    assert UNSURE in (before, after) or before is after


@given(VERDICTS, RULES)
def test_nobody_gets_a_verdict_that_no_reading_gave(said: list[Verdict], rule: Rule) -> None:
    assert rule.verdict(said) in (*said, UNSURE)


def test_votes_are_told_best_first() -> None:
    assert tally([MISSED, COVERED, UNSURE, COVERED]) == "2 covered, 1 missed, 1 unsure"


@given(CAST, st.randoms(use_true_random=False), RULES, st.booleans())
def test_the_order_of_readings_never_matters_to_what_stands(
    cast: list[PointJudgement],
    random: Random,
    rule: Rule,
    is_void: bool,
) -> None:
    shuffled = list(cast)
    random.shuffle(shuffled)
    one, other = (elect(each, rule, is_void=is_void) for each in (cast, shuffled))
    assert (one.verdict, one.claimed, one.needs_review) == (other.verdict, other.claimed, other.needs_review)
    assert [evidence.span for evidence in one.evidence] == [evidence.span for evidence in other.evidence]
    assert set(one.rejected) == set(other.rejected)
    assert one.probability == other.probability


@given(CAST, RULES)
def test_what_is_credited_has_evidence_from_a_reading_that_credits_it(cast: list[PointJudgement], rule: Rule) -> None:
    elected = elect(cast, rule)
    proved = {one.span for each in cast if each.verdict is elected.verdict for one in each.evidence}
    if elected.verdict.credits:
        assert elected.evidence
        assert {evidence.span for evidence in elected.evidence} <= proved


@given(CAST, RULES)
def test_void_votes_credit_nothing(cast: list[PointJudgement], rule: Rule) -> None:
    elected = elect(cast, rule, is_void=True)
    assert (elected.verdict, elected.needs_review) == (UNSURE, True)


def test_evidence_of_those_who_agree_is_merged_in_the_answers_order_each_stretch_once() -> None:
    one = vote(COVERED, evidence=(quote(9, Match.FUZZY), quote(2)))
    other = vote(COVERED, evidence=(quote(9, Match.EXACT), quote(5)))
    assert elect([one, other], Rule.UNANIMOUS).evidence == (quote(2), quote(5), quote(9, Match.EXACT))


def test_evidence_of_one_who_could_not_tell_is_left_out_where_others_settle_it() -> None:
    doubting = vote(UNSURE, evidence=(quote(7),))
    assert elect([doubting, vote(COVERED, evidence=(quote(2),))], Rule.ESCALATED).evidence == (quote(2),)


def test_a_split_shows_what_every_side_quotes_and_says() -> None:
    one = vote(COVERED, reason="Names the store.", evidence=(quote(2),))
    other = vote(MISSED, reason="Names no store.")
    split = elect([other, one, one], Rule.UNANIMOUS)
    assert (split.verdict, split.claimed, split.needs_review) == (UNSURE, None, True)
    assert split.reason == "Covered: Names the store. Missed: Names no store."
    assert split.evidence == (quote(2),)


def test_the_reason_is_that_of_the_first_who_agrees_and_gives_one() -> None:
    cast = [vote(UNSURE, reason="Hard to say."), vote(COVERED, reason=""), vote(COVERED, reason="Names it.")]
    assert elect(cast, Rule.ESCALATED).reason == "Names it."


def test_a_claim_that_all_make_and_none_can_prove_is_told_as_theirs() -> None:
    refused = (RejectedQuote("cold rows", Rejection.NOT_FOUND),)
    cast = [vote(UNSURE, claimed=COVERED, rejected=refused), vote(UNSURE, claimed=COVERED, rejected=refused)]
    elected = elect(cast, Rule.UNANIMOUS)
    assert (elected.claimed, elected.rejected) == (COVERED, refused)
    assert elect([cast[0], vote(UNSURE, claimed=PARTIAL)], Rule.UNANIMOUS).claimed is None
    assert elect([cast[0], vote(UNSURE)], Rule.UNANIMOUS).claimed is None
    assert elect([cast[0], vote(COVERED)], Rule.UNANIMOUS).claimed is None


def test_a_point_waits_for_a_person_where_all_who_settle_it_do() -> None:
    matched = vote(MISSED, needs_review=True)
    assert elect([matched], Rule.ESCALATED).needs_review is True
    assert elect([matched, vote(MISSED)], Rule.ESCALATED).needs_review is False
    assert elect([matched, vote(UNSURE)], Rule.ESCALATED).needs_review is True


@pytest.mark.parametrize(
    ("cast", "expected"),
    [
        ([vote(COVERED, probability=0.9), vote(COVERED, probability=0.7)], 0.8),
        ([vote(COVERED, probability=0.9), vote(COVERED)], 1.0),
        ([vote(COVERED), vote(COVERED), vote(MISSED), vote(PARTIAL)], 0.5),
    ],
    ids=["their mean", "not all have one", "the share of votes"],
)
def test_the_probability_is_the_mean_of_theirs_or_the_share_of_votes(
    cast: list[PointJudgement], expected: float
) -> None:
    assert elect(cast, Rule.UNANIMOUS).probability == pytest.approx(expected)


def _ballots(said: Mapping[str, Sequence[Verdict]]) -> list[dict[PointId, Verdict]]:
    rows = zip(*said.values(), strict=True)
    return [{PointId(name): verdict for name, verdict in zip(said, row, strict=True)} for row in rows]


def test_a_split_is_flagged_with_the_points_and_the_votes() -> None:
    points = [vote(UNSURE, "store"), vote(MISSED, "load"), vote(UNSURE, "age"), vote(UNSURE, "why")]
    said = {
        "store": [COVERED, MISSED, COVERED],
        "load": [MISSED] * 3,
        "age": [PARTIAL, MISSED, UNSURE],
        "why": [UNSURE] * 3,
    }
    assert split_flag(points, _ballots(said), Rule.UNANIMOUS) == Flag(
        FlagCode.SPLIT_VOTE,
        points=(PointId("store"), PointId("age")),
        count=2,
        detail="2 covered, 1 missed; 1 partial, 1 missed, 1 unsure",
    )


def test_a_split_of_ballots_that_another_judge_has_settled_is_no_flag() -> None:
    ballots = _ballots({"store": [COVERED, MISSED, COVERED]})
    assert split_flag([vote(COVERED)], ballots, Rule.ESCALATED) is None


def test_votes_that_did_not_come_are_flagged_as_well() -> None:
    flag = split_flag([vote(MISSED)], _ballots({"store": [MISSED, MISSED]}), Rule.UNANIMOUS, "1 of 3 readings failed")
    assert flag == Flag(FlagCode.SPLIT_VOTE, points=(), count=0, detail="1 of 3 readings failed")
    assert split_flag([vote(MISSED)], _ballots({"store": [MISSED, MISSED]}), Rule.UNANIMOUS) is None


def _unverified(*names: str) -> Flag:
    return Flag(FlagCode.UNVERIFIED_EVIDENCE, points=tuple(map(PointId, names)), count=len(names))


def test_a_flag_of_claims_speaks_of_the_points_that_are_open_still() -> None:
    points = [vote(COVERED, "store"), vote(UNSURE, "load"), vote(UNSURE, "age")]
    readings = [[_unverified("store", "load")], [_unverified("load", "age")], []]
    assert flags_together(readings, points, None) == (_unverified("load", "age"),)
    assert flags_together([[_unverified("store")], []], points, None) == ()


def test_what_the_answer_is_flagged_for_is_said_once_and_the_split_beside_it() -> None:
    split = Flag(FlagCode.SPLIT_VOTE, points=(PointId("store"),), count=1, detail="1 covered, 1 missed")
    own = Flag(FlagCode.SPLIT_VOTE, points=(PointId("load"),), count=1, detail="1 covered, 1 missed")
    assert flags_together([[TOO_SHORT, own], [TOO_SHORT]], [vote(UNSURE)], split) == (split, TOO_SHORT)


def test_decoys_credited_by_any_are_flagged_together() -> None:
    one, other = (
        Flag(FlagCode.CANARY_CREDITED, points=(PointId(name), PointId("decoy-1")), count=2) for name in ("d", "e")
    )
    (flag,) = flags_together([[one], [other]], [vote(UNSURE)], None)
    assert (flag.points, flag.count) == (("d", "decoy-1", "e"), 3)


def test_word_matching_is_flagged_where_nobody_did_more() -> None:
    matched = Flag(FlagCode.MATCHER_ONLY)
    assert flags_together([[matched], [matched]], [vote(MISSED)], None) == (matched,)
    assert flags_together([[matched], []], [vote(MISSED)], None) == ()
