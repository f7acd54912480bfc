"""Labelled answers with what made-up judges say of them."""

from collections.abc import Sequence

import numpy as np

from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.probabilities import Forecast
from evaluator.domain.judgements import FlagCode, Reason, Usage, Verdict
from evaluator.domain.measures.cases import Case, Quotes
from evaluator.domain.questions import ExpectedPoint, PointId, Question, QuestionId, QuestionKind

CLASSES = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED)
POINTS = tuple(ExpectedPoint(PointId(f"p{number}"), f"Says thing {number}") for number in range(5))
QUESTIONS = {
    QuestionId(f"q{number}"): Question(
        QuestionId(f"q{number}"), f"Question {number}", "?", QuestionKind.KNOWLEDGE, POINTS
    )
    for number in range(12)
}


def cases(
    seed: int,
    answers: int = 60,
    *,
    labels: Sequence[Verdict] = CLASSES,
    right: float = 0.7,
    unsure: float = 0.1,
    failing: int = 0,
    with_probabilities: bool = True,
) -> list[Case]:
    """Answers to twelve questions of five points. As many answers have the same labels, whichever the judge."""
    truth, judge = np.random.default_rng(answers), np.random.default_rng(seed)
    made = []
    for number in range(answers):
        said = [labels[int(place)] for place in truth.integers(len(labels), size=5)]
        pairs = [
            Pair(point.id, _verdict(judge, label, labels, right, unsure), label)
            for point, label in zip(POINTS, said, strict=True)
        ]
        forecasts = [
            Forecast(
                round(float(judge.beta(2, 3) if label is Verdict.MISSED else judge.beta(3, 2)), 2),
                label is Verdict.COVERED,
            )
            for label in said
        ]
        has_failed = number < failing
        made.append(
            Case(
                answer_id=f"a{number}",
                question_id=QuestionId(f"q{number % 12}"),
                band=("terse", "rambling", None)[number % 3],
                pairs=() if has_failed else tuple(pairs),
                forecasts=() if has_failed or not with_probabilities else tuple(forecasts),
                score=None if has_failed else round(float(judge.uniform()), 3),
                people=round(float(truth.uniform()), 3),
                expected=None if has_failed else round(float(judge.uniform()), 3),
                quotes=Quotes() if has_failed else Quotes(3, 4),
                why=Reason.REPLY_INVALID if has_failed else None,
                flags=(FlagCode.TOO_SHORT,) if number % 2 else (),
                usage=Usage(100, 0, 10, 0.5),
                seconds=0.25 * (1 + number % 4),
                is_shared=number % 10 == 9,
            )
        )
    return made


def _verdict(
    random: np.random.Generator, label: Verdict, labels: Sequence[Verdict], right: float, unsure: float
) -> Verdict:
    if random.uniform() < unsure:
        return Verdict.UNSURE
    return label if random.uniform() < right else labels[int(random.integers(len(labels)))]
