"""Alembic's entry: runs the migrations on the connection it was given, inside its transaction."""

from alembic import context

from api.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
