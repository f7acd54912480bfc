from dataclasses import replace

import pytest

from evaluator.domain.judgements import JudgementId, Provenance, Usage
from evaluator.web.pages.provenance_view import provenance_view
from tests.web.pages.specimens import MATCHER, attempts, judgement


def facts(**changes: object) -> dict[str, str]:
    view = provenance_view(judgement(**changes))
    return {fact.name: f"{fact.value} {fact.digest}".strip() for fact in view.facts}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Judge", "primary, sage-7b, at llm.example, temperature 0, seed 7, which answered as sage-7b-0926"),
        ("Attempts", "2_requests in 7.1_s, 3.0_s of them waiting"),
        ("Tokens", "2_914 in, of which 2_304 cached; 688 out; $0.0041"),
        ("Quotes", "3 checked: 1 word for word, 1 near match and 1 refused"),
        ("Decoy points", "1 asked, none credited"),
        ("Reply format", "checked against a JSON schema by the endpoint"),
        ("Parameters refused", "logprobs, so left out"),
        ("Order of the points", "shuffled, seed_99"),
        ("Versions", "evaluator 0.1.0"),
        ("Ledger entry", "#18_207"),
        ("Judgement", "j-1"),
        ("Asked for by", "ada"),
    ],
    ids=lambda value: value.split()[0],
)
def test_the_fold_tells(name: str, told: str) -> None:
    assert facts()[name] == told.replace("_", "\u00a0")


def test_every_digest_is_told_whole() -> None:
    judged = judgement()
    told = facts()
    assert told["Prompt"] == f"coverage/v1 {judged.provenance.prompt_fingerprint}"
    assert told["Answer"] == judged.provenance.answer_digest
    assert told["Question bank"] == judged.provenance.bank_digest
    assert told["Judge’s settings"] == judged.judge.settings_digest


def test_what_is_not_known_is_left_out() -> None:
    told = facts(provenance=Provenance(), judge=MATCHER.identity, attempts=(), usage=Usage(), ledger_seq=None)
    assert set(told) == {"Judge", "Coefficients", "Key, never paid for twice", "Quotes", "Judgement", "Asked for by"}
    assert told["Judge"] == "the built-in matcher, on this machine"


def test_how_probable_each_point_was_is_told_in_their_order() -> None:
    first, *others = judgement().points
    told = facts(points=(replace(first, probability=0.98765), *others))
    assert told["Probability of covered, by point"] == ", ".join(["0.988", *["none"] * len(others)])
    assert "Probability of covered, by point" not in facts()


def test_the_matchers_coefficients_are_told_by_their_version() -> None:
    assert facts(judge=MATCHER.identity)["Coefficients"] == MATCHER.identity.model
    assert "Coefficients" not in facts()


def test_a_shared_judgement_points_to_the_one_that_was_paid_for() -> None:
    told = facts(shared_from=JudgementId("j-0"), attempts=(), usage=Usage(cost=0.0))
    assert told["Attempts"] == "none: these are the verdicts of an earlier judgement, j-0"
    assert "Tokens" not in told


def test_a_price_nobody_knows_is_not_taken_for_nothing() -> None:
    assert facts(usage=Usage(10, 0, 5))["Tokens"] == "10 in; 5 out; cost not known: no prices are set"


def test_an_unscored_judgement_tells_of_no_quotes() -> None:
    assert "Quotes" not in facts(points=(), coverage=None)


def test_attempts_are_told_one_by_one() -> None:
    first, second = provenance_view(judgement()).attempts
    assert (first.outcome, first.waited, first.took) == (
        "told to wait: the endpoint was at its limit (429)",
        "",
        "200\u00a0ms",
    )
    assert (first.tokens, first.cost) == ("", "")
    assert (second.outcome, second.waited, second.at.exact) == ("replied", "3.0\u00a0s", "09:14:02")
    assert (second.tokens, second.cost) == ("2\u00a0914, 688", "$0.0041")


@pytest.mark.parametrize(
    ("told", "outcome", "status"),
    [
        ("the endpoint failed (503)", "http_503", 503),
        ("the endpoint refused the request (400)", "http_400", 400),
        ("no reply in time", "timeout", None),
        ("something_new", "something_new", None),
    ],
    ids=str,
)
def test_an_outcome_is_told_in_words_or_as_it_is(told: str, outcome: str, status: int | None) -> None:
    attempt = replace(attempts()[0], outcome=outcome, status=status)
    assert provenance_view(judgement(attempts=(attempt,))).attempts[0].outcome == told


def test_what_was_sent_and_what_came_back_is_kept_as_it_was() -> None:
    view = provenance_view(judgement())
    assert [(message.role, message.content) for message in view.sent] == [
        ("system", "Compare."),
        ("user", "The answer."),
    ]
    assert view.replies == ('{"points": []}',)
