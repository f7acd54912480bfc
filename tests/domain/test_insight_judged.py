"""What was judged, added up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from evaluator.domain.insight_counts import BILLION, Seen, Sums
from evaluator.domain.insight_judged import add_up, changes, choices, days, judged, short, verdicts_of_points
from evaluator.domain.insights import Change, Choice, Choices, Day, InsightFilter, Judged
from evaluator.domain.judgements import Verdict
from tests.domain.reviewed import BANK, LOCKS, OF_LOCKS, OF_THREADS, PROMPT, THREADS, TODAY, counted

MANY = Sums(
    scored=60,
    unscored=3,
    shared=2,
    open=5,
    priced=50,
    cost_billionths=BILLION // 2,
    input_tokens=1_000,
    cached_tokens=400,
    output_tokens=300,
    with_coverage=50,
    coverage_billionths=40 * BILLION,
)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_what_was_judged_is_the_sum_of_its_series() -> None:
    one = counted(sums=MANY, flags={"too_short": 2}, reasons={"rate_limited": 3})
    other = counted(2, LOCKS, OF_LOCKS, sums=Sums(scored=1), flags={"too_short": 1, "split_vote": 1})
    assert judged([one, other]) == Judged(
        scored=61,
        unscored=3,
        shared=2,
        open=5,
        reasons={"rate_limited": 3},
        flags={"too_short": 3, "split_vote": 1},
        verdicts={Verdict.COVERED: 182, Verdict.PARTIAL: 0, Verdict.MISSED: 0, Verdict.UNSURE: 0},
        priced=50,
        cost=0.5,
        input_tokens=1_000,
        cached_tokens=400,
        output_tokens=300,
        covered=50,
        coverage=0.8,
    )


def test_what_the_judge_said_of_few_is_not_told() -> None:
    found = judged([counted(sums=MANY._replace(scored=49), flags={"too_short": 2}, reasons={"rate_limited": 3})])
    assert (found.flags, found.verdicts, found.open, found.covered, found.coverage) == ({}, {}, None, None, None)
    assert (found.scored, found.unscored, found.reasons) == (49, 3, {"rate_limited": 3})


def test_where_nothing_was_judged_nothing_costs_anything() -> None:
    assert judged([]) == Judged()


def test_judgements_whose_points_are_all_unsure_have_no_coverage() -> None:
    assert judged([counted(sums=Sums(scored=80))]).coverage is None


def test_nothing_adds_up_to_nothing() -> None:
    assert add_up([]) == Sums()
    assert add_up([MANY, MANY]).cost_billionths == BILLION


def test_each_day_says_what_it_took() -> None:
    found = days({TODAY: MANY, YESTERDAY: Sums(scored=1)})
    assert found == (Day(YESTERDAY, 1, 0, 0, None, 0, 0, 0), Day(TODAY, 63, 3, 50, 0.5, 1_000, 400, 300))


def test_verdicts_are_counted_by_point_over_all_series_that_have_it() -> None:
    ours = counted(sums=Sums(scored=40), verdicts=((10, 20, 10, 0),) * 3)
    theirs = counted(2, points=OF_THREADS[:1], sums=Sums(scored=10), verdicts=((0, 0, 9, 1),))
    found = verdicts_of_points([ours, theirs])
    assert found == {
        (THREADS, OF_THREADS[0]): {
            Verdict.COVERED: 10,
            Verdict.PARTIAL: 20,
            Verdict.MISSED: 19,
            Verdict.UNSURE: 1,
        }
    }, "the others have fewer than 50"


def test_choices_have_the_most_judged_first_and_leave_out_what_has_no_name() -> None:
    series = counted().series
    seen = [
        Seen(series, 3, YESTERDAY, TODAY),
        Seen(series._replace(question_id=LOCKS, judge="second", prompt="", bank=""), 5, TODAY, TOMORROW),
    ]
    assert choices(seen, {THREADS: "Threads"}) == Choices(
        questions=(Choice(LOCKS, LOCKS, 5), Choice(THREADS, "Threads", 3)),
        judges=(Choice("second", "second", 5), Choice("main", "main", 3)),
        prompts=(Choice(PROMPT, "aaaabbbbcccc", 3),),
        banks=(Choice(BANK, "0123456789ab", 3),),
        first=YESTERDAY,
        last=TOMORROW,
    )
    assert choices([], {}) == Choices()


def seen_changing() -> list[Seen]:
    first = counted().series
    return [
        Seen(first, 1, YESTERDAY, TODAY),
        Seen(first._replace(model="model-2"), 1, TODAY, TODAY),
        Seen(first._replace(prompt="sha256:ffff"), 1, TOMORROW, TOMORROW),
        Seen(first._replace(prompt="sha256:ffff", question_id=LOCKS), 1, TODAY, TOMORROW),
        Seen(first._replace(bank="", question_id=LOCKS, judge="second"), 1, YESTERDAY, TOMORROW),
    ]


CHANGES = (Change(TODAY, "judge", "main (model-2)"), Change(TODAY, "prompt", "ffff"))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (InsightFilter(), CHANGES),
        (InsightFilter(question_id=THREADS), (CHANGES[0], replace(CHANGES[1], day=TOMORROW))),
        (InsightFilter(judge="second"), ()),
        (InsightFilter(since=TOMORROW), ()),
        (InsightFilter(until=YESTERDAY), ()),
        (InsightFilter(since=TODAY, until=TODAY), CHANGES),
    ],
    ids=["all", "one question", "a judge that never changed", "later", "before", "that day"],
)
def test_a_change_is_the_first_use_of_another(wanted: InsightFilter, expected: tuple[Change, ...]) -> None:
    assert changes(seen_changing(), wanted) == expected


def test_a_digest_is_told_by_its_beginning() -> None:
    assert [short(PROMPT), short("")] == ["aaaabbbbcccc", ""]
