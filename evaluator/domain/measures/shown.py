"""Which examples a judge was shown before the answers that it is measured on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluator.digests import Digest
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.questions import QuestionId

if TYPE_CHECKING:
    from evaluator.domain.measures.cases import Case

PROMPT = "coverage-examples"
"""The name of the prompt that judges are asked with that are shown examples."""


@dataclass(frozen=True, slots=True)
class ShownExample:
    """A judgement shown before so many `answers`; `mark` is the digest of the ledger's entry that marks it."""

    judgement_id: str
    question_id: QuestionId
    mark: Digest
    answers: int


@dataclass(frozen=True, slots=True)
class Examples:
    """All that was shown, by question. `answers` counts those before which there was any."""

    answers: int = 0
    shown: tuple[ShownExample, ...] = ()


def is_set_up(identity: JudgeIdentity) -> bool:
    """Whether a judge, or one of a panel's, is asked with the prompt that shows examples."""
    return any(prompt.startswith(f"{PROMPT}/") for prompt in identity.prompt.split(", "))


def examples_in(cases: "Sequence[Case]") -> Examples:
    """What was shown before these answers."""
    counts = Counter(
        (case.question_id, judgement_id, mark) for case in cases for judgement_id, mark in case.examples.items()
    )
    shown = (
        ShownExample(judgement, question, mark, counts[question, judgement, mark])
        for question, judgement, mark in sorted(counts)
    )
    return Examples(sum(bool(case.examples) for case in cases), tuple(shown))
