"""data/questions.yaml -> QuestionBank, every fault named at once with file, line, question, point and field.

`linting` looks for more than makes a bank unusable, `form` says what one looks like.
"""

from evaluator.bank.loading import load_bank

__all__ = ["load_bank"]
