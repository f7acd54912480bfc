"""The task engine: procrastinate, in the same PostgreSQL as the record. Nothing else imports it."""
