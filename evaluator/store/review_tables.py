"""The tables of reviews. What reviewers write and mark lives in `review_words`, apart from the facts and the ledger."""

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from evaluator.store.columns import SEQUENCE, Moment
from evaluator.store.naming import metadata

# Judgements that people are to review. `still_wanted` counts those it waits for, `batch_id` is NULL outside of batches.
review_items = Table(
    "review_items",
    metadata,
    Column("judgement_id", Text, ForeignKey("judgements.id"), primary_key=True),
    Column("question_id", Text, nullable=False),
    Column("judge", Text, nullable=False),
    Column("ordered_by", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("inclusion_probability", Double),
    Column("why", Text, nullable=False),
    Column("priority", Double, nullable=False),
    Column("still_wanted", Integer, nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    Column("batch_id", Text),
    # What still waits: next of all, of a question, of a judge; and who ordered it.
    *(
        Index(f"ix_review_items_{name}", *columns, sqlite_where=text("still_wanted > 0"))
        for name, columns in (
            ("next", ("stream", "priority", "judgement_id")),
            ("next_of_question", ("question_id", "stream", "priority", "judgement_id")),
            ("next_of_judge", ("judge", "stream", "priority", "judgement_id")),
            ("ordered_by", ("ordered_by", "judgement_id")),
        )
    ),
    Index(
        "ix_review_items_next_of_batch",
        *("batch_id", "stream", "priority", "judgement_id"),
        sqlite_where=text("still_wanted > 0 AND batch_id IS NOT NULL"),
    ),
)

# How many of a question came in by chance, and how many judgements a version has, as far as the queue asks after it.
review_tallies = Table(
    "review_tallies",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)

# Whom an answer was handed to; the row goes when they commit or skip.
review_claims = Table(
    "review_claims",
    metadata,
    Column("judgement_id", Text, ForeignKey("review_items.judgement_id"), primary_key=True),
    Column("reviewer", Text, primary_key=True),
    Column("began_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Index(None, "reviewer", "until"),
)

# What is kept from whoever ordered it until they have given verdicts of their own; the row goes when they have.
# The judgement need not be recorded yet.
first_looks = Table(
    "first_looks",
    metadata,
    Column("judgement_id", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("began_at", Moment, nullable=False),
)

# `until` is None for good.
review_skips = Table(
    "review_skips",
    metadata,
    Column("ledger_seq", SEQUENCE, ForeignKey("ledger.seq"), primary_key=True, autoincrement=False),
    Column("judgement_id", Text, ForeignKey("review_items.judgement_id"), nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Moment),
    Index(None, "judgement_id", "reviewer"),
)

# What is NULL is filled once, when the review comes that far; nothing is ever changed.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Text, primary_key=True),
    Column("judgement_id", Text, ForeignKey("review_items.judgement_id"), nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("inclusion_probability", Double),
    Column("began_at", Moment, nullable=False),
    Column("committed_at", Moment, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("ledger_seq", SEQUENCE, ForeignKey("ledger.seq"), nullable=False, unique=True),
    Column("revealed_at", Moment),
    Column("revealed_seq", SEQUENCE, ForeignKey("ledger.seq"), unique=True),
    Column("final_at", Moment),
    Column("final_seconds", Double),
    Column("final_seq", SEQUENCE, ForeignKey("ledger.seq"), unique=True),
    UniqueConstraint("judgement_id", "reviewer"),
    Index(None, "reviewer", "committed_at"),
)

# Wrong verdicts shown on purpose. `said_*` are filled once, when something was said under one and it was disclosed.
review_seeds = Table(
    "review_seeds",
    metadata,
    Column("review_id", Text, ForeignKey("reviews.id"), primary_key=True),
    Column("point_id", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("said_at", Moment),
    Column("said_seconds", Double),
    Column("said_seq", SEQUENCE, ForeignKey("ledger.seq"), unique=True),
)

# `part` is `blind`, `said` under a wrong verdict, or `final`.
review_points = Table(
    "review_points",
    metadata,
    Column("review_id", Text, ForeignKey("reviews.id"), primary_key=True),
    Column("part", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("point_id", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text),
)

# A reviewer's notes and marked passages, and the salt of their commitment: deleted by an erasure.
review_words = Table(
    "review_words",
    metadata,
    Column("review_id", Text, ForeignKey("reviews.id"), primary_key=True),
    Column("salt", Text, nullable=False),
    Column("words", Text, nullable=False),
)
