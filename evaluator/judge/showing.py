"""How reviewed answers are shown to a judge: as data, each with the reply that it would have had."""

import json
from collections.abc import Mapping, Sequence

from evaluator.domain.examples import Example, ExamplePoint
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import Canary, ExpectedPoint, PointId
from evaluator.domain.readings import Assignment
from evaluator.judge.prompts import Shown, encoded, marker_of

NOT_THERE = "Not said."
"""The reason that stands beside a decoy: no honest answer meets one."""


def shown_of(assignment: Assignment, marker: str) -> Shown:
    """The examples of an assignment. What is asked of its answer is said of theirs, in the same order."""
    examples = assignment.examples
    return Shown(
        text="\n".join(_shown(example, assignment.asked, marker) for example in examples),
        named="\n".join(f"(example {example.judgement_id}, marked by {example.mark})" for example in examples),
        marks={example.judgement_id: example.mark for example in examples},
    )


def _shown(example: Example, asked: Sequence[ExpectedPoint | Canary], marker: str) -> str:
    settled = {point.point_id: point for point in example.points}
    points = [_settled(one.id, settled.get(one.id)) for one in asked]
    # What a person quoted are the candidate's words too: no marker can begin in them.
    reply = json.dumps({"points": points}, ensure_ascii=False).replace("<<", "<\\u003c")
    answer = encoded(example.spoken)
    boundary = marker_of(answer, marker)
    return f"Example:\n{boundary}\n{answer}\n{boundary}\n{reply}"


def _settled(point_id: PointId, point: ExamplePoint | None) -> Mapping[str, str]:
    if point is None:
        return {"id": point_id, "evidence": "", "reason": NOT_THERE, "verdict": Verdict.MISSED.value}
    return {"id": point_id, "evidence": point.quote, "reason": point.reason, "verdict": point.verdict.value}
