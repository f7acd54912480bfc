"""From cases to a report of one judge, and of several beside each other."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from evaluator.domain.agreement.probabilities import BINS
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.measures.cases import Case
from evaluator.domain.measures.comparing import compare_judges
from evaluator.domain.measures.effort import effort_of
from evaluator.domain.measures.groups import measure_groups
from evaluator.domain.measures.measuring import measure_cases
from evaluator.domain.measures.report import Bin, Comparison, Drawn, JudgeReport
from evaluator.domain.measures.rows import probability_rows
from evaluator.domain.measures.shown import examples_in
from evaluator.domain.questions import Question, QuestionId


@dataclass(frozen=True, slots=True)
class JudgedCases:
    """What one judge made of the material. `waiting` answers have no judgement yet."""

    identity: JudgeIdentity
    cases: tuple[Case, ...]
    waiting: int = 0


def report_judge(
    judged: JudgedCases, questions: Mapping[QuestionId, Question], *, is_binary: bool, drawn: Drawn
) -> JudgeReport:
    """All figures of one judge."""
    cases = judged.cases
    return JudgeReport(
        identity=judged.identity,
        overall=measure_cases(cases, is_binary=is_binary, drawn=drawn),
        groups=measure_groups(cases, questions, is_binary=is_binary, drawn=drawn),
        bins=tuple(_bins(cases)),
        effort=effort_of(cases, is_free=judged.identity.host is None),
        reasons=Counter(case.why for case in cases if case.why is not None),
        flags=Counter(flag for case in cases for flag in sorted(set(case.flags))),
        waiting=judged.waiting,
        examples=examples_in(cases),
    )


def compare_all(judged: Sequence[JudgedCases], *, is_binary: bool, drawn: Drawn) -> tuple[Comparison, ...]:
    """Every two judges, the later named less the earlier."""
    return tuple(
        compare_judges(
            (later.identity.name, later.cases), (earlier.identity.name, earlier.cases), is_binary=is_binary, drawn=drawn
        )
        for earlier, later in combinations(judged, 2)
    )


def _bins(cases: Sequence[Case]) -> Iterator[Bin]:
    """Those that hold any point."""
    sums = probability_rows(cases).table.sum(axis=0)[1:].reshape(BINS, 3)
    for number, (points, probabilities, covered) in enumerate(sums.tolist()):
        if points:
            share = Proportion(round(covered), round(points))
            yield Bin(number / BINS, (number + 1) / BINS, probabilities / points, share)
