"""`evaluator erase`, `hold` and `purge`."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.judgements import JudgementId
from tests.cli.conftest import Desk
from tests.fakes import NOON
from tests.records import judgement

WHY = ("--why", "They asked for it in writing.")


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Three answers of one candidate and one of another."""
    for number in range(4):
        made = judgement(number, candidate="C-2" if number == 3 else "C-1", answer=typed(f"Zinnober, {number}."))
        asyncio.run(desk.log.record(replace(made, created_at=NOON - timedelta(days=100 * number), shared_from=None)))
    return desk


def words_left(desk: Desk) -> list[str]:
    return [one.candidate or "" for one in desk.log.judgements.values() if one.answer.turns]


def test_a_candidate_is_erased_and_the_report_names_nobody(full: Desk) -> None:
    result = full.run("erase", "C-1", *WHY, "--yes")
    assert (result.code, result.err) == (0, "")
    assert words_left(full) == ["C-2"]
    assert "3 answers" in result.out
    assert "entry #40 of the ledger" in result.out
    assert "They asked for it in writing." in result.out
    assert "Beyond its reach:" in result.out
    assert "C-1" not in result.out
    assert "Zinnober" not in result.out


def test_before_anything_is_erased_it_says_what_and_asks(full: Desk) -> None:
    result = full.run("erase", "C-1", *WHY, stdin=b"n\n")
    assert result.code == 1
    assert "3 answers" in result.err
    assert len(words_left(full)) == 4
    assert full.run("erase", "C-1", *WHY, stdin=b"y\n").code == 0
    assert words_left(full) == ["C-2"]


def test_the_report_comes_as_json(full: Desk) -> None:
    report = json.loads(full.run("erase", "C-1", *WHY, "--yes", "--json").out)
    assert (report["state"], report["by"], len(report["judgements"])) == ("complete", "operator", 3)
    assert report["verification"]["sound"] is True


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("erase", "C-9", *WHY, "--yes"), "Nothing that a candidate of this code said is kept"),
        (("erase", "C-1", "--why", "C-1 asked.", "--yes"), "leave the candidate's code out"),
        (("erase", "C-1", "--why", " ", "--yes"), "Say why"),
        (("hold", "place", "candidate", "C-9", *WHY), "there is nothing to hold"),
        (("hold", "place", "batch", "b-9", *WHY), "There is no batch of that id"),
        (("hold", "place", "question", "nosuch", *WHY), "There is no question of that id"),
        (("hold", "lift", "none", *WHY), "No hold of that id stands"),
    ],
    ids=[
        "nobody",
        "a reason that names them",
        "no reason",
        "a hold on nobody",
        "a hold on no batch",
        "a hold on no question",
        "no hold",
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(full: Desk, arguments: tuple[str, ...], told: str) -> None:
    result = full.run(*arguments)
    assert result.code == 1
    assert told in result.err
    assert result.err.count("\n") == 1
    assert len(words_left(full)) == 4


@pytest.mark.parametrize(
    "arguments",
    [("erase",), ("erase", "C-1"), ("erase", "C-1", *WHY, "--finish")],
    ids=["nobody named", "no reason", "both at once"],
)
def test_half_an_order_is_wrong_usage(full: Desk, arguments: tuple[str, ...]) -> None:
    assert full.run(*arguments).code == 2
    assert len(words_left(full)) == 4


def test_an_erasure_that_others_hold_up_fails_and_is_finished_later(full: Desk) -> None:
    full.erasures.is_in_use = True
    result = full.run("erase", "C-1", *WHY, "--yes")
    assert (result.code, "evaluator erase --finish" in result.err) == (1, True)
    assert words_left(full) == ["C-2"]
    locked = full.run("erase", "--finish")
    assert (locked.code, "Others read the database" in locked.err) == (1, True)
    full.erasures.is_in_use = False
    finished = full.run("erase", "--finish")
    assert (finished.code, "No row holds a word of it any more" in finished.out) == (0, True)
    assert full.run("erase", "--finish").out == "No erasure is unfinished.\n"


def test_a_large_database_is_cleaned_only_when_somebody_says_so(full: Desk) -> None:
    full.erasures.is_large = True
    result = full.run("erase", "C-1", *WHY, "--yes")
    assert (result.code, "when it is quiet" in result.err, words_left(full)) == (1, True, ["C-2"])
    assert full.run("erase", "--finish").code == 0


def test_a_hold_is_placed_named_and_lifted(full: Desk) -> None:
    placed = full.run("hold", "place", "candidate", "C-1", "--why", "A case is pending.")
    assert (placed.code, "Entry #90" in placed.out) == (0, True)
    (hold,) = full.erasures.holds
    assert "C-1" in full.run("hold", "list").out
    refused = full.run("erase", "C-1", *WHY, "--yes")
    assert (refused.code, "A case is pending." in refused.err) == (1, True)
    assert "Held: this candidate" in full.run("erase", "C-1", *WHY, stdin=b"n\n").err
    assert full.run("hold", "lift", hold.id, "--why", "Closed.").code == 0
    assert full.run("hold", "list").out.splitlines() == ["ID  ON  SUBJECT  SINCE  BY  STATE  WHY"]
    (listed,) = json.loads(full.run("hold", "list", "--all", "--json").out)
    assert (listed["stands"], listed["lifted"]["why"]) == (False, "Closed.")
    assert full.run("erase", "C-1", *WHY, "--yes").code == 0


def test_what_is_past_its_time_is_told_and_erased_only_when_somebody_says_so(full: Desk) -> None:
    dry = full.run("purge", "--dry-run")
    assert (dry.code, dry.out) == (0, "Kept for 183 days and due now: 2 answers, the first of 26 Jan 2026.\n")
    due = json.loads(full.run("purge", "--dry-run", "--json").out)
    assert (due["due"], due["held"], due["days"]) == (2, 0, 183)
    assert full.run("purge", stdin=b"n\n").code == 1
    assert len(words_left(full)) == 4
    done = full.run("purge", "--yes")
    assert (done.code, done.out) == (0, "Erased 2 answers, entry #40 of the ledger.\n")
    assert words_left(full) == ["C-1", "C-1"]
    assert full.run("purge", "--yes").code == 0


def test_a_purge_that_others_hold_up_fails_and_is_finished_later(full: Desk) -> None:
    full.erasures.is_in_use = True
    result = full.run("purge", "--yes")
    assert (result.code, "evaluator erase --finish" in result.err) == (1, True)
    full.erasures.is_in_use = False
    assert full.run("erase", "--finish").code == 0


def test_a_purge_reports_as_json(full: Desk) -> None:
    (report,) = json.loads(full.run("purge", "--yes", "--json").out)
    assert (report["basis"], report["by"], report["deleted"]["answers"]) == ("retention", "operator", 2)


def test_what_is_held_stays_past_its_time(full: Desk) -> None:
    full.run("hold", "place", "candidate", "C-2", "--why", "A case is pending.")
    told = "due now: 1 answer, the first of 6 May 2026; held beyond that: 1 answer."
    assert told in full.run("purge", "--dry-run").out
    full.run("purge", "--yes")
    assert words_left(full) == ["C-1", "C-1", "C-2"]
    assert full.log.judgements[JudgementId("judgement-3")].candidate == "C-2"
