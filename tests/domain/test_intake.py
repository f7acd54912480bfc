"""What a report of a checked file says."""

import pytest

from evaluator.digests import digest_text
from evaluator.domain.estimates import Workload
from evaluator.domain.intake import FaultCode, Intake, RowFault, Severity, bad_rows

FAULTS = (
    RowFault(2, "answer", FaultCode.ANSWER_EMPTY, "The answer is empty."),
    RowFault(2, None, FaultCode.ID_REPEATED, "Row 1 has the same id."),
    RowFault(3, "candidate", FaultCode.CANDIDATE_NAMED, "Reads like a name."),
    RowFault(4, "answer", FaultCode.ANSWER_REPEATED, "Stands in row 3."),
)


@pytest.mark.parametrize(
    ("severity", "codes"),
    [
        (Severity.WARNING, {FaultCode.ANSWER_CUT, FaultCode.CANDIDATE_NAMED, FaultCode.CANDIDATE_REPEATED}),
        (Severity.NOTE, {FaultCode.ANSWER_REPEATED}),
    ],
)
def test_only_what_keeps_a_row_from_being_judged_is_an_error(severity: Severity, codes: set[FaultCode]) -> None:
    assert {code for code in FaultCode if code.severity is severity} == codes


def test_a_row_is_bad_once_however_much_is_wrong_with_it() -> None:
    assert bad_rows(FAULTS) == {2}
    intake = Intake("a.csv", 5, bad_rows(FAULTS), FAULTS, (), Workload(), digest_text(""))
    assert intake.ready == 4


def test_faults_are_told_apart_by_how_much_they_matter() -> None:
    intake = Intake("a.csv", 5, frozenset({2}), FAULTS, (), Workload(), digest_text(""))
    assert [intake.of(severity) for severity in Severity] == [FAULTS[:2], FAULTS[2:3], FAULTS[3:]]
