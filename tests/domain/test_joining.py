"""Several opinions on one answer as one outcome."""

from dataclasses import replace
from datetime import UTC, datetime

from evaluator.digests import digest_json, digest_text
from evaluator.domain.joining import Opinion, join
from evaluator.domain.judgements import (
    Attempt,
    Ballot,
    Coverage,
    Flag,
    FlagCode,
    JudgeIdentity,
    Reason,
    Unscored,
    Usage,
    Verdict,
)
from evaluator.domain.outcomes import Outcome
from evaluator.domain.readings import Exchange
from evaluator.domain.votes import Rule
from tests.domain.opinions import (
    COVERED,
    FAILURE,
    LARGE,
    MISSED,
    PAID,
    SMALL,
    TOO_SHORT,
    UNSURE,
    failure,
    opinions,
    outcome,
    vote,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def _readings(*outcomes: Outcome) -> Outcome:
    return join(opinions(outcomes, [SMALL] * 9), Rule.UNANIMOUS, least=2, voters="readings")


def _verdicts(joint: Outcome) -> list[Verdict]:
    return [point.verdict for point in joint.points]


def test_points_are_settled_one_by_one_and_coverage_follows_from_them() -> None:
    joint = _readings(
        outcome(vote(COVERED, "store"), vote(MISSED, "load")), outcome(vote(COVERED, "store"), vote(COVERED, "load"))
    )
    assert _verdicts(joint) == [COVERED, UNSURE]
    assert joint.coverage == Coverage(1.0, 0.5, 1.0)
    assert joint.flags == (
        Flag(FlagCode.SPLIT_VOTE, points=(joint.points[1].point_id,), count=1, detail="1 covered, 1 missed"),
    )


def test_every_reading_leaves_a_ballot_in_its_order() -> None:
    joint = _readings(outcome(vote(COVERED), seed=1), outcome(vote(MISSED), seed=2), failure())
    assert joint.ballots == (
        Ballot(SMALL, {joint.points[0].point_id: COVERED}, 1, None, PAID),
        Ballot(SMALL, {joint.points[0].point_id: MISSED}, 2, None, PAID),
        Ballot(SMALL, {}, 9, FAILURE, PAID),
    )


def test_an_opinion_that_was_put_together_itself_hands_on_its_ballots() -> None:
    first = _readings(outcome(vote(UNSURE), seed=1), outcome(vote(MISSED), seed=2))
    joint = join(
        [Opinion(SMALL, first), Opinion(LARGE, outcome(vote(MISSED)))], Rule.ESCALATED, least=1, voters="judges"
    )
    assert [ballot.judge.name for ballot in joint.ballots] == ["small", "small", "large"]
    assert _verdicts(joint) == [MISSED]


def test_where_enough_came_the_others_settle_it_and_a_person_is_asked_to_look() -> None:
    joint = _readings(outcome(vote(COVERED)), failure(), outcome(vote(COVERED)))
    assert _verdicts(joint) == [COVERED]
    assert all(point.needs_review for point in joint.points)
    assert [(flag.code, flag.points, flag.detail) for flag in joint.flags] == [
        (FlagCode.SPLIT_VOTE, (), "1 of 3 readings failed")
    ]


def test_where_too_few_came_nothing_is_scored_and_all_that_was_paid_is_told() -> None:
    refused = Unscored(Reason.REPLY_REFUSED, "The judge refused to answer.")
    joint = _readings(failure(refused, (TOO_SHORT,)), outcome(vote(COVERED), flags=(TOO_SHORT,)), failure())
    assert (joint.points, joint.coverage, joint.flags) == ((), None, (TOO_SHORT,))
    assert joint.unscored == Unscored(Reason.REPLY_REFUSED, "The judge refused to answer. 2 of 3 readings failed.")
    assert joint.exchange.usage == Usage(30, 0, 15, 0.03)
    assert len(joint.ballots) == 3


def test_an_opinion_alone_stays_as_it_is_and_leaves_its_ballot() -> None:
    said, down = outcome(vote(COVERED), flags=(TOO_SHORT,)), failure()
    assert replace(_readings(said), ballots=()) == said
    joint = _readings(down)
    assert (replace(joint, ballots=(), parts=()), joint.parts) == (down, (down,))
    assert [ballot.unscored for ballot in (*_readings(said).ballots, *_readings(down).ballots)] == [None, FAILURE]


def test_one_that_credits_a_decoy_voids_what_all_say_and_nobody_counts_as_contradicted() -> None:
    void = Flag(FlagCode.CANARY_CREDITED, points=(vote(COVERED, "decoy-1").point_id,), count=1)
    joint = _readings(
        outcome(vote(COVERED)), outcome(vote(UNSURE, claimed=COVERED), flags=(void,), decoys=("decoy-1",), seed=2)
    )
    assert (_verdicts(joint), joint.flags, joint.canaries_credited) == ([UNSURE], (void,), ("decoy-1",))
    assert joint.points[0].claimed is COVERED
    assert joint.coverage == Coverage(None, 0.0, 1.0)


def test_all_that_was_sent_received_and_paid_stands_in_order() -> None:
    attempt = Attempt(1, NOON, 0.5, "ok")
    one, other = outcome(vote(COVERED), seed=1), outcome(vote(COVERED), seed=2)
    one = replace(
        one, exchange=replace(one.exchange, attempts=(attempt, replace(attempt, number=2)), model_answered="a")
    )
    other = replace(
        other,
        exchange=replace(other.exchange, attempts=(attempt,), model_answered="b", parameters_refused=("seed",)),
    )
    exchange = _readings(one, other).exchange
    assert [message["content"] for message in exchange.sent] == ["1", "2"]
    assert exchange.raw_replies == ("r1", "r2")
    assert [attempt.number for attempt in exchange.attempts] == [1, 2, 3]
    assert exchange.usage == Usage(20, 0, 10, 0.02)
    assert (exchange.model_answered, exchange.parameters_refused) == ("a, b", ("seed",))
    assert exchange.rendered_digest == digest_json([digest_text("1"), digest_text("2")])


def test_decoys_of_all_readings_are_named_once() -> None:
    assert _readings(outcome(vote(COVERED), seed=1), outcome(vote(COVERED), seed=2)).canaries == ("decoy-1", "decoy-2")


def test_what_was_sent_by_one_alone_keeps_its_own_digest() -> None:
    matched = replace(outcome(vote(UNSURE)), exchange=Exchange())
    sent = outcome(vote(MISSED), seed=4)
    joint = join(
        [Opinion(JudgeIdentity("matcher", "m", "none"), matched), Opinion(LARGE, sent)],
        Rule.ESCALATED,
        least=1,
        voters="judges",
    )
    assert joint.exchange.rendered_digest == digest_text("4")
    both = join(opinions([matched, matched]), Rule.ESCALATED, least=1, voters="judges")
    assert both.exchange == Exchange()
