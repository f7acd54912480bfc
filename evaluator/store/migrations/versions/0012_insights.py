"""What insights are made of: series, their days, and reviews beside the judgements they are of."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import SEQUENCE

revision = "0012"
down_revision = "0011"

SUMS = (
    "scored",
    "unscored",
    "shared",
    "open",
    "priced",
    "cost_billionths",
    "input_tokens",
    "cached_tokens",
    "output_tokens",
    "with_coverage",
    "coverage_billionths",
)


def upgrade() -> None:
    made_by = ("question_id", "points", "judge", "model", "prompt", "bank")
    op.create_table(
        "insight_series",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("identity", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in made_by),
    )
    op.create_table(
        "insight_days",
        sa.Column("series_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Text, primary_key=True),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in SUMS),
        sa.Column("verdicts", sa.Text, nullable=False),
        sa.Column("tallies", sa.Text),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "insight_reviews",
        sa.Column("ledger_seq", SEQUENCE, primary_key=True, autoincrement=False),
        sa.Column("review_id", sa.Text, nullable=False, unique=True),
        sa.Column("judgement_id", sa.Text, nullable=False),
        sa.Column("series_id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("day", "stream")),
        *(sa.Column(name, sa.Double) for name in ("inclusion_probability", "judge", "people")),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("probabilities", sa.Text),
        sa.Column("blind", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("shown", "final", "reasons")),
    )
    op.create_index("ix_insight_reviews_series_id", "insight_reviews", ["series_id"])


def downgrade() -> None:
    for table in ("insight_reviews", "insight_days", "insight_series"):
        op.drop_table(table)
