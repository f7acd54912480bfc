"""The record: ledger, judgements with their words apart, intents, users and their secrets."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import SEQUENCE, Moment
from evaluator.store.guards import POSTGRESQL_GUARDS, SQLITE_GUARDS

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_ledger()
    _create_words_under_way()
    _create_judgements()
    _create_parts_of_judgements()
    _create_users()


def downgrade() -> None:
    for table in ("login_links", "sessions", "users", "idempotency_keys"):
        op.drop_table(table)
    for table in ("judgement_words", "judgement_flags", "judgement_points", "judgements"):
        op.drop_table(table)
    for table in ("intents", "answers", "ledger"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_guard()")


def _create_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("seq", SEQUENCE, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.UniqueConstraint("previous"),
    )
    op.create_index("ix_ledger_kind_subject", "ledger", ["kind", "subject"])
    guards = SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for guard in guards:
        op.execute(guard)


def _create_words_under_way() -> None:
    op.create_table(
        "answers",
        sa.Column("judgement_id", sa.Text, primary_key=True),
        sa.Column("candidate", sa.Text, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("turns", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "intents",
        sa.Column(
            "judgement_id",
            sa.Text,
            sa.ForeignKey("answers.judgement_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("judge", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("ordered_by", sa.Text, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("user_name", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("request_digest", sa.Text, nullable=False),
        sa.Column("judgement_id", sa.Text, nullable=False, index=True),
    )


def _create_judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("ledger_seq", SEQUENCE, sa.ForeignKey("ledger.seq"), nullable=False, unique=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("question_text", sa.Text, nullable=False),
        sa.Column("judge", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("host", sa.Text),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("settings_digest", sa.Text),
        sa.Column("prompt_fingerprint", sa.Text),
        sa.Column("bank_digest", sa.Text),
        *(sa.Column(name, sa.Double) for name in ("score", "low", "high")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("covered", "partial", "missed", "unsure")),
        sa.Column("needs_review", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("detail", sa.Text),
        sa.Column("input_tokens", sa.BigInteger, nullable=False),
        sa.Column("cached_tokens", sa.BigInteger, nullable=False),
        sa.Column("output_tokens", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.Double),
        sa.Column("latency_ms", sa.Double, nullable=False),
        sa.Column("attempts", sa.Text, nullable=False),
        sa.Column("provenance", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("shared_from", sa.Text),
    )
    op.create_index("ix_judgements_created_at_id", "judgements", ["created_at", "id"])
    for narrowed_by in ("question_id", "judge", "status", "needs_review", "created_by"):
        op.create_index(f"ix_judgements_{narrowed_by}_created_at_id", "judgements", [narrowed_by, "created_at", "id"])


def _create_parts_of_judgements() -> None:
    op.create_table(
        "judgement_points",
        sa.Column("judgement_id", sa.Text, sa.ForeignKey("judgements.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("point_id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("claimed", sa.Text),
        sa.Column("probability", sa.Double),
        sa.Column("needs_review", sa.Boolean, nullable=False),
    )
    op.create_index("ix_judgement_points_point_id_verdict", "judgement_points", ["point_id", "verdict"])
    op.create_table(
        "judgement_flags",
        sa.Column("judgement_id", sa.Text, sa.ForeignKey("judgements.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )
    op.create_index("ix_judgement_flags_code_judgement_id", "judgement_flags", ["code", "judgement_id"])
    op.create_table(
        "judgement_words",
        sa.Column("judgement_id", sa.Text, sa.ForeignKey("judgements.id"), primary_key=True),
        sa.Column("key", sa.Text, nullable=False, index=True),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("removed_at", Moment),
    )
    for table, columns in (("sessions", ()), ("login_links", (sa.Column("used_at", Moment),))):
        op.create_table(
            table,
            sa.Column("secret_hash", sa.Text, primary_key=True),
            sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), nullable=False, index=True),
            sa.Column("created_at", Moment, nullable=False),
            sa.Column("expires_at", Moment, nullable=False, index=True),
            *columns,
        )
