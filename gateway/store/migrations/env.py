"""Run by Alembic: applies the revisions to the connection that `schema.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from gateway.store.schema import load_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=load_tables(),
    # SQLite changes a table by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
