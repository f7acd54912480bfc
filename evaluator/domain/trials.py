"""What a judge makes of an answer whose labels are known, and what is kept of that until all of its answers are in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from evaluator.digests import Digest
from evaluator.domain.judgements import Verdict
from evaluator.domain.outcomes import Outcome, with_earlier
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.readings import Exchange, Reading


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer that the judge was given: what people say of its points, and what came of it."""

    answer_id: str
    question_id: QuestionId
    labels: Mapping[PointId, Verdict]
    outcome: Outcome


class Purpose(StrEnum):
    """What judges are tried for."""

    SCREENING = "screening"
    ANCHORS = "anchors"


@dataclass(frozen=True, slots=True)
class Task:
    """Trials that belong together. `digest` is of all that must be the same for one of them to be taken up again."""

    purpose: Purpose
    judge: str
    digest: Digest


@dataclass(frozen=True, slots=True)
class Note:
    """One try at an answer that was answered or has cost something, kept until the task it is of is done."""

    task: Task
    answer_id: str
    sample: int
    at: datetime
    outcome: Outcome


def without_words(outcome: Outcome) -> Outcome:
    """The same without what was sent and what came back: a prompt may hold reviewed answers of candidates as examples,
    and a reply may repeat them."""
    return replace(
        outcome,
        exchange=_without_words(outcome.exchange),
        parts=tuple(map(without_words, outcome.parts)),
        readings=tuple(map(_reading_without_words, outcome.readings)),
    )


@dataclass(frozen=True, slots=True)
class Used:
    """The notes that went into what is kept now: those of this task since then."""

    task: Task
    since: datetime


Tried = tuple[str, int]
"""An answer's id and which sample of it."""


def by_answer(notes: Iterable[Note]) -> Mapping[Tried, Sequence[Outcome]]:
    """What the tries at each answer came to, oldest first as the notes are."""
    found = defaultdict[Tried, list[Outcome]](list)
    for note in notes:
        found[note.answer_id, note.sample].append(note.outcome)
    return found


def cost_of(notes: Iterable[Note]) -> float:
    """What all that is noted has cost: nothing where no price is known."""
    by_task = defaultdict[Task, list[Note]](list)
    for note in notes:
        by_task[note.task].append(note)
    tries = [outcomes for of_task in by_task.values() for outcomes in by_answer(of_task).values()]
    return sum(with_earlier(last, failed).exchange.usage.cost or 0.0 for *failed, last in tries)


def _reading_without_words(reading: Reading) -> Reading:
    parts = tuple(map(_reading_without_words, reading.parts))
    return replace(reading, exchange=_without_words(reading.exchange), parts=parts)


def _without_words(exchange: Exchange) -> Exchange:
    return replace(exchange, sent=(), raw_replies=())
