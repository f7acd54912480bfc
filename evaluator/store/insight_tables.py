"""The tables of insights: counts of what was judged, and each review without its words, kept by a follower.

All of it can be derived again from the ledger and the facts behind it; none of it holds or digests anybody's words.
"""

from sqlalchemy import BigInteger, Column, Double, Integer, Table, Text

from evaluator.store.columns import SEQUENCE
from evaluator.store.naming import metadata

# What was judged alike: one question with its points, by one judge, prompt and bank. `identity` digests all of these;
# `points` is a JSON list of ids, empty for what could not be scored; no prompt or bank is the empty text.
insight_series = Table(
    "insight_series",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("identity", Text, nullable=False, unique=True),
    *(Column(name, Text, nullable=False) for name in ("question_id", "points", "judge", "model", "prompt", "bank")),
)

# What one day (YYYY-MM-DD, UTC) brought in a series. Sums are whole numbers: they do not depend on their order.
# `verdicts` has eight hexadecimal digits for each point and verdict, point by point, so that many days are added up at
# once; `tallies` counts flags and reasons as JSON, NULL where there are none.
insight_days = Table(
    "insight_days",
    metadata,
    Column("series_id", Integer, primary_key=True, autoincrement=False),
    Column("day", Text, primary_key=True),
    *(
        Column(name, BigInteger, nullable=False)
        for name in (
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
    ),
    Column("verdicts", Text, nullable=False),
    Column("tallies", Text),
    sqlite_with_rowid=False,
)

# A blind review beside the judgement it is of, a letter for each point in the judgement's order. `judge` and `people`
# are the coverages of either side, `said` and `blind` their verdicts. `shown` is NULL where that was what the judge
# said, `final` and `reasons` until the review is finished.
insight_reviews = Table(
    "insight_reviews",
    metadata,
    Column("ledger_seq", SEQUENCE, primary_key=True, autoincrement=False),
    Column("review_id", Text, nullable=False, unique=True),
    Column("judgement_id", Text, nullable=False),
    Column("series_id", Integer, nullable=False, index=True),
    Column("day", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("inclusion_probability", Double),
    Column("judge", Double),
    Column("people", Double),
    Column("said", Text, nullable=False),
    Column("probabilities", Text),
    Column("blind", Text, nullable=False),
    Column("shown", Text),
    Column("final", Text),
    Column("reasons", Text),
)
