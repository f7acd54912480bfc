"""The golden answers held back: nothing is ever fitted or chosen by them."""

from pathlib import Path

from evaluator.bank.loading import load_bank
from evaluator.files.labelled import read_labelled

DATA = Path(__file__).parents[2] / "data"
HELD = tuple(
    read_labelled(sorted((DATA / "golden").glob("*.jsonl")), load_bank(DATA / "questions.yaml"), part="held").rows()
)
