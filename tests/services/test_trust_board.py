"""Trust in judges for a page: found once for a bound, and again when there is another review."""

import itertools

from evaluator.domain.agreement.thresholds import Trust
from tests.trust_fakes import InMemoryCheckedLog, board, review


async def test_a_new_review_is_in_what_is_shown_next() -> None:
    log = InMemoryCheckedLog([review(n, "c", "c", [0.9]) for n in range(60)])
    shown = board(log)
    first = await shown.show(0.1)
    log.reviews.append(review(60, "c", "c", [0.9]))
    second = await shown.show(0.1)
    assert [one.judges[0].reviewed for one in (first, second)] == [60, 61]
    assert (first.following.seq, second.following.seq) == (60, 61)


async def test_the_reviews_are_read_once_for_each_bound_while_there_is_no_new_one() -> None:
    log = InMemoryCheckedLog([review(n, "c", "c", [0.9]) for n in range(80)])
    shown = board(log)
    for bound in (0.1, 0.01, 0.1, 0.01):
        found = (await shown.show(bound)).judges[0].found
        assert isinstance(found, Trust)
        assert found.threshold == (0.9 if bound == 0.1 else None)
    assert log.reads == 2


async def test_while_reviews_come_in_what_took_long_to_find_is_shown_for_a_while_and_says_how_old_it_is() -> None:
    times = itertools.chain([0.0, 1.0, 2.0], [11.9], itertools.repeat(12.0))
    log = InMemoryCheckedLog([review(n, "c", "c", [0.9]) for n in range(60)])
    shown = board(log, lambda: next(times))
    seen = []
    for number in range(3):
        log.reviews.append(review(60 + number, "c", "c", [0.9]))
        seen.append(await shown.show(0.1))
    assert [(one.judges[0].reviewed, one.following.seq) for one in seen] == [(61, 61), (61, 61), (63, 63)]
