"""Reviews: the queue of judgements that wait for people, whom they are handed to, and what people say of them."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import SEQUENCE, Moment

revision = "0005"
down_revision = "0004"

TABLES = (
    "review_words",
    "review_points",
    "reviews",
    "review_skips",
    "review_claims",
    "review_tallies",
    "review_items",
)
WANTED = "still_wanted > 0"
SHARED = "shared_from IS NOT NULL"


def upgrade() -> None:
    only = sa.text(SHARED)
    op.create_index(
        "ix_judgements_shared_from", "judgements", ["shared_from"], sqlite_where=only, postgresql_where=only
    )
    _create_queue()
    _create_claims()
    _create_reviews()
    _create_parts_of_reviews()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_judgements_shared_from", "judgements")


def _create_queue() -> None:
    op.create_table(
        "review_items",
        sa.Column("judgement_id", sa.Text, sa.ForeignKey("judgements.id"), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("question_id", "judge", "ordered_by", "stream")),
        sa.Column("inclusion_probability", sa.Double),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("priority", sa.Double, nullable=False),
        sa.Column("still_wanted", sa.Integer, nullable=False),
        sa.Column("enrolled_at", Moment, nullable=False),
    )
    op.create_table(
        "review_tallies",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    only, order = sa.text(WANTED), ["stream", "priority", "judgement_id"]
    indices = {
        "next": order,
        "next_of_question": ["question_id", *order],
        "next_of_judge": ["judge", *order],
        "ordered_by": ["ordered_by", "stream"],
    }
    for name, columns in indices.items():
        op.create_index(f"ix_review_items_{name}", "review_items", columns, sqlite_where=only, postgresql_where=only)


def _create_claims() -> None:
    op.create_table(
        "review_claims",
        sa.Column("judgement_id", sa.Text, sa.ForeignKey("review_items.judgement_id"), primary_key=True),
        sa.Column("reviewer", sa.Text, primary_key=True),
        sa.Column("began_at", Moment, nullable=False),
        sa.Column("until", Moment, nullable=False),
    )
    op.create_index("ix_review_claims_reviewer_until", "review_claims", ["reviewer", "until"])
    op.create_table(
        "review_skips",
        sa.Column("ledger_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), primary_key=True, autoincrement=False),
        sa.Column("judgement_id", sa.Text, sa.ForeignKey("review_items.judgement_id"), nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("until", Moment),
    )
    op.create_index("ix_review_skips_judgement_id_reviewer", "review_skips", ["judgement_id", "reviewer"])


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("judgement_id", sa.Text, sa.ForeignKey("review_items.judgement_id"), nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("inclusion_probability", sa.Double),
        sa.Column("began_at", Moment, nullable=False),
        sa.Column("committed_at", Moment, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("ledger_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), nullable=False, unique=True),
        sa.Column("revealed_at", Moment),
        sa.Column("revealed_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), unique=True),
        sa.Column("final_at", Moment),
        sa.Column("final_seconds", sa.Double),
        sa.Column("final_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), unique=True),
        sa.UniqueConstraint("judgement_id", "reviewer"),
    )
    op.create_index("ix_reviews_reviewer_committed_at", "reviews", ["reviewer", "committed_at"])


def _create_parts_of_reviews() -> None:
    op.create_table(
        "review_points",
        sa.Column("review_id", sa.Text, sa.ForeignKey("reviews.id"), primary_key=True),
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("point_id", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "review_words",
        sa.Column("review_id", sa.Text, sa.ForeignKey("reviews.id"), primary_key=True),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
