"""The review queue: who comes in, by which stream, and how much of a doubt there is."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.digests import digest_text
from evaluator.domain.judgements import Flag, FlagCode, Judgement, JudgementId, Status, Verdict
from evaluator.domain.review_queue import (
    Nomination,
    QueueItem,
    ReviewPolicy,
    SkipReason,
    Why,
    admit,
    draw,
    nominate,
    subjects_of,
    uncertainty,
)
from evaluator.domain.reviews import Stream
from tests.records import POINTS, judgements, unscored
from tests.review_records import certain, reviewable

NOTHING = ReviewPolicy(random_rate=0, floor=0, second_share=0, first_of_version=0)
ALL_BY_CHANCE = replace(NOTHING, random_rate=1)


def nominated(judgement: Judgement, policy: ReviewPolicy = NOTHING) -> Nomination:
    nomination = nominate(judgement, policy)
    assert nomination is not None
    return nomination


def admitted(policy: ReviewPolicy, *judgements: Judgement) -> Sequence[QueueItem]:
    return admit([nominated(judgement, policy) for judgement in judgements], {}).items


def test_what_is_not_scored_is_not_reviewed() -> None:
    assert nominate(unscored(shared_from=None), ALL_BY_CHANCE) is None


def test_what_shares_the_verdicts_of_another_is_not_reviewed_again() -> None:
    assert nominate(reviewable(2, shared_from=JudgementId("judgement-1")), ALL_BY_CHANCE) is None


def test_nothing_comes_in_that_nothing_is_doubtful_about_and_nobody_drew() -> None:
    assert admitted(NOTHING, certain()) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"flags": (Flag(FlagCode.TOO_SHORT), Flag(FlagCode.MATCHER_ONLY))}, Why.MATCHER_ONLY),
        ({"flags": (Flag(FlagCode.TOO_SHORT), Flag(FlagCode.SPLIT_VOTE))}, Why.SPLIT_VOTE),
        ({"points": POINTS, "flags": (Flag(FlagCode.TOO_SHORT),)}, Why.UNSURE),
        ({"flags": (Flag(FlagCode.TOO_SHORT),)}, Why.FLAGGED),
    ],
    ids=lambda value: value.value if isinstance(value, Why) else "",
)
def test_what_asks_for_a_look_is_targeted(changes: dict[str, Any], expected: Why) -> None:
    (item,) = admitted(NOTHING, certain(**changes))
    assert (item.stream, item.why, item.inclusion_probability) == (Stream.TARGETED, expected, None)


def test_a_draw_goes_before_every_other_reason() -> None:
    (item,) = admitted(replace(NOTHING, random_rate=1), reviewable())
    assert (item.stream, item.why, item.inclusion_probability) == (Stream.RANDOM, Why.CHANCE, 1.0)


def test_the_first_of_a_question_all_come_in_and_then_a_share() -> None:
    policy = replace(NOTHING, floor=3, random_rate=0.25)
    items = admitted(policy, *(certain(number) for number in range(1, 401)))
    assert [item.inclusion_probability for item in items[:4]] == [1, 1, 1, 0.25]
    assert {item.stream for item in items} == {Stream.RANDOM}
    assert 70 <= len(items) <= 130


def test_each_question_has_a_floor_of_its_own() -> None:
    items = admitted(replace(NOTHING, floor=1), certain(1), certain(2), certain(3, question_id="processes"))
    assert [item.judgement_id for item in items] == ["judgement-1", "judgement-3"]


def test_the_first_judgements_of_a_new_version_are_looked_at() -> None:
    policy = replace(NOTHING, first_of_version=2)
    new_bank = replace(certain().provenance, bank_digest=digest_text("new bank"))
    items = admitted(policy, *(certain(number) for number in (1, 2, 3)), certain(4, provenance=new_bank), certain(5))
    assert [(item.judgement_id, item.why) for item in items] == [
        ("judgement-1", Why.NEW_VERSION),
        ("judgement-2", Why.NEW_VERSION),
        ("judgement-4", Why.NEW_VERSION),
    ]


def test_a_judgement_without_versions_is_the_first_of_none() -> None:
    bare = replace(certain().provenance, bank_digest=None, prompt_fingerprint=None)
    assert admitted(replace(NOTHING, first_of_version=5), certain(provenance=bare)) == ()


def test_counts_go_on_where_they_stood_and_only_what_changed_is_told() -> None:
    policy = replace(NOTHING, floor=2, first_of_version=3)
    nominations = [nominated(certain(number), policy) for number in (1, 2, 3)]
    question, *versions = subjects_of(nominations)
    assert question == "question threads"
    known = {question: 1, versions[0]: 3}
    admission = admit(nominations, known)
    assert admission.counts == {question: 2, versions[1]: 3}
    assert [item.stream for item in admission.items] == ["random", "targeted", "targeted"]
    assert known == {question: 1, versions[0]: 3}


def test_taken_in_one_by_one_or_together_the_same_come_in() -> None:
    policy = ReviewPolicy(random_rate=0.3, floor=2, second_share=0.5, first_of_version=3)
    nominations = [nominated(certain(number), policy) for number in range(1, 30)]
    counts: dict[str, int] = {}
    singly: list[QueueItem] = []
    for nomination in nominations:
        admission = admit([nomination], counts)
        counts |= admission.counts
        singly += admission.items
    assert admit(nominations, {}).items == tuple(singly)


def test_a_share_of_what_is_reviewed_is_by_two_people() -> None:
    policy = replace(ALL_BY_CHANCE, second_share=0.1)
    items = admitted(policy, *(certain(number) for number in range(1, 1_001)))
    assert 70 <= sum(item.wanted == 2 for item in items) <= 130
    assert {item.wanted for item in items} == {1, 2}


def test_the_random_stream_is_in_an_order_of_chance_and_the_targeted_one_by_doubt() -> None:
    drawn = admitted(ALL_BY_CHANCE, *(reviewable(number) for number in range(1, 20)))
    assert len({item.priority for item in drawn}) == len(drawn)
    (targeted,) = admitted(NOTHING, reviewable())
    assert targeted.priority == uncertainty(reviewable())


def test_draws_depend_on_seed_purpose_and_judgement_alone() -> None:
    assert draw(7, "random", "judgement-1") == int(sha256(b"7 random judgement-1").hexdigest()[:13], 16) / 2**52
    others = {draw(8, "random", "judgement-1"), draw(7, "order", "judgement-1"), draw(7, "random", "judgement-2")}
    assert len(others | {draw(7, "random", "judgement-1")}) == 4


@given(st.integers(), st.text(max_size=20))
def test_a_draw_is_at_least_zero_and_below_one(seed: int, judgement_id: str) -> None:
    assert 0 <= draw(seed, "random", judgement_id.encode("utf-8", "replace").decode()) < 1


def test_draws_are_spread_evenly() -> None:
    tenths = [int(draw(0, "random", f"judgement-{number}") * 10) for number in range(10_000)]
    assert all(900 < tenths.count(tenth) < 1_100 for tenth in range(10))


def test_nothing_in_doubt_is_no_uncertainty_and_all_unsure_is_one() -> None:
    assert uncertainty(certain()) == 0
    points = tuple(replace(point, verdict=Verdict.UNSURE) for point in POINTS)
    assert uncertainty(certain(points=points)) == 1


@pytest.mark.parametrize(
    ("point", "flags", "expected"),
    [
        ({"probability": 0.5}, 0, 2 / 3.5),
        ({"probability": 0.9}, 0, 0.2 * 2 / 3.5),
        ({"probability": 0.1}, 0, 0.2 * 2 / 3.5),
        ({"needs_review": True}, 0, 0.5 * 2 / 3.5),
        ({}, 1, 0.1),
        ({}, 2, 0.19),
        ({"needs_review": True}, 1, 1 - 0.9 * (1 - 1 / 3.5)),
    ],
    ids=str,
)
def test_doubt_is_the_weighted_mean_over_the_points_raised_by_flags(
    point: dict[str, Any], flags: int, expected: float
) -> None:
    plain = certain()
    first = replace(plain.points[0], **point)
    doubted = replace(plain, points=(first, *plain.points[1:]), flags=(Flag(FlagCode.TOO_SHORT),) * flags)
    assert uncertainty(doubted) == pytest.approx(expected)


@given(judgements.filter(lambda judgement: judgement.points != ()))
def test_any_scored_judgement_has_an_uncertainty_between_none_and_all(judgement: Judgement) -> None:
    scored = replace(judgement, status=Status.SCORED, shared_from=None)
    assert 0 <= nominated(scored).uncertainty <= 1


def test_only_later_is_not_for_good() -> None:
    assert [reason for reason in SkipReason if not reason.is_for_good] == [SkipReason.LATER]
