"""What of a batch is with a provider, written down before and after each step that hands something over."""

import sqlalchemy as sa
from alembic import op

from evaluator.store.columns import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "provider_parts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.id"), nullable=False, index=True),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("file_id", sa.Text),
        sa.Column("remote_id", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("provider_parts")
