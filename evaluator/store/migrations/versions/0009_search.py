"""The full-text index of what candidates said, and an index of coverage."""

from alembic import op

from evaluator.store.search_tables import POSTGRESQL_SEARCH, SQLITE_SEARCH

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for statement in SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_SEARCH:
        op.execute(statement)
    op.create_index("ix_judgements_low_high", "judgements", ["low", "high"])


def downgrade() -> None:
    op.drop_index("ix_judgements_low_high", "judgements")
    op.drop_table("search_words")
