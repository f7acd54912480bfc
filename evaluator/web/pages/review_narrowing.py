"""Which part of their queue somebody reviews: a question, a batch, or all of it. It stands in the address.

There is no choosing by judge here: the blind page's address would tell who judged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from evaluator.domain.batches import Batch
from evaluator.domain.questions import QuestionBank
from evaluator.domain.review_queue import QueueFilter

ADDRESS = "/review"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; an empty field narrows nothing."""

    question: str = ""
    batch: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.question or self.batch)

    @property
    def filter(self) -> QueueFilter:
        """The same for the queue."""
        return QueueFilter(question_id=self.question or None, batch=self.batch or None)

    def address(self, path: str = ADDRESS, **more: str) -> str:
        """A page of the review that stays within what is asked for."""
        named = {"question": self.question, "batch": self.batch, **more}
        query = urlencode({name: value for name, value in named.items() if value})
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class NarrowingChoice:
    """One link that narrows the queue, or widens it again."""

    label: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The choices of one kind; `now` says in words what is chosen."""

    label: str
    now: str
    choices: tuple[NarrowingChoice, ...]


def narrowings(wanted: Wanted, bank: QuestionBank, batches: Sequence[Batch]) -> tuple[Narrowing, ...]:
    """The questions of the bank and the batches given, each as a link."""
    questions = [(question.id, question.title) for question in bank.questions]
    of_questions = _narrowing("Question", "All questions", questions, wanted.question, "question", wanted)
    if not batches and not wanted.batch:
        return (of_questions,)
    named = [(batch.id, batch.name) for batch in batches]
    return of_questions, _narrowing("Batch", "all batches", named, wanted.batch, "batch", wanted)


def _narrowing(
    label: str, everything: str, choices: Iterable[tuple[str, str]], chosen: str, field: str, wanted: Wanted
) -> Narrowing:
    listed = [("", everything[0].upper() + everything[1:]), *choices]
    links = tuple(
        NarrowingChoice(name, replace(wanted, **{field: value}).address(), value == chosen) for value, name in listed
    )
    now = next((name for value, name in listed if chosen and value == chosen), chosen or everything)
    return Narrowing(label, now, links)
