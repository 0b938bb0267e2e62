"""Programs of before beside a newer schema: where every further revision only adds, they go on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from gateway.errors import ComityError, Reason
from gateway.store.database import Database
from gateway.store.migrations import steps
from gateway.store.migrations.steps import SchemaStep
from gateway.store.schema import check_schema, held_revision, newest_revision, reach
from gateway.store.tables_casework import due_date
from lab.scale.faults import next_version
from tests.support.raising import refuses
from tests.support.schemas import Shape, become, connected, known, schema_shape

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOW, NEXT, AFTER_NEXT = newest_revision(), "r8001", "r8002"


@pytest.fixture
def program_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Makes this program one with made-up later revisions; with none, it is the shipped one."""
    return lambda *made_up: become(monkeypatch, tmp_path / f"with{len(made_up)}", *made_up)


def opened(url: str) -> None:
    """Have this program make or upgrade a database, as a node does when it starts."""
    Database.open(url, create=True).close()


def said(url: str, *further: tuple[str, str]) -> None:
    """Have a program to come bring a database to revisions of its own."""
    with connected(url) as conn:
        for position, (revision, step) in enumerate(further, start=len(known())):
            row = {"revision": revision, "position": position, "step": step}
            conn.execute(
                text("INSERT INTO schema_revision VALUES (:revision, :position, :step)"), row
            )
            conn.execute(text("UPDATE alembic_version SET version_num = :revision"), row)
        conn.commit()


def refused(url: str, *, create: bool, remedy: str = "`restoreBackup`") -> ComityError:
    with refuses(ComityError, Reason.DATABASE_UNAVAILABLE) as caught:
        Database.open(url, create=create).close()
    assert remedy in caught.value.remedy
    return caught.value


def noted(database: Database, note: str) -> None:
    """Write a row as the shipped program does."""
    row = {"kind": note, "subject": "x", "at": NOON, "set": NOON, "note": note}
    database.write_sync(lambda conn: conn.execute(insert(due_date), row))


# --- what programs say of each other ------------------------------------------------------------


@pytest.mark.parametrize("create", [True, False])
def test_a_program_of_before_works_beside_what_only_adds(database_url: str, create: bool) -> None:
    opened(database_url)
    said(database_url, ("r9001", "expand"), ("r9002", "expand"))
    database = Database.open(database_url, create=create)
    assert database.read_sync(held_revision) == "r9002"  # which it leaves as it is
    database.close()


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("step", ["contract", "merge"])
def test_a_program_of_before_is_refused_once_something_is_taken(
    database_url: str, create: bool, step: str
) -> None:
    opened(database_url)
    said(database_url, ("r9001", "expand"), ("r9002", step), ("r9003", "expand"))
    assert "r9002" in str(refused(database_url, create=create))


def test_a_newer_schema_that_does_not_say_what_it_did_is_refused(database_url: str) -> None:
    opened(database_url)
    with connected(database_url) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = 'r9001'"))
        conn.commit()
    assert "does not know" in str(refused(database_url, create=False))
    with connected(database_url) as conn:
        conn.execute(text("DROP TABLE schema_revision"))
        conn.commit()
    assert "does not know" in str(refused(database_url, create=True))


@pytest.mark.parametrize("create", [True, False])
def test_a_database_of_before_release_0_2_0_is_refused(database_url: str, create: bool) -> None:
    opened(database_url)
    with connected(database_url) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0050'"))
        conn.commit()
    assert "before 0.2.0" in str(refused(database_url, create=create, remedy="new node"))


# --- a made-up next release ----------------------------------------------------------------------


def test_an_upgrade_beside_the_program_of_before_and_back(
    database_url: str, program_with: Callable[..., None]
) -> None:
    opened(database_url)
    before = Database.open(database_url)
    noted(before, "of before")
    program_with(NEXT)
    assert "older" in str(refused(database_url, create=False, remedy="`startNode`"))
    opened(database_url)
    after = Database.open(database_url)
    program_with()  # the one of before still runs beside it
    before.read_sync(check_schema)
    noted(before, "beside it")
    lengths = text("SELECT note, length FROM due_date")
    found = {row.note: row.length for row in after.read_sync(lambda c: c.execute(lengths).all())}
    assert found == {"of before": len("of before"), "beside it": 0}
    for each in (before, after):
        each.close()
    back = Database.open(database_url, create=True)  # one process is put back
    assert back.read_sync(held_revision) == NEXT
    noted(back, "put back")
    back.close()
    with connected(database_url) as conn:
        assert steps.after(conn, NOW, NEXT) == ((NEXT, SchemaStep.EXPAND),)


def test_a_release_that_takes_something_stops_the_program_of_before(
    database_url: str, program_with: Callable[..., None]
) -> None:
    opened(database_url)
    before = Database.open(database_url)
    noted(before, "kept")
    program_with(NEXT, AFTER_NEXT)
    opened(database_url)
    opened(database_url)  # it starts again on its own schema
    program_with()
    with pytest.raises(ComityError, match=AFTER_NEXT):
        before.read_sync(check_schema)
    before.close()
    assert AFTER_NEXT in str(refused(database_url, create=True))
    with connected(database_url) as conn:
        assert held_revision(conn) == AFTER_NEXT
        assert conn.scalars(select(due_date.c.kind)).all() == ["kept"]


def test_another_process_of_a_next_release_upgrades_and_this_one_goes_on(
    database_url: str,
) -> None:
    database = Database.open(database_url, create=True)
    script = (
        "import sys; from gateway.store.database import Database; "
        "database = Database.open(sys.argv[1], create=True); "
        "print(database.read_sync(lambda conn: conn.exec_driver_sql("
        "'SELECT count(of_next_version) FROM task').scalar())); database.close()"
    )
    with next_version() as environ:
        ran = subprocess.run(
            [sys.executable, "-c", script, database_url],
            cwd=environ["PYTHONPATH"],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ran.returncode, ran.stdout.strip()) == (0, "0"), ran.stderr
    assert database.read_sync(held_revision) == f"r{int(newest_revision()[1:]) + 1:04d}"
    database.read_sync(check_schema)
    noted(database, "of before")
    database.close()
    opened(database_url)


# --- the rule -----------------------------------------------------------------------------------


def test_every_revision_says_what_it_does(program_with: Callable[..., None]) -> None:
    program_with(NEXT, AFTER_NEXT)
    # A new revision says `step = "expand"` or `step = "contract"`: docs/upgrades.md.
    assert {each.revision: each.step for each in known() if each.step not in set(SchemaStep)} == {}
    assert [each.step for each in known()][-2:] == [SchemaStep.EXPAND, SchemaStep.CONTRACT]


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


def test_what_says_that_it_adds_takes_nothing(
    tmp_path: Path, program_with: Callable[..., None]
) -> None:
    program_with(NEXT, AFTER_NEXT)
    [first, *later], found = known(), {}
    with connected(f"sqlite:///{tmp_path / 'node.db'}") as conn:
        reach(conn, first.revision)
        before = schema_shape(conn)
        for revision, step in later:
            reach(conn, revision)
            now = schema_shape(conn)
            if gone := taken(before, now):
                found[revision] = (step, gone)
            before = now
    assert found.pop(AFTER_NEXT) == (SchemaStep.CONTRACT, ["due_date.note"])
    assert [each for each, (step, _) in found.items() if step == SchemaStep.EXPAND] == []
