"""Run by Alembic: applies the revisions to the connection that `schema.upgrade` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import MetaData

from gateway.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    # For the names of constraints alone: revisions know no table of today.
    target_metadata=MetaData(naming_convention=metadata.naming_convention),
)
with context.begin_transaction():
    context.run_migrations()
