"""The ledger's entries by kind, newest first: all but those of judgements, which are nearly every one."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

OTHERS = sa.text("kind <> 'judgement'")


def upgrade() -> None:
    op.create_index("ix_ledger_others", "ledger", ["kind", "seq"], sqlite_where=OTHERS, postgresql_where=OTHERS)


def downgrade() -> None:
    op.drop_index("ix_ledger_others", "ledger")
