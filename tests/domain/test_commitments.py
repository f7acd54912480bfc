"""What the ledger says of a judgement: all facts, no words."""

import dataclasses
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.digests import Json, digest_bytes, digest_text
from evaluator.domain.answers import typed
from evaluator.domain.canonical import canonical
from evaluator.domain.commitments import (
    commit,
    facts_of,
    judgement_payload,
    with_words,
    without_words,
    words_of,
    written,
)
from evaluator.domain.judgements import FlagCode, Judgement, Reason, Unscored, Verdict
from tests.records import SAID, WHOLE, judgements, unscored

COMMITMENT = digest_text("commitment")
WORDS = [
    SAID,
    "C-1042",
    "Threads share memory, as far as I know",
    "as far as we know",
    "They say it outright.",
    "every thread has a stack",
    '{"points": []}',
    WHOLE.key,
    WHOLE.answer.digest,
    str(WHOLE.provenance.rendered_digest),
]


def payload(judgement: Judgement) -> dict[str, Json]:
    return judgement_payload(judgement, facts_of(judgement).digest, COMMITMENT)


@given(judgements)
def test_a_judgement_is_its_facts_and_its_words(kept: Judgement) -> None:
    assert with_words(without_words(kept), words_of(kept), kept.answer) == kept


@pytest.mark.parametrize("words", WORDS)
def test_neither_the_facts_nor_the_payload_repeat_or_digest_what_was_said(words: str) -> None:
    for text in (canonical(without_words(WHOLE)).decode(), str(payload(WHOLE))):
        assert words not in text
        assert digest_text(words).removeprefix("sha256:") not in text


@given(judgements, judgements)
def test_facts_do_not_change_when_only_the_words_do(kept: Judgement, other: Judgement) -> None:
    points = tuple(replace(point, reason="Else.", evidence=(), rejected=()) for point in kept.points)
    provenance = replace(
        kept.provenance,
        sent=other.provenance.sent,
        raw_replies=other.provenance.raw_replies,
        answer_digest=other.provenance.answer_digest,
        rendered_digest=other.provenance.rendered_digest,
    )
    said_otherwise = replace(
        kept, answer=other.answer, candidate=other.candidate, key=other.key, points=points, provenance=provenance
    )
    assert payload(said_otherwise) == payload(kept)


FACTS = {
    "verdict": {"points": (replace(WHOLE.points[0], verdict=Verdict.MISSED), *WHOLE.points[1:])},
    "weight": {"points": (replace(WHOLE.points[0], weight=3.0), *WHOLE.points[1:])},
    "probability": {"points": (replace(WHOLE.points[0], probability=0.5), *WHOLE.points[1:])},
    "a point less": {"points": WHOLE.points[1:]},
    "question's text": {"question_text": "What is a process?"},
    "judge's host": {"judge": replace(WHOLE.judge, host=None)},
    "flags": {"flags": WHOLE.flags[:1]},
    "flag's detail": {"flags": (WHOLE.flags[0], replace(WHOLE.flags[1], detail="two passages"))},
    "coverage": {"coverage": replace(WHOLE.coverage, low=0.0)},
    "usage": {"usage": replace(WHOLE.usage, cost=None)},
    "attempts": {"attempts": WHOLE.attempts[1:]},
    "author": {"created_by": "boris"},
    "moment": {"created_at": WHOLE.created_at.replace(microsecond=0)},
    "parameters": {"provenance": replace(WHOLE.provenance, parameters_sent={})},
    "bank": {"provenance": replace(WHOLE.provenance, bank_digest=None)},
}


@pytest.mark.parametrize("change", FACTS.values(), ids=FACTS.keys())
def test_every_fact_shows_in_the_payload(change: dict[str, object]) -> None:
    changed: Judgement = dataclasses.replace(WHOLE, **change)
    assert payload(changed) != payload(WHOLE)


def test_a_payload_tells_the_essence_in_plain_sight() -> None:
    told = payload(WHOLE)
    assert told["verdicts"] == [["shares-memory", "covered"], ["own-stack", "unsure"], ["scheduling", "missed"]]
    assert told["flags"] == [FlagCode.UNVERIFIED_EVIDENCE, FlagCode.INSTRUCTION_LIKE_TEXT]
    assert told["coverage"] == [WHOLE.coverage.score, WHOLE.coverage.low, WHOLE.coverage.high]
    assert told["words_commitment"] == COMMITMENT


def test_an_unscored_judgement_tells_its_reason_and_no_coverage() -> None:
    told = payload(unscored(unscored=Unscored(Reason.REPLY_EMPTY, "Nothing came.")))
    assert (told["status"], told["reason"], told["coverage"]) == ("unscored", "reply_empty", None)


@given(judgements)
def test_the_facts_are_the_judgement_without_its_words(kept: Judgement) -> None:
    assert facts_of(kept).digest == digest_bytes(canonical(replace(without_words(kept), ledger_seq=None)))


@given(judgements)
def test_the_parts_of_the_facts_are_written_as_they_are_digested(kept: Judgement) -> None:
    facts = facts_of(kept)
    assert facts.attempts.encode() == canonical(kept.attempts)
    assert [flag.encode() for flag in facts.flags] == [canonical(flag) for flag in kept.flags]
    by_itself = replace(without_words(kept).provenance, prompt_fingerprint=None, bank_digest=None)
    assert facts.provenance.encode() == canonical(by_itself)


def test_a_place_in_the_ledger_is_no_fact_of_the_judgement() -> None:
    assert facts_of(replace(WHOLE, ledger_seq=7)) == facts_of(WHOLE)


def test_a_commitment_is_the_digest_of_salt_and_words() -> None:
    assert commit(b"salt", b"words") == digest_bytes(b"saltwords")


@given(judgements)
def test_words_are_written_as_canonical_json(kept: Judgement) -> None:
    assert written(words_of(kept)) == canonical(words_of(kept))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_the_same_words_under_another_salt_have_another_commitment(salt: bytes, other: bytes) -> None:
    words = written(words_of(WHOLE))
    assert (commit(salt, words) == commit(other, words)) == (salt == other)


def test_other_words_have_another_commitment() -> None:
    said_otherwise = replace(WHOLE, answer=typed("Something else."))
    assert commit(b"salt", written(words_of(said_otherwise))) != commit(b"salt", written(words_of(WHOLE)))


def test_half_a_surrogate_pair_in_a_reply_cannot_keep_a_judgement_from_being_kept() -> None:
    replied = replace(WHOLE, provenance=replace(WHOLE.provenance, raw_replies=("so \ud83d",)))
    assert b'"so ?"' in written(words_of(replied))
