"""How much each common stem weighs: the rarer it is, the more it tells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import log

from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.questions import ExpectedPoint, QuestionBank
from evaluator.domain.words import stems

COMMON = 0.04
"""Share of the texts from which a stem counts as common and is listed."""


def rarity(answers: Iterable[LabelledAnswer], bank: QuestionBank) -> dict[str, float]:
    """A weight for each common stem: its inverse document frequency, as a share of the greatest.

    Answers to one question count as one document together, each stem by the share of them that has it. What is rarer
    than COMMON is not listed and has the greatest weight, 1.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for labelled in answers:
        texts[labelled.question.id].append(labelled.answer.text)
    points = chain.from_iterable(question.points for question in bank.questions)
    told = mean_share(texts.values())
    asked = mean_share([wording_of(point)] for point in points)
    common = {word: max(told.get(word, 0.0), asked.get(word, 0.0)) for word in sorted({*told, *asked})}
    return {word: round(log(1 / share) / log(1 / COMMON), 2) for word, share in common.items() if share > COMMON}


def mean_share(documents: Iterable[Sequence[str]]) -> Mapping[str, float]:
    """For each stem, the mean over documents of the share of their texts that have it."""
    total: dict[str, float] = defaultdict(float)
    count = 0
    for texts in documents:
        count += 1
        for text in texts:
            for word in set(stems(text)):
                total[word] += 1 / len(texts)
    return {word: share / count for word, share in total.items()}


def wording_of(point: ExpectedPoint) -> str:
    """A point's text with the example of an answer that makes it."""
    return f"{point.text} . {point.anchors.covered if point.anchors else ''}"
