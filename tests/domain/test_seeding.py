"""Wrong verdicts shown on purpose: when, on which point, and that none is left standing."""

from dataclasses import replace

import pytest

from evaluator.domain.effective import effective
from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.reviews import (
    Blind,
    Final,
    FinalPoint,
    PointReview,
    ReasonForChange,
    Review,
    ReviewId,
    Seeded,
    Stream,
)
from evaluator.domain.scoring import cover
from evaluator.domain.seeding import Sowing, as_shown, disclosed, settled, sow
from evaluator.errors import RequestInvalid
from tests.records import NOON, POINTS
from tests.review_records import OWN_STACK, SCHEDULING, SHARES_MEMORY, reviewable

ALWAYS = Sowing(share=1.0)
VERDICTS = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED)
JUDGED: Judgement = reviewable(
    points=tuple(replace(point, verdict=verdict) for point, verdict in zip(POINTS, VERDICTS, strict=True))
)
"""The judge says covered, partial and missed."""


def review(*verdicts: Verdict, number: int = 1, stream: Stream = Stream.RANDOM, seeded: Seeded | None = None) -> Review:
    """A blind review that says this, or just what the judge does."""
    said = verdicts or VERDICTS
    points = tuple(PointReview(point.point_id, verdict) for point, verdict in zip(POINTS, said, strict=True))
    blind = Blind(points, NOON, NOON, 10.0)
    name = ReviewId(f"review-{number}")
    return Review(name, JUDGED.id, f"reviewer-{number}", stream, None, blind, seeded=seeded)


def test_none_is_shown_unless_somebody_asks_for_it() -> None:
    assert [sow(JUDGED, review(number=number), Sowing()) for number in range(50)] == [None] * 50


def test_about_the_share_asked_for_is_shown_one() -> None:
    shown = [sow(JUDGED, review(number=number), Sowing(share=0.3)) for number in range(1_000)]
    assert 250 < sum(seeded is not None for seeded in shown) < 350


@pytest.mark.parametrize("stream", [Stream.TARGETED, Stream.INTERVIEWER])
def test_none_is_shown_outside_the_random_stream(stream: Stream) -> None:
    assert sow(JUDGED, review(stream=stream), ALWAYS) is None


def test_the_point_is_one_that_judge_and_person_credit_alike_and_the_verdict_neither_gave() -> None:
    found = {(seeded.point_id, seeded.shown) for n in range(200) if (seeded := sow(JUDGED, review(number=n), ALWAYS))}
    assert found == {
        (SHARES_MEMORY, Verdict.PARTIAL),
        (SHARES_MEMORY, Verdict.MISSED),
        (OWN_STACK, Verdict.COVERED),
        (OWN_STACK, Verdict.MISSED),
    }


@pytest.mark.parametrize(
    "said",
    [
        (Verdict.MISSED, Verdict.MISSED, Verdict.MISSED),
        (Verdict.PARTIAL, Verdict.COVERED, Verdict.MISSED),
        (Verdict.UNSURE, Verdict.UNSURE, Verdict.UNSURE),
    ],
    ids=["agrees on what is missed alone", "differs throughout", "unsure"],
)
def test_where_they_credit_nothing_alike_there_is_nothing_to_show(said: tuple[Verdict, ...]) -> None:
    assert sow(JUDGED, review(*said), ALWAYS) is None


def test_the_same_review_is_shown_the_same_again() -> None:
    assert sow(JUDGED, review(), ALWAYS) == sow(JUDGED, review(), ALWAYS)
    others = {sow(JUDGED, review(), Sowing(1.0, seed)) for seed in range(20)}
    assert len(others) > 1


@pytest.mark.parametrize(("shown", "has_evidence"), [(Verdict.MISSED, False), (Verdict.PARTIAL, True)])
def test_what_is_shown_has_one_verdict_changed_and_fits_together(shown: Verdict, has_evidence: bool) -> None:
    judgement = as_shown(JUDGED, review(seeded=Seeded(SHARES_MEMORY, shown)))
    changed, *others = judgement.points
    assert others == list(JUDGED.points[1:])
    assert (changed.verdict, changed.reason, changed.claimed, changed.probability) == (shown, "", None, None)
    assert bool(changed.evidence) is has_evidence
    assert judgement.coverage == cover(judgement.points)


def test_without_one_and_after_the_disclosure_the_judgement_is_shown_as_it_is() -> None:
    said = Final((), NOON, 1.0)
    assert as_shown(JUDGED, review()) is JUDGED
    assert as_shown(JUDGED, review(seeded=Seeded(SHARES_MEMORY, Verdict.MISSED, said))) is JUDGED


def followed() -> Review:
    """Somebody gave their own verdict up for the wrong one, and was told."""
    said = (
        FinalPoint(SHARES_MEMORY, Verdict.MISSED, ReasonForChange.MISSED_IT),
        FinalPoint(OWN_STACK, Verdict.PARTIAL),
        FinalPoint(SCHEDULING, Verdict.MISSED),
    )
    return disclosed(review(seeded=Seeded(SHARES_MEMORY, Verdict.MISSED)), Final(said, NOON, 5.0))


def test_a_verdict_given_under_a_wrong_one_counts_for_nothing() -> None:
    assert followed().final is None
    assert [one.verdict for one in effective(JUDGED.points, [followed()]).points] == list(VERDICTS)


def test_the_point_is_settled_beside_what_the_judge_truly_said() -> None:
    own = settled(JUDGED, followed(), FinalPoint(SHARES_MEMORY, Verdict.COVERED))
    assert [point.verdict for point in own] == list(VERDICTS)
    changed = FinalPoint(SHARES_MEMORY, Verdict.PARTIAL, ReasonForChange.MISSED_IT)
    assert settled(JUDGED, followed(), changed)[0] == changed


@pytest.mark.parametrize(
    ("given", "point"),
    [
        (followed(), FinalPoint(OWN_STACK, Verdict.PARTIAL)),
        (review(), FinalPoint(SHARES_MEMORY, Verdict.COVERED)),
        (review(seeded=Seeded(SHARES_MEMORY, Verdict.MISSED)), FinalPoint(SHARES_MEMORY, Verdict.COVERED)),
        (followed(), FinalPoint(SHARES_MEMORY, Verdict.PARTIAL)),
    ],
    ids=["another point", "nothing was shown", "not disclosed yet", "a change without a reason"],
)
def test_what_cannot_be_settled_is_refused(given: Review, point: FinalPoint) -> None:
    with pytest.raises(RequestInvalid):
        settled(JUDGED, given, point)


def test_disclosing_changes_nothing_where_nothing_was_shown() -> None:
    assert disclosed(review(), Final((), NOON, 1.0)) == review()
