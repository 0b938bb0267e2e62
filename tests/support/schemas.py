"""Programs with made-up later revisions of the schema, and the shape of a schema.

A shape goes by names; the order of columns is left out, as one that a revision adds stands last.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

from gateway.store import schema
from gateway.store.engines import make_engines, parse_url
from gateway.store.migrations import steps

LATER = Path(__file__).parents[1] / "assets/revisions"
"""Revisions that no release has: r8001 only adds, r8002 takes away."""

_SHIPPED, _NEWEST = schema._config, schema.newest_revision()

Shape = dict[str, dict[str, Any]]
"""What a table has, by its name."""

_POSTGRES_TRIGGERS = """
SELECT tgrelid::regclass::text, pg_get_triggerdef(oid), pg_get_functiondef(tgfoid)
FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname
"""
_SQLITE_TRIGGERS = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
_WITHOUT_ROWID = "SELECT name FROM pragma_table_list WHERE wr"


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Connect to a database, in a transaction that is undone where it is not committed."""
    writer, reader = make_engines(parse_url(url), create=True)
    try:
        with writer.connect() as conn:
            conn.begin()
            yield conn
            conn.rollback()
    finally:
        writer.dispose()
        reader.dispose()


def become(patch: pytest.MonkeyPatch, folder: Path, *made_up: str) -> None:
    """Make this program one that knows some made-up revisions after the shipped ones.

    Args:
        patch: Its end is the program's.
        folder: Where the program has its made-up revisions; there is none yet.
        made_up: Which of those in `LATER`; none makes it the program that is shipped.
    """
    folder.mkdir()
    for name in made_up:
        [file] = LATER.glob(f"{name}_*.py")
        (folder / file.name).write_text(file.read_text().replace("r0001", _NEWEST))
    places = os.pathsep.join((str(schema._MIGRATIONS / "versions"), str(folder)))

    def config(conn: Connection | None = None) -> Config:
        found = _SHIPPED(conn)
        found.set_main_option("path_separator", "os")
        found.set_main_option("version_locations", places)
        return found

    patch.setattr(schema, "_config", config)
    patch.setattr(schema, "_script", cache(lambda: ScriptDirectory.from_config(config())))


def known() -> tuple[steps.SchemaRevision, ...]:
    """Return the revisions that this program knows now, the first one first."""
    return steps.known(schema._script())


def schema_shape(conn: Connection) -> Shape:
    """Read columns, keys, constraints and indexes of all tables but those that name revisions."""
    inspector = inspect(conn)
    keys = inspector.get_multi_pk_constraint()
    references = inspector.get_multi_foreign_keys()
    uniques = inspector.get_multi_unique_constraints()
    checks = inspector.get_multi_check_constraints()
    indexes = inspector.get_multi_indexes()
    shape: Shape = {}
    for of, columns in inspector.get_multi_columns().items():
        shape[of[1]] = {
            "columns": {
                str(each["name"]): [str(each["type"]), each["nullable"], each["default"]]
                for each in columns
            },
            "key": [keys[of]["name"], *keys[of]["constrained_columns"]],
            "references": sorted(
                [each["name"], *each["constrained_columns"], each["referred_table"]]
                for each in references[of]
            ),
            "unique": sorted([each["name"], *each["column_names"]] for each in uniques[of]),
            "checks": sorted([each["name"], each["sqltext"]] for each in checks[of]),
            "indexes": sorted(_index(each) for each in indexes[of]),
        }
    for own in ("alembic_version", steps.TABLE):
        shape.pop(own, None)
    if conn.dialect.name == "sqlite":
        for name in conn.scalars(text(_WITHOUT_ROWID)):
            shape[name]["without_rowid"] = True
    return shape


def triggers(conn: Connection) -> list[list[str]]:
    """Read the triggers of all tables, each with its table and what it runs."""
    asked = _SQLITE_TRIGGERS if conn.dialect.name == "sqlite" else _POSTGRES_TRIGGERS
    return [list(row) for row in conn.execute(text(asked))]


def fingerprint(shape: Shape) -> str:
    """Return sixteen digits that are others once the shape is another."""
    return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()[:16]


def _index(found: ReflectedIndex) -> list[str]:
    options = found.get("dialect_options", {})
    where = options.get("sqlite_where", options.get("postgresql_where", ""))
    names = [str(name) for name in found["column_names"]]
    return [str(found["name"]), str(found["unique"]), str(where), *names]
