"""Which modules hold tables, and whether a database has the shape this program needs.

A room that brings tables adds its module to `TABLE_MODULES`; opening a database imports
them all, so that nobody works on half a schema.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from gateway.errors import Reason, UnavailableError
from gateway.store.tables import metadata

TABLE_MODULES = (
    "gateway.store.tables_exchange",
    "gateway.store.tables_commitment",
    "gateway.store.tables_register",
    "gateway.store.tables_casework",
    "gateway.store.tables_inbox",
    "gateway.store.tables_examination",
    "gateway.store.tables_annual",
    "gateway.store.tables_annual_records",
    "gateway.store.tables_console",
    "gateway.store.tables_processes",
)
"""Every module with tables, in the order in which they are laid down."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def load_tables() -> MetaData:
    """Import every module with tables and return the metadata they share."""
    for name in TABLE_MODULES:
        import_module(name)
    return metadata


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    if conn is not None:
        config.attributes["connection"] = conn
    return config


@cache
def _script() -> ScriptDirectory:
    """Read the revisions; the files of a program do not change while it runs."""
    return ScriptDirectory.from_config(_config())


def upgrade(conn: Connection) -> None:
    """Bring the schema to the newest revision, inside the caller's transaction."""
    held = MigrationContext.configure(conn).get_current_revision()
    if held is None or held != _script().get_current_head():
        command.upgrade(_config(conn), "head")


def reach(conn: Connection, revision: str) -> None:
    """Bring an empty database to a revision, inside the caller's transaction.

    Raises:
        UnavailableError: DATABASE_UNAVAILABLE; this program does not know the revision.
    """
    if revision not in {each.revision for each in _script().walk_revisions()}:
        raise UnavailableError(
            f"its schema {revision[:20]!r} is one that this program does not know",
            reason=Reason.DATABASE_UNAVAILABLE,
            remedy="Install the Comity release that wrote it, or a newer one.",
        )
    command.upgrade(_config(conn), revision)


def newest_revision() -> str:
    """Return the revision of the schema that this program works with."""
    return str(_script().get_current_head())


def check_schema(conn: Connection) -> None:
    """Refuse a database whose schema is not the one of this program.

    Raises:
        UnavailableError: DATABASE_UNAVAILABLE, with what to do about it.
    """
    held = MigrationContext.configure(conn).get_current_revision()
    script = _script()
    wanted = script.get_current_head()
    if held == wanted:
        return
    if held is None:
        said, remedy = "holds no Comity schema", "Create it with `comity init`."
    elif held in {revision.revision for revision in script.walk_revisions()}:
        said = "has an older schema"
        remedy = "Back up the database, then run `comity init` to migrate it."
    else:
        said = "has a schema that this program does not know"
        remedy = "Install the Comity release that wrote it, or a newer one."
    raise UnavailableError(
        f"the database {said}",
        reason=Reason.DATABASE_UNAVAILABLE,
        remedy=remedy,
        held=str(held),
        wanted=str(wanted),
    )
