"""The tables of what is judged. A candidate's words live in `answers` and `judgement_words`, apart from the facts and
the ledger.

Those of reviews and of what follows the ledger have modules of their own; `schema` has them all.
An index over some rows is so on PostgreSQL too. That stands in the migrations alone: to say it here loads the whole
dialect, 2 MB and 30 ms, also for those who have no PostgreSQL.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from evaluator.store.columns import SEQUENCE, Moment
from evaluator.store.naming import metadata

# Triggers refuse to change or delete an entry, and to add one that does not follow the last.
ledger = Table(
    "ledger",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("previous"),
    Index(None, "kind", "subject"),
    # Nearly every entry is a judgement's: only the others are looked for by kind, newest first.
    Index("ix_ledger_others", "kind", "seq", sqlite_where=text("kind <> 'judgement'")),
)

# Words: deleted by an erasure. The row is written with the intent and stays for the judgement of the same id.
answers = Table(
    "answers",
    metadata,
    Column("judgement_id", Text, primary_key=True),
    Column("candidate", Text, index=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("turns", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

# Judgings under way, and those that a crash cut off; the row goes when the judgement is recorded.
intents = Table(
    "intents",
    metadata,
    Column("judgement_id", Text, ForeignKey("answers.judgement_id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, nullable=False),
    Column("question_id", Text, nullable=False),
    Column("judge", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("ordered_by", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# Facts only: nothing here holds, quotes or digests what the candidate said.
judgements = Table(
    "judgements",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ledger_seq", SEQUENCE, ForeignKey("ledger.seq"), nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("question_id", Text, nullable=False),
    Column("question_text", Text, nullable=False),
    Column("judge", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("host", Text),
    Column("mode", Text, nullable=False),
    Column("settings_digest", Text),
    Column("prompt_fingerprint", Text),
    Column("bank_digest", Text),
    Column("score", Double),
    Column("low", Double),
    Column("high", Double),
    Column("covered", Integer, nullable=False),
    Column("partial", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("unsure", Integer, nullable=False),
    Column("needs_review", Boolean, nullable=False),
    Column("reason", Text),
    Column("detail", Text),
    Column("input_tokens", BigInteger, nullable=False),
    Column("cached_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("cost", Double),
    Column("latency_ms", Double, nullable=False),
    Column("attempts", Text, nullable=False),
    Column("provenance", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("shared_from", Text),
    Column("supersedes", Text),
    Index(None, "created_at", "id"),
    Index(None, "question_id", "created_at", "id"),
    Index(None, "judge", "created_at", "id"),
    Index(None, "status", "created_at", "id"),
    Index(None, "needs_review", "created_at", "id"),
    Index(None, "created_by", "created_at", "id"),
    Index(None, "low", "high"),
    Index(None, "shared_from", sqlite_where=text("shared_from IS NOT NULL")),
    Index(None, "supersedes", sqlite_where=text("supersedes IS NOT NULL")),
)

judgement_points = Table(
    "judgement_points",
    metadata,
    Column("judgement_id", Text, ForeignKey("judgements.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("point_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("weight", Double, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("claimed", Text),
    Column("probability", Double),
    Column("needs_review", Boolean, nullable=False),
    Index(None, "point_id", "verdict"),
)

judgement_flags = Table(
    "judgement_flags",
    metadata,
    Column("judgement_id", Text, ForeignKey("judgements.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("details", Text, nullable=False),
    Index(None, "code", "judgement_id"),
)

# Words, and the salt of their commitment: deleted by an erasure.
judgement_words = Table(
    "judgement_words",
    metadata,
    Column("judgement_id", Text, ForeignKey("judgements.id"), primary_key=True),
    Column("key", Text, nullable=False, index=True),
    Column("salt", Text, nullable=False),
    Column("words", Text, nullable=False),
)

# `drafted_at` is when a batch that is not whole yet was last added to: until it is, nobody sees it.
batches = Table(
    "batches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("identity", Text, nullable=False),
    Column("judge", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("drafted_at", Moment),
    Column("state", Text, nullable=False),
    Column("pause_reason", Text),
    Column("pause_detail", Text),
    Column("paused_since", Moment),
    Column("budget", Double),
    Column("waiting", Integer, nullable=False),
    Column("scored", Integer, nullable=False),
    Column("unscored", Integer, nullable=False),
    Column("cancelled", Integer, nullable=False),
    Column("shared", Integer, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("cached_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    # Whole numbers: their sum does not depend on the order in which workers add.
    Column("cost_billionths", BigInteger),
    Column("finished_at", Moment),
    Column("owner", Text),
    Index(
        None,
        "identity",
        unique=True,
        sqlite_where=text("drafted_at IS NULL AND state <> 'cancelled'"),
    ),
    Index(None, "created_at", "id"),
    Index(None, "created_by", "created_at", "id"),
)

# The questions of a batch as they were when it was made, each once.
batch_questions = Table(
    "batch_questions",
    metadata,
    Column("batch_id", Text, ForeignKey("batches.id"), primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("question_id", Text, nullable=False),
    Column("question", Text, nullable=False),
)

# What is to be judged is in `answers`, under the same judgement's id. `chunk` is None until handed out to workers.
batch_items = Table(
    "batch_items",
    metadata,
    Column("batch_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("file_row", Integer, nullable=False),
    Column("item_id", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("judgement_id", Text, nullable=False, unique=True),
    Column("words", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("chunk", Integer),
    Column("supersedes", Text),
    ForeignKeyConstraint(["batch_id", "question"], ["batch_questions.batch_id", "batch_questions.digest"]),
    UniqueConstraint("batch_id", "item_id"),
    Index(
        "ix_batch_items_chunk",
        "batch_id",
        "chunk",
        "position",
        sqlite_where=text("state = 'waiting' AND chunk IS NOT NULL"),
    ),
    Index(None, "supersedes", sqlite_where=text("supersedes IS NOT NULL")),
    sqlite_with_rowid=False,
)

# What is handed out to workers together, and what it has set aside of the batch's budget.
batch_chunks = Table(
    "batch_chunks",
    metadata,
    Column("batch_id", Text, ForeignKey("batches.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("reserved_billionths", BigInteger, nullable=False),
)

# Stretches of batches that travel to a provider in one file each.
provider_parts = Table(
    "provider_parts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("batch_id", Text, ForeignKey("batches.id"), nullable=False, index=True),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("owner", Text),
    Column("state", Text, nullable=False),
    Column("file_id", Text),
    Column("remote_id", Text),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("user_name", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_digest", Text, nullable=False),
    Column("judgement_id", Text, nullable=False, index=True),
)

# `token_at` is None where the token was revoked: then nobody holds what `token_hash` is the digest of.
users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Column("token_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    Column("secret_hash", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("seen_at", Moment),
)

login_links = Table(
    "login_links",
    metadata,
    Column("secret_hash", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
)
