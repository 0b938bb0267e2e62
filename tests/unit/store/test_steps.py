"""Programs of before beside a newer schema: where every further revision only adds, they go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionMap
from sqlalchemy import text

from gateway.errors import ComityError, Reason
from gateway.store import schema
from gateway.store.database import Database
from gateway.store.migrations import steps
from gateway.store.migrations.steps import SchemaStep
from gateway.store.schema import held_revision, upgrade
from tests.support.files_of_v0 import SQLITE, replay, unpack
from tests.support.postgres import fresh_database
from tests.support.schemas import Shape, connected, reach, schema_shape

V0 = "0004"
"""The revision of the files in tests/assets/v0."""


@pytest.fixture
def program_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes this program one of before: it knows no revision after a given one."""
    whole = schema._script()

    def become(newest: str) -> None:
        kept = [each.revision for each in whole.iterate_revisions(newest, "base")]

        script = ScriptDirectory.from_config(schema._config())
        script.revision_map = RevisionMap(
            lambda: (each for each in script._load_revisions() if each.revision in kept)
        )
        monkeypatch.setattr(schema, "_script", lambda: script)

    return become


def made(url: str) -> None:
    Database.open(url, create=True).close()


def said(url: str, *further: tuple[str, str]) -> None:
    """Have a program to come bring a database to revisions of its own."""
    with connected(url) as conn:
        newest = len(steps.known(schema._script()))
        for position, (revision, step) in enumerate(further, start=newest):
            row = {"revision": revision, "position": position, "step": step}
            conn.execute(
                text("INSERT INTO schema_revision VALUES (:revision, :position, :step)"), row
            )
            conn.execute(text("UPDATE alembic_version SET version_num = :revision"), row)
        conn.commit()


def refused(url: str, *, create: bool) -> ComityError:
    with pytest.raises(ComityError) as caught:
        Database.open(url, create=create).close()
    assert caught.value.reason is Reason.DATABASE_UNAVAILABLE
    assert "comity restore" in caught.value.remedy
    return caught.value


@pytest.mark.parametrize("create", [True, False])
def test_a_program_of_before_works_beside_what_only_adds(database_url: str, create: bool) -> None:
    made(database_url)
    said(database_url, ("9001", "expand"), ("9002", "expand"))
    database = Database.open(database_url, create=create)
    assert database.read_sync(held_revision) == "9002"  # which it leaves as it is
    database.close()


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("step", ["contract", "merge"])
def test_a_program_of_before_is_refused_once_something_is_taken(
    database_url: str, create: bool, step: str
) -> None:
    made(database_url)
    said(database_url, ("9001", "expand"), ("9002", step), ("9003", "expand"))
    assert "9002" in str(refused(database_url, create=create))


def test_a_newer_schema_that_does_not_say_what_it_did_is_refused(database_url: str) -> None:
    made(database_url)
    with connected(database_url) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9001'"))
        conn.commit()
    assert "does not know" in str(refused(database_url, create=False))
    with connected(database_url) as conn:
        conn.execute(text("DROP TABLE schema_revision"))
        conn.commit()
    assert "does not know" in str(refused(database_url, create=True))


def test_a_real_schema_of_today_beside_programs_of_before(
    database_url: str, program_of: Callable[[str], None]
) -> None:
    """What the programs of the last revisions find in a database of today."""
    made(database_url)
    known = steps.known(schema._script())
    newest = len(known) - 1
    for at in range(newest - 1, newest - 6, -1):
        program_of(known[at].revision)
        if all(each.step == SchemaStep.EXPAND for each in known[at + 1 :]):
            Database.open(database_url, create=True).close()
        else:
            refused(database_url, create=True)
    with connected(database_url) as conn:
        assert held_revision(conn) == known[newest].revision


def test_files_of_v0_are_migrated_and_say_what_was_done(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kind = database_url.partition(":")[0].partition("+")[0]
    old = unpack(kind, tmp_path / "v0")
    url = f"sqlite:///{old.folder / 'nodes/DE/node.db'}"
    if kind != SQLITE:
        url = fresh_database(request.getfixturevalue("postgres_server"))
        replay(old.folder / "dumps/DE.sql", url)
    with connected(url) as conn:
        assert held_revision(conn) == V0
        upgrade(conn)
        known = steps.known(schema._script())
        assert steps.after(conn, V0, known[-1].revision) == known[int(V0) :]


# --- the rule -----------------------------------------------------------------------------------


def later() -> list[str]:
    return [each.revision for each in steps.known(schema._script())[int(V0) :]]


@pytest.mark.parametrize("revision", later())
def test_every_revision_since_v0_says_what_it_does(revision: str) -> None:
    script = schema._script().get_revision(revision)
    # A new revision says `step = "expand"` or `step = "contract"`: docs/upgrades.md.
    assert script.module.step in set(SchemaStep)


def taken(before: Shape, now: Shape) -> list[str]:
    """What a program of before does not find any more, or what it does not fill."""
    found = [f"table {name}" for name in before.keys() - now.keys()]
    for name in before.keys() & now.keys():
        old, new = before[name], now[name]
        for column, (kind, nullable, default) in new["columns"].items():
            if column not in old["columns"] and not nullable and default is None:
                found.append(f"{name}.{column} must be filled")
            if column in old["columns"] and old["columns"][column] != [kind, nullable, default]:
                found.append(f"{name}.{column} changed")
        found += [f"{name}.{each}" for each in old["columns"].keys() - new["columns"].keys()]
        for what in ("key", "references", "unique", "checks", "without_rowid"):
            if old.get(what) != new.get(what):
                found.append(f"{name}: {what}")
        unique = [
            each for each in new["indexes"] if each not in old["indexes"] and each[1] == "True"
        ]
        found += [f"{name}: unique index {each[0]}" for each in unique]
    return found


def test_what_says_that_it_adds_takes_nothing(tmp_path: Path) -> None:
    with connected(f"sqlite:///{tmp_path / 'node.db'}") as conn:
        reach(conn, V0)
        before, wrong = schema_shape(conn), {}
        for revision, step in steps.known(schema._script())[int(V0) :]:
            reach(conn, revision)
            now = schema_shape(conn)
            if step == SchemaStep.EXPAND and (gone := taken(before, now)):
                wrong[revision] = gone
            before = now
    assert wrong == {}


def test_what_takes_is_found(tmp_path: Path) -> None:
    with connected(f"sqlite:///{tmp_path / 'node.db'}") as conn:
        reach(conn, "0004")
        before = schema_shape(conn)
        reach(conn, "0005")
        assert taken(before, schema_shape(conn)) == ["table wake"]
