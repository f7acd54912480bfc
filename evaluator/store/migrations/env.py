"""Run by Alembic: migrates over the connection that `evaluator.store.upgrades` hands in."""

from alembic import context

from evaluator.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
