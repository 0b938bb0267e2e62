"""A node is backed up while it works, and made anew from the file on either database."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from gateway.app import backups
from gateway.app.backups import back_up, restore
from gateway.app.node import Node
from gateway.backup import tables
from gateway.backup.operator_key import make_backup_key, read_opener, read_recipient
from gateway.backup.records import RecordWriter
from gateway.backup.writing import files_below
from gateway.casework.acts.journal import latest_cursor, next_number, open_tasks
from gateway.casework.node.periodic_work import PeriodicWork, Rounds, backup_noted
from gateway.cli.main import app
from gateway.domain.acts import TaskKind
from gateway.domain.case import Application
from gateway.errors import ComityError, Reason
from gateway.exchange.sequences import current_epoch
from gateway.settings import Settings
from gateway.store.tables_exchange import journal_head
from gateway.trust.suites import Suite
from tests.support.cases import application
from tests.support.commands import said_by
from tests.support.federation_case import CaseFederation, Where, case_federation
from tests.support.raising import refuses
from tests.support.schemas import connected
from tests.support.step_engine import StepEngine


@pytest.fixture
async def two(either_where: Where) -> AsyncIterator[CaseFederation]:
    """DE and FR with a case, a denial and a consultation between them, on either database."""
    async with case_federation(*either_where, codes=("DE", "FR")) as made:
        await made.consulting()
        yield made


@pytest.fixture
def key(tmp_path: Path) -> Path:
    make_backup_key(tmp_path / "operator.key")
    return tmp_path / "operator.key"


def made_by(federation: CaseFederation, path: Path, key: Path, *, with_keys: bool = False) -> Any:
    settings = federation["DE"].settings
    settings.save()
    recipient = read_recipient(key.with_name(f"{key.name}.pub"))
    return back_up(settings, path, recipient, suite=Suite.ED25519, with_keys=with_keys)


def one_more(reference: str) -> Application:
    """One more application."""
    return application().model_copy(update={"reference": reference})


def everything(url: str) -> dict[str, list[Any]]:
    """Every row of every table."""
    with connected(url) as conn:
        return {
            table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
            for table in tables.tables_of(conn)
        }


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of a kind to restore into."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'elsewhere.db'}"
    from tests.support.postgres import fresh_database  # noqa: PLC0415

    return fresh_database(request.getfixturevalue("postgres_server"))


@pytest.mark.parametrize(
    ("new_database", "elsewhere"),
    [("sqlite", "postgresql"), ("postgresql", "sqlite")],
    indirect=True,
)
async def test_a_backup_of_a_node_that_runs_is_restored_whole_into_either_database(
    two: CaseFederation, key: Path, elsewhere: str, tmp_path: Path
) -> None:
    before = everything(two["DE"].settings.database_url)
    manifest = made_by(two, tmp_path / "de.backup", key, with_keys=True)
    await two["DE"].file(one_more("after"))  # the node went on
    raw = (tmp_path / "de.backup").read_bytes()
    for plain in (b"journal", b"PRIVATE KEY", b"Ministry", b"DE-C-2026"):
        assert plain not in raw
    home = tmp_path / "new" / "DE"
    home.parent.mkdir()
    restored = restore(tmp_path / "de.backup", read_opener(key), home, database=elsewhere)
    assert restored.manifest == manifest
    after = everything(elsewhere)
    assert len(after.pop("restoration")) == 1
    before.pop("restoration")
    assert before.pop("round_ended") == []
    assert [name for name, _ in after.pop("round_ended")] == [PeriodicWork.BACKUP]  # this one
    assert after == before
    assert manifest.logs["FR"].size == 1
    assert (home / "keys" / "ring.json").stat().st_mode & 0o777 == 0o600
    assert Settings.load(home).database == elsewhere
    assert not home.with_name("DE.restoring").exists()


async def test_a_restored_node_gives_no_number_twice_and_says_so(
    two: CaseFederation, key: Path, tmp_path: Path
) -> None:
    """Found in use: attack M3."""
    made_by(two, tmp_path / "de.backup", key)
    await two["DE"].file(one_more("lost"))
    desk = two["DE"]

    def given(conn: Connection) -> tuple[str, int, int, int]:
        epoch = current_epoch(conn, desk.clock.now())
        head = conn.scalar(select(journal_head.c.position)) or 0
        return epoch, head, latest_cursor(conn), next_number(conn, "case/2026")

    epoch, head, cursor, number = await desk.node.db.write(given)
    await two.stop("DE")
    two.clock.at += timedelta(minutes=1)
    restore(tmp_path / "de.backup", read_opener(key), desk.settings.home, replace=True)
    await two.start("DE")
    again = await desk.node.db.write(given)
    assert again[0] != epoch
    assert again[1] > head
    assert again[2] > cursor
    assert again[3] > number
    first = await desk.node.db.write(lambda conn: next_number(conn, "case/2027"))
    assert first > number  # a series of which the backup knows nothing
    tasks = await desk.node.db.read(lambda conn: open_tasks(conn, kind=TaskKind.NODE_RESTORED))
    assert [task.subject for task in tasks] == ["DE"]
    await two.restart("DE")  # it was restored once, and not at each start
    assert (await desk.node.db.write(given))[0] == again[0]


async def test_a_database_that_is_there_is_kept_unless_told_and_then_set_aside(
    two: CaseFederation, key: Path, tmp_path: Path
) -> None:
    made_by(two, tmp_path / "de.backup", key)
    settings = two["DE"].settings
    with pytest.raises(ComityError) as refused:
        restore(tmp_path / "de.backup", read_opener(key), settings.home, replace=True)
    assert refused.value.reason is Reason.DATABASE_UNAVAILABLE  # the node runs
    await two.stop("DE")
    with pytest.raises(ComityError) as refused:
        restore(tmp_path / "de.backup", read_opener(key), settings.home)
    assert (refused.value.reason, refused.value.metadata["field"]) == (
        Reason.SETTING_INVALID,
        "home",
    )
    assert "--replace" in refused.value.remedy
    restore(tmp_path / "de.backup", read_opener(key), settings.home, replace=True)
    if settings.database_url.startswith("sqlite"):
        place = Path(settings.database_url.removeprefix("sqlite:///"))
        [aside] = place.parent.glob(f"{place.name}.before-*")
        with closing(sqlite3.connect(aside)) as conn:
            count = conn.execute("SELECT count(*) FROM licence_case").fetchone()
        assert count == (1,)


@pytest.fixture
async def sqlite_two(where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*where, codes=("DE", "FR")) as made:
        yield made


@contextmanager
def dying_at(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> Iterator[None]:
    """End what runs where a function is called, as `kill -9` does: nothing is cleaned up."""

    class KilledError(BaseException):
        """Nobody catches it."""

    def die(*_: Any, **__: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(where, name, die)
        with pytest.raises(KilledError):
            yield


async def test_what_ends_a_restore_leaves_what_was_there(
    sqlite_two: CaseFederation, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(sqlite_two, tmp_path / "de.backup", key, with_keys=True)
    await sqlite_two.stop("DE")
    settings, opener = sqlite_two["DE"].settings, read_opener(key)
    before = everything(settings.database_url)
    fresh = tmp_path / "fresh"
    for name in ("order_restoration", "_settle", "_set_file_aside", "_fill"):
        with dying_at(monkeypatch, backups, name):
            restore(tmp_path / "de.backup", opener, settings.home, replace=True)
        assert everything(settings.database_url) == before
    for name in ("order_restoration", "_settle"):
        with dying_at(monkeypatch, backups, name):
            restore(tmp_path / "de.backup", opener, fresh, database=f"sqlite:///{tmp_path}/f.db")
        assert not fresh.exists()
    restore(tmp_path / "de.backup", opener, settings.home, replace=True)
    restore(tmp_path / "de.backup", opener, fresh, database=f"sqlite:///{tmp_path}/f.db")
    assert (fresh / "keys" / "ring.json").exists()


async def test_what_ends_a_backup_leaves_no_file_of_its_name(
    sqlite_two: CaseFederation, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dying_at(monkeypatch, RecordWriter, "finish"):
        made_by(sqlite_two, tmp_path / "de.backup", key)
    assert not (tmp_path / "de.backup").exists()
    db = sqlite_two["DE"].node.db
    assert await db.read(backup_noted) is None
    manifest = made_by(sqlite_two, tmp_path / "de.backup", key)
    assert await db.read(backup_noted) == manifest.begin.at
    await Rounds(db).begin()  # a start is no backup
    assert await db.read(backup_noted) == manifest.begin.at
    with pytest.raises(ComityError) as refused:  # and none is written over
        made_by(sqlite_two, tmp_path / "de.backup", key)
    assert refused.value.metadata["field"] == "file"


async def test_a_backup_without_keys_holds_none_and_one_of_another_is_refused(
    sqlite_two: CaseFederation, key: Path, tmp_path: Path
) -> None:
    manifest = made_by(sqlite_two, tmp_path / "de.backup", key)
    assert not [name for name in manifest.files if "key" in name or name == "token"]
    assert manifest.begin.keys is False
    french = sqlite_two["FR"].settings
    french.save()
    with refuses(ComityError, Reason.BACKUP_INVALID):
        restore(tmp_path / "de.backup", read_opener(key), french.home, replace=True)


async def test_one_that_nobody_of_the_federation_signed_or_of_a_newer_schema_is_refused(
    sqlite_two: CaseFederation, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The public half of the operator's key is no secret: anybody can encrypt a file to it."""
    desk = sqlite_two["DE"]
    french = sqlite_two["FR"].settings.home / "keys"
    forged = tmp_path / "forged.backup"
    own = desk.settings.home / "keys"
    shutil.move(own, tmp_path / "own")
    shutil.copytree(french, own)
    made_by(sqlite_two, forged, key)
    shutil.rmtree(own)
    shutil.move(tmp_path / "own", own)
    for module in ("gateway.backup.writing", "gateway.app.backups"):
        monkeypatch.setattr(f"{module}.held_revision", lambda _: "r9999")
    made_by(sqlite_two, tmp_path / "newer.backup", key)
    await sqlite_two.stop("DE")
    for path, reason in (
        (forged, Reason.SIGNATURE_INVALID),
        (tmp_path / "newer.backup", Reason.BACKUP_INVALID),
    ):
        before = everything(desk.settings.database_url)
        with pytest.raises(ComityError) as refused:
            restore(path, read_opener(key), desk.settings.home, replace=True)
        assert refused.value.reason is reason
        assert refused.value.remedy
        assert everything(desk.settings.database_url) == before


async def test_the_search_index_of_another_time_is_not_searched(
    sqlite_two: CaseFederation, key: Path, tmp_path: Path
) -> None:
    made_by(sqlite_two, tmp_path / "de.backup", key)
    await sqlite_two.consulting()
    await sqlite_two["DE"].node.search.follow()
    assert sqlite_two["DE"].node.search.position == 1
    await sqlite_two.stop("DE")
    settings = sqlite_two["DE"].settings
    restore(tmp_path / "de.backup", read_opener(key), settings.home, replace=True)
    node = Node(settings, StepEngine(), clock=sqlite_two.clock)
    try:
        assert await node.search.follow() == 0
    finally:
        await node.close()


def test_files_are_named_one_by_one(tmp_path: Path) -> None:
    for name in ("documents/a/b.pdf", "law/x.toml", "keys/ring.json", "node.db", "index/meta.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert sorted(files_below(tmp_path, backups.FILES)) == ["law/x.toml"]  # contents: by digest


async def test_a_relative_path_of_a_database_lies_within_the_restored_folder(
    sqlite_two: CaseFederation, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever restores stands in the folder of the backup (operator2 O2)."""
    made_by(sqlite_two, tmp_path / "de.backup", key, with_keys=True)
    (tmp_path / "shell").mkdir()
    monkeypatch.chdir(tmp_path / "shell")
    for home in (tmp_path / "new", sqlite_two["DE"].settings.home):
        if home.exists():
            await sqlite_two.stop("DE")
            sqlite_two["DE"].settings.save()
        drill = f"restore ../de.backup --key {key} --home {home} --database sqlite:///drill.db"
        assert ("write the new" in said_by(app, *drill.split())) is (home.name != "new")
        assert (home / "drill.db").stat().st_size
    assert not list((tmp_path / "shell").iterdir())
    assert Settings.load(tmp_path / "new").database == "sqlite:///drill.db"
