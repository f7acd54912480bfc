"""data/questions.yaml -> QuestionBank, every fault named at once with file, line, question, point and field."""

from evaluator.bank.form import bank_schema
from evaluator.bank.linting import lint_bank
from evaluator.bank.loading import load_bank

__all__ = ["bank_schema", "lint_bank", "load_bank"]
