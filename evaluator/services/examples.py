"""The use cases of examples: marking a reviewed answer as one, taking that back, and picking those to be shown."""

from collections.abc import Sequence
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.examples import Example, Mark, Marked, example_of, refuse_unless_fit, repeats
from evaluator.domain.judgements import Judgement
from evaluator.domain.questions import Question
from evaluator.domain.reviews import Review
from evaluator.errors import RequestInvalid
from evaluator.services.surroundings import Surroundings


class ExampleLog(Protocol):
    """Where marks are kept, each as an entry of the ledger."""

    async def mark(self, mark: Mark) -> Mark:
        """Keep a mark, and return the one that stands: an earlier one stays as it is. Raises StoreError leaves."""

    async def take_back(self, mark: Mark) -> None:
        """Take back whichever mark stands; nothing happens where none does. Raises StoreError leaves."""

    async def standing(self, judgement_id: str) -> Mark | None:
        """The mark that stands, None where there is none or the words were erased. Raises StoreError leaves."""

    async def marked(self, question_id: str, besides: Digest) -> Sequence[Marked]:
        """What may be shown of answers to a question, in the order in which they were marked.

        Left out are answers whose words are gone or held, the answer with the digest `besides`, and all answers of
        whoever gave that one. Raises StoreError leaves.
        """


class ExampleShelf:
    """Examples for a judge that is shown at most so many: see `judge.pipeline.Shelf`."""

    def __init__(self, log: ExampleLog, most: int) -> None:
        self._log = log
        self._most = most

    async def pick(self, question: Question, answer: Answer) -> tuple[Example, ...]:
        """The newest that fit the question as it is asked now, oldest first. Raises StoreError leaves."""
        found = (example_of(one, question) for one in await self._log.marked(question.id, answer.digest))
        return tuple(one for one in found if one is not None and not repeats(one, answer))[-self._most :]


class ExampleService:
    """Marks for people who review. The caller sees to it that nothing sealed is marked."""

    def __init__(self, log: ExampleLog, surroundings: Surroundings) -> None:
        self._log = log
        self._surroundings = surroundings

    async def standing(self, judgement: Judgement) -> Mark | None:
        """The mark on a judgement, if one stands."""
        return await self._log.standing(judgement.id)

    async def mark(self, judgement: Judgement, review: Review | None) -> Mark:
        """Mark a judgement with what its reviewer settled on.

        Raises RequestInvalid, with what to do, where it cannot be an example.
        """
        if review is None or review.judgement_id != judgement.id:
            raise RequestInvalid("Review this answer first: an example shows what a person settled on.")
        refuse_unless_fit(judgement, review)
        at = self._surroundings.clock()
        return await self._log.mark(Mark(judgement.id, review.id, review.reviewer, at))

    async def take_back(self, judgement: Judgement, by: str) -> None:
        """Show it to no judge any more, whoever marked it."""
        mark = await self._log.standing(judgement.id)
        if mark is not None:
            at = self._surroundings.clock()
            await self._log.take_back(Mark(judgement.id, mark.review_id, by, at))
