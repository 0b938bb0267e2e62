"""Which modules hold tables, and whether a database has the shape this program needs.

A room that brings tables adds its module to `TABLE_MODULES`; opening a database imports
them all, so that nobody works on half a schema.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from gateway.errors import ComityError, Reason
from gateway.store.engines import no_database
from gateway.store.failover.limits import lift
from gateway.store.migrations import steps
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
    "gateway.store.failover.write_marks",
)
"""Every module with tables, in the order in which they are laid down."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_EARLIER = re.compile(r"\d{4}")
"""Revisions of before release 0.2.0; those since then begin with a letter."""


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
    """Bring the schema to the newest revision, inside the caller's transaction.

    A schema that this program does not know is left as it is: `check_schema` judges it.
    """
    held = held_revision(conn)
    if held is not None and not _knows(held):
        return
    if held != newest_revision():
        lift(conn)
        command.upgrade(_config(conn), "head")
    steps.keep(conn, steps.known(_script()))


def reach(conn: Connection, revision: str) -> None:
    """Bring an empty database to a revision, inside the caller's transaction.

    Raises:
        UnavailableError: DATABASE_UNAVAILABLE; this program does not know the revision.
    """
    if _EARLIER.fullmatch(revision):
        raise _of_an_earlier_release(revision)
    if not _knows(revision):
        raise Reason.DATABASE_UNAVAILABLE.error(
            "its schema {revision} is one that this program does not know",
            remedy="Install the Comity release that wrote it, or a newer one.",
            revision=repr(revision[:20]),
        )
    command.upgrade(_config(conn), revision)


def newest_revision() -> str:
    """Return the revision of the schema that this program works with."""
    return str(_script().get_current_head())


def held_revision(conn: Connection) -> str | None:
    """Return the revision that a database has; None where it holds no schema of ours."""
    return MigrationContext.configure(conn).get_current_revision()


def _knows(revision: str) -> bool:
    return revision in {each.revision for each in _script().walk_revisions()}


def _of_an_earlier_release(revision: str) -> ComityError:
    return Reason.DATABASE_UNAVAILABLE.error(
        "its schema is of a release before 0.2.0, and no database of those is upgraded",
        remedy="Open it with the release that wrote it, or make a new node by the guide.",
        held=revision,
        wanted=newest_revision(),
    )


def check_schema(conn: Connection) -> None:
    """Refuse a database whose schema this program cannot work with.

    It works with its own, and with a newer one of which every further revision only adds
    (`gateway.store.migrations.steps`).

    Raises:
        UnavailableError: DATABASE_UNAVAILABLE, with what to do about it.
    """
    held, wanted = held_revision(conn), newest_revision()
    if held == wanted:
        return
    if held is None:
        raise no_database()
    if _EARLIER.fullmatch(held):
        raise _of_an_earlier_release(held)
    if _knows(held):
        said = "has an older schema"
        remedy = (
            "Make a backup with the release that wrote it, then start the node with {startNode}, "
            "which migrates the database."
        )
    else:
        newer = steps.after(conn, wanted, held)
        taken = [each.revision for each in newer or () if each.step != steps.SchemaStep.EXPAND]
        if newer is not None and not taken:
            return
        said = "has a schema that this program does not know"
        if taken:
            said = f"has a newer schema, from which revision {taken[0]} took what this one needs"
        remedy = (
            "Install the Comity release that wrote it, or a newer one; "
            "or restore the backup of before the upgrade with {restoreBackup}."
        )
    raise Reason.DATABASE_UNAVAILABLE.error(
        "the database {said}", remedy=remedy, held=held, wanted=wanted, said=said
    )
