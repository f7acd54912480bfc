"""The course of a watch: where it began, what changed, which round raised the alarm."""

from dataclasses import replace

from evaluator.digests import digest_text
from evaluator.domain.agreement.drift import ALARM, Watch
from evaluator.domain.anchor_changes import Changed, alarmed_at, changes, present_watch
from evaluator.domain.anchors import Anchored

ONE, OTHER = digest_text("one"), digest_text("other")
FIRST = Anchored("gpt", ONE, "m-1", ONE, 1, 126, 140, Watch(0.8), "2026-11-01", served=("m-1",), bank=ONE)
SECOND = replace(FIRST, round=2, at="2026-11-02")
WORSE = replace(SECOND, round=3, at="2026-11-03", watch=Watch(0.8, highest=ALARM))


def test_the_present_watch_begins_with_the_newest_first_round() -> None:
    assert present_watch([FIRST, SECOND, FIRST, SECOND]) == [FIRST, SECOND]
    assert present_watch([]) == []
    # What began before is not in the record any more: all there is.
    assert present_watch([SECOND]) == [SECOND]


def test_what_changed_is_told_with_the_round_it_was_first_seen_in() -> None:
    other_model = replace(SECOND, served=("m-1", "m-2"))
    other_all = replace(other_model, round=3, at="2026-11-03", settings=OTHER, bank=OTHER)
    assert changes([FIRST, other_model, other_all]) == (
        Changed(2, "2026-11-02", "model", "m-2"),
        Changed(3, "2026-11-03", "settings"),
        Changed(3, "2026-11-03", "bank"),
    )


def test_where_nothing_changed_nothing_is_told() -> None:
    assert changes([FIRST, SECOND]) == ()
    nameless = replace(FIRST, served=(), bank=None)
    assert changes([nameless, replace(SECOND, bank=None)]) == ()


def test_the_alarm_is_the_first_round_that_raised_it() -> None:
    assert alarmed_at([FIRST, SECOND]) is None
    assert alarmed_at([FIRST, SECOND, WORSE, replace(WORSE, round=4)]) == WORSE
