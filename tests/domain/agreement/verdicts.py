"""Answers with pairs of verdicts, made short: `pairs("cc pm")` is an answer with covered-covered and partial-missed."""

import numpy as np

from evaluator.domain.agreement.pairs import AnswerPairs, Pair
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId, QuestionId

LETTERS = {verdict.value[0]: verdict for verdict in Verdict}


def pairs(letters: str, question: str = "q") -> AnswerPairs:
    listed = [
        Pair(PointId(f"p{place}"), LETTERS[said], LETTERS[blind]) for place, (said, blind) in enumerate(letters.split())
    ]
    return AnswerPairs(QuestionId(question), tuple(listed))


def drawn(seed: int, answers: int, points: int, accuracy: float, alike: float = 0.1) -> list[AnswerPairs]:
    """Random answers whose judge is as accurate as that on average, on some answers more than on others."""
    random = np.random.default_rng(seed)
    spread = 1 / alike - 1
    made = []
    for rate in random.beta(accuracy * spread, (1 - accuracy) * spread, size=answers):
        blind = random.choice(3, size=points, p=[0.5, 0.2, 0.3])
        said = np.where(random.random(points) < rate, blind, (blind + random.integers(1, 3, size=points)) % 3)
        made.append(pairs(" ".join("cpm"[one] + "cpm"[other] for one, other in zip(said, blind, strict=True))))
    return made
