"""Write down what makes a new SQLite file, from the tables. Run as `make schema` once they have changed."""

from evaluator.store.schema import for_sqlite
from evaluator.store.upgrades import SCHEMA

SCHEMA.write_text(for_sqlite(), encoding="utf-8")
