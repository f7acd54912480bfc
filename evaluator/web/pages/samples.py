"""The authored sample answers that come with the questions, for trying the page out."""

from pathlib import Path

from evaluator.domain.questions import Question, QuestionBank, QuestionId

FIRST_CHOICE = QuestionId("caching")
"""Whose sample is taken when no question is picked, or the one picked has none."""


class Samples:
    """The samples in a folder beside the questions file: `examples/<question id>.txt`."""

    def __init__(self, bank_file: Path) -> None:
        self._folder = bank_file.parent / "examples"

    def of(self, question: Question) -> str | None:
        """The sample answer to a question, or None."""
        file = self._folder / f"{question.id}.txt"
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def pick(self, bank: QuestionBank, question_id: str) -> Question | None:
        """The question itself if there is a sample for it, else one that has a sample, or None."""
        wanted = (bank.question(question_id), bank.question(FIRST_CHOICE), *bank.questions)
        return next((question for question in wanted if question and self._is_there(question)), None)

    def _is_there(self, question: Question) -> bool:
        return (self._folder / f"{question.id}.txt").is_file()
