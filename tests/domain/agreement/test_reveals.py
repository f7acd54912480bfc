"""How people move once they have seen the judge's verdict."""

from collections import Counter

from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.reveals import Pull, Reveal, weigh_counts
from evaluator.domain.judgements import Verdict
from tests.domain.agreement.verdicts import LETTERS


def reveal(letters: str, *, is_seeded: bool = False) -> Reveal:
    blind, shown, final = (LETTERS[letter] for letter in letters)
    return Reveal(blind, shown, final, is_seeded)


def weighed(*reveals: Reveal) -> Pull:
    return weigh_counts(Counter(reveals))


def test_who_agreed_blind_has_nothing_to_follow() -> None:
    pull = weighed(reveal("ccc"), reveal("mmc"))
    assert pull.differed == Proportion(0, 2)
    assert pull.followed == Proportion(0, 0)


def test_following_keeping_and_a_third_verdict_are_told_apart() -> None:
    pull = weighed(reveal("cmm"), reveal("cmc"), reveal("cmp"), reveal("mcc"))
    assert (pull.differed, pull.followed, pull.elsewhere) == (Proportion(4, 4), Proportion(2, 4), Proportion(1, 4))


def test_following_a_verdict_that_was_made_wrong_is_counted_by_itself() -> None:
    planted = [reveal("cmm", is_seeded=True), reveal("cmc", is_seeded=True), reveal("mmm", is_seeded=True)]
    pull = weighed(*planted, reveal("pcc"))
    assert (pull.seeded, pull.unseeded, pull.followed) == (Proportion(1, 2), Proportion(1, 1), Proportion(2, 3))


def test_an_unsure_judge_has_no_pull_but_an_unsure_person_may_move() -> None:
    pull = weighed(reveal("cum"), reveal("ucc"), reveal("umu"))
    assert (pull.differed, pull.followed) == (Proportion(2, 2), Proportion(1, 2))


def test_the_flow_goes_from_blind_to_final_for_every_point() -> None:
    flow = weighed(reveal("cmm"), reveal("cuc"), reveal("cmm")).flow
    assert flow == {(Verdict.COVERED, Verdict.MISSED): 2, (Verdict.COVERED, Verdict.COVERED): 1}
