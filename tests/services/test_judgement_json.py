"""The JSON of a judgement: one shape, complete, and true to the answer's text."""

import json
from dataclasses import fields
from typing import Any

import pytest

from evaluator.domain.judgements import Judgement, Provenance
from evaluator.services.judgement_json import judgement_json
from tests.specimens import MOMENT, judgement, unscored

TOP = """
id status reason explanation question_id question_text candidate answer judge coverage points flags flag_details
needs_review usage attempts latency_ms created_at created_by key shared_from supersedes ledger_seq provenance
"""


def told(one: Judgement) -> Any:
    """The JSON as a program reads it."""
    return json.loads(json.dumps(judgement_json(one), allow_nan=False))


@pytest.mark.parametrize("one", [judgement(), unscored()], ids=["scored", "unscored"])
def test_every_judgement_has_the_same_members_in_the_same_order(one: Judgement) -> None:
    assert list(told(one)) == TOP.split()


def test_every_quote_is_where_its_offsets_say() -> None:
    found = told(judgement())
    for point in found["points"]:
        for evidence in point["evidence"]:
            assert found["answer"]["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_point_tells_its_verdict_its_evidence_and_what_was_set_aside() -> None:
    covered, unsure, _ = told(judgement())["points"]
    assert covered == {
        "point_id": "fast-storage",
        "text": "Keeps what is often needed in fast storage",
        "weight": 3.0,
        "verdict": "covered",
        "reason": "Names the store and why it is quick.",
        "evidence": [
            {
                "quote": "hot rows in memory",
                "start": 47,
                "end": 65,
                "match": "fuzzy",
                "claimed": "hot rows in a memory",
            }
        ],
        "needs_review": False,
        "claimed": None,
        "rejected": [],
        "probability": 0.9,
    }
    assert unsure["claimed"] == "covered"
    assert unsure["rejected"] == [{"quote": "a CDN everywhere", "why": "not_found"}]


def test_turns_say_who_speaks_which_stretch() -> None:
    found = told(judgement())["answer"]
    assert [(found["text"][turn["start"] : turn["end"]], turn["by_candidate"]) for turn in found["turns"]] == [
        ("Why cache?", False),
        ("Redis keeps hot rows in memory.", True),
    ]
    assert found["kind"] == "transcript"


def test_flags_are_codes_with_the_details_beside_them() -> None:
    found = told(judgement())
    assert found["flags"] == ["unverified_evidence"]
    (detail,) = found["flag_details"]
    assert detail["points"] == ["cdn"]
    assert detail["spans"] == [{"start": 47, "end": 65}]
    assert detail["explanation"].startswith("The judge quoted words that are not in the answer (point 2).")


def test_coverage_is_a_share_with_its_range() -> None:
    assert told(judgement())["coverage"] == {"score": 0.6, "low": 0.5, "high": pytest.approx(2 / 3)}


def test_an_unscored_judgement_has_a_reason_and_no_coverage() -> None:
    found = told(unscored())
    assert (found["status"], found["reason"], found["coverage"]) == ("unscored", "endpoint_failed", None)
    assert found["explanation"] == "Not scored. The endpoint gave up after 4 tries (last: 503)."
    assert found["needs_review"] is True


def test_a_scored_judgement_has_no_reason() -> None:
    found = told(judgement())
    assert (found["status"], found["reason"], found["explanation"]) == ("scored", None, None)


def test_times_are_in_utc_and_of_one_length() -> None:
    assert told(judgement())["created_at"] == "2026-11-22T09:14:00.000000Z"
    assert told(unscored())["created_at"] == "2026-11-22T09:14:00.000000Z"
    assert told(judgement())["attempts"][0]["started_at"] == "2026-11-22T09:14:00.000000Z"
    assert MOMENT.utcoffset()


def test_what_it_took_and_how_it_came_about_is_told_whole() -> None:
    found = told(judgement())
    usage = {"input_tokens": 1200, "cached_tokens": 1000, "output_tokens": 80, "cost": 0.0041}
    assert found["usage"] == usage
    assert found["attempts"][0] == {
        "number": 1,
        "started_at": "2026-11-22T09:14:00.000000Z",
        "duration_s": 1.5,
        "waited_s": 0.2,
        "outcome": "ok",
        "status": 200,
        "request_id": "r1",
        "usage": usage,
    }
    assert set(found["provenance"]) == {field.name for field in fields(Provenance)}
    assert found["judge"]["host"] == "llm.example"
    assert (found["shared_from"], found["ledger_seq"], found["created_by"]) == ("j1", 12, "ada")
