"""The report of an erasure in words, without one of those it erased."""

import pytest

from evaluator.domain.erasures import Basis, Check, Cleaning, Deleted, Erasure, ErasureId
from evaluator.domain.judgements import JudgementId
from evaluator.services.erasure_report import BEYOND, beyond, report, report_json
from tests.records import NOON

IDS = (JudgementId("a"), JudgementId("b"))
DELETED = Deleted(answers=2, judgements=1, reviews=1, called_off=1)


def erasure(cleaning: Cleaning | None = None) -> Erasure:
    return Erasure(ErasureId("e-1"), Basis.REQUEST, "ada", "They asked.", NOON, IDS, DELETED, 1_234, cleaning)


def test_it_says_what_went_when_by_whom_and_why() -> None:
    lines = report(erasure(Cleaning(NOON, 1, Check(entries=2))))
    assert lines[:8] == [
        "Erasure e-1, entry #1 234 of the ledger.",
        "By ada, 22 Nov 2026, 12:00 UTC: They asked.",
        "Deleted:",
        "  2 answers",
        "  1 judgement: quotes, reasons, what was sent and what came back",
        "  1 review: notes and marked passages",
        "  1 answer that waited in a batch, called off",
        "  1 uploaded file that was waiting",
    ]
    assert lines[8].startswith("Checked 22 Nov 2026, 12:00 UTC: No row holds a word of it any more.")
    assert lines[9:] == ["Beyond its reach:", *(f"  {sentence}" for sentence in BEYOND)]


def test_while_it_is_unfinished_nothing_is_said_to_be_checked() -> None:
    assert not any(line.startswith("Checked") for line in report(erasure()))
    told = report_json(erasure())
    assert (told["state"], told["completed_at"], told["verification"]) == ("unfinished", None, None)


@pytest.mark.parametrize(("files", "told"), [(1, "1 file of requests"), (1_200, "1 200 files of requests")])
def test_files_with_a_provider_are_named_first_among_what_it_does_not_reach(files: int, told: str) -> None:
    first, *rest = beyond(erasure(Cleaning(NOON, 0, Check(), files)))
    assert first.startswith(told)
    assert rest == list(BEYOND)
