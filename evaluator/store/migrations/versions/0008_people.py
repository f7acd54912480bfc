"""When a token was issued, and when a session was last used."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("users", sa.Column("token_at", Moment))
    op.execute("UPDATE users SET token_at = created_at")
    op.add_column("sessions", sa.Column("seen_at", Moment))


def downgrade() -> None:
    op.drop_column("sessions", "seen_at")
    op.drop_column("users", "token_at")
