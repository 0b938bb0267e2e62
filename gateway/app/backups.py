"""`comity backup` and `comity restore`: a node's folder and database in one file, and back.

A backup reads one snapshot of the database, so the node may run. A restore builds everything
beside its place and moves it there in one step: whatever ends it before leaves what was there.
Contents of documents lie beside the file, as they lie at the node.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from gateway.app.clock import SystemClock
from gateway.app.contents import content_store
from gateway.app.directory import DIRECTORY, HELD, hold_directory
from gateway.app.directory_versions import ANCHOR, SPLITS
from gateway.app.directory_versions import FOLDER as DIRECTORIES
from gateway.app.keys.tokens import load_ring
from gateway.app.law_files import FOLDER, OPENNESS
from gateway.app.receipt_proofs import RECEIPT_PROOFS
from gateway.backup.contents import take_contents
from gateway.backup.operator_key import BackupOpener, BackupRecipient
from gateway.backup.records import BackupBegin, BackupManifest, read_records
from gateway.backup.restoring import BackupReader, Verify
from gateway.backup.writing import (
    BackedUpContents,
    begin_backup,
    files_below,
    sync_folder,
    write_backup,
)
from gateway.casework.node.periodic_work import PeriodicWork, note_round
from gateway.documents import content_rows
from gateway.documents.type_policy import FILE as DOCUMENT_TYPES
from gateway.errors import ComityError, Reason
from gateway.exchange.restoration import order_restoration
from gateway.settings import FILE, Settings
from gateway.store.database import Database
from gateway.store.engines import make_engines, parse_url
from gateway.store.failover.failures import unavailable
from gateway.store.failover.limits import lift
from gateway.store.schema import held_revision
from gateway.store.writer_lock import lock_file, lock_sessions
from gateway.trust.directory_state import STATE
from gateway.trust.dsse import BACKUP, SignedBytes, sign, verify_signed
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite

FILES = (
    FILE,
    DIRECTORY,
    HELD,
    f"{DIRECTORIES}/*.bin",
    f"{SPLITS}/*.json",
    f"{RECEIPT_PROOFS}/*.json",
    STATE,
    ANCHOR,
    "anchor-held-*.json",
    "ca.pem",
    "tls-cert.pem",
    OPENNESS,
    DOCUMENT_TYPES,
    f"{FOLDER}/**/*",
)
"""Files of a node's folder that are in every backup."""

CONTENTS = "contents"
"""Name of the folder with contents of documents, beside a backup, where none is named."""

SECRET_FILES = ("keys/**/*", "tls-key.pem", "token")
"""Files that are in a backup only where the operator asks for them."""


def back_up(
    settings: Settings,
    path: Path,
    recipient: BackupRecipient,
    *,
    suite: Suite,
    with_keys: bool,
    contents: Path | None = None,
) -> BackupManifest:
    """Write a backup of a node, which may run.

    Args:
        settings: The node's settings.
        path: The new file.
        recipient: Who opens it.
        suite: With which keys of the node its manifest is signed.
        with_keys: Whether the node's private keys are in it.
        contents: Folder for contents of documents, which several backups may share; absent:
            `CONTENTS` beside the file.

    Raises:
        InputError: SETTING_INVALID; the file is there already or cannot be written.
        TrustError: Keys or directory of the node are missing or do not hold.
        UnavailableError: DATABASE_UNAVAILABLE.
    """
    clock = SystemClock()
    directory = hold_directory(settings.home, at=clock)
    ring = load_ring(settings)
    files = files_below(settings.home, (*FILES, *(SECRET_FILES if with_keys else ())))
    db = Database.open(settings.database_url)
    try:
        begin = begin_backup(
            authority=settings.authority,
            federation_id=directory.federation_id.hex(),
            at=clock.now(),
            keys=with_keys,
            revision=str(db.read_sync(held_revision)),
        )
        manifest = write_backup(
            db,
            path,
            recipient,
            begin=begin,
            files=files,
            contents=BackedUpContents(content_store(settings), contents or _beside_file(path)),
            sign=lambda payload: sign(payload, BACKUP, ring=ring, suite=suite).to_bytes(),
        )
        db.write_sync(lambda conn: note_round(conn, PeriodicWork.BACKUP, begin.at))
    finally:
        db.close()
    return manifest


class RestoredNode(NamedTuple):
    """What was restored.

    Attributes:
        missing: Digests of documents whose contents the backup names, and that are not here: they
            were not beside it, or altered. Nothing says any more that the node has them.
    """

    manifest: BackupManifest
    missing: tuple[str, ...]


def restore(
    path: Path,
    opener: BackupOpener,
    home: Path,
    *,
    database: str = "",
    replace: bool = False,
    contents: Path | None = None,
) -> RestoredNode:
    """Restore a backup into a new folder, or its database into one that is there.

    A folder that has settings keeps all its files, and gets the database alone.

    Args:
        path: The backup.
        opener: The operator's private key.
        home: The node's folder.
        database: URL of the database, where it shall be another than the settings say.
        replace: Set a database aside that is there already, rather than refuse.
        contents: Folder with contents of documents; absent: `CONTENTS` beside the file.

    Raises:
        InputError: BACKUP_INVALID, the file was altered or cut, is for another key, or of a
            newer schema; SETTING_INVALID, there is a database already.
        TrustError: The manifest is not signed by the node that it is of.
        UnavailableError: DATABASE_UNAVAILABLE; a node runs on it, or it cannot be written.
    """
    try:
        with path.open("rb") as file:
            reader = BackupReader(read_records(file, opener))
            source = _Source(reader, contents or _beside_file(path))
            if (home / FILE).exists():
                reader.read_files(None)
                settings = _with(Settings.load(home), database)
                return _restore_database(source, settings, replace=replace)
            return _restore_folder(source, home, database, replace=replace)
    except OSError as exc:
        raise Reason.SETTING_INVALID.error(
            "{filename}: {why}",
            remedy="Check both paths, the room on the disk, and that this account may write there.",
            field="file",
            filename=exc.filename or path,
            why=exc.strerror,
        ) from exc


class _Source(NamedTuple):
    """A backup that is read, and the folder with the contents beside it."""

    reader: BackupReader
    contents: Path


def _beside_file(path: Path) -> Path:
    return path.with_name(CONTENTS)


def _restore_folder(source: _Source, home: Path, database: str, *, replace: bool) -> RestoredNode:
    """Build the whole folder beside its place, and move it there."""
    if home.exists() and any(home.iterdir()):
        raise Reason.SETTING_INVALID.error(
            "home: {home} has files and is no node's folder",
            remedy="Name a folder that is empty, does not exist, or is the node's.",
            home=home,
        )
    beside = home.with_name(f"{home.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)  # of a restore that was ended
    beside.mkdir(mode=0o700, parents=True)
    source.reader.read_files(beside)
    settings = _with(Settings.load(beside, {}), database)
    if database:
        settings.save()
    restored = _restore_database(source, settings, replace=replace)
    beside.replace(home)
    sync_folder(home.absolute().parent)
    return restored


def _with(settings: Settings, database: str) -> Settings:
    if not database:
        return settings
    parse_url(database)
    return Settings.model_validate({**settings.model_dump(), "database": database})


def _restore_database(source: _Source, settings: Settings, *, replace: bool) -> RestoredNode:
    if source.reader.begin.authority != settings.authority:
        raise Reason.BACKUP_INVALID.error(
            "the backup is of {authority}, and this is {ours}",
            remedy="Name the backup of this authority, or another folder.",
            field="file",
            authority=source.reader.begin.authority,
            ours=settings.authority,
        )
    url = parse_url(settings.database_url)
    into = _into_sqlite if url.drivername == "sqlite" else _into_postgres
    return into(source, settings, replace=replace)


def _verify(home: Path) -> Verify:
    """Return what verifies the manifest by the directory of the folder that is restored."""

    def verify(signed: bytes, begin: BackupBegin) -> bytes:
        directory = hold_directory(home, at=SystemClock())
        if directory.federation_id.hex() != begin.federation_id:
            raise Reason.BACKUP_INVALID.error(
                "the backup is of another federation than the directory in the folder", field="file"
            )
        return verify_signed(
            SignedBytes.from_bytes(signed),
            expected_type=BACKUP,
            member=directory.member(begin.authority),
            at=begin.at,
        )

    return verify


def _fill(source: _Source, conn: Connection, settings: Settings) -> RestoredNode:
    """Read the rows, then the contents that they name: only now is it known who signed them."""
    manifest = source.reader.read_database(conn, _verify(settings.home))
    store, opens = content_store(settings), _opened_by(settings.path("keys"))
    missing = take_contents(source.reader.contents, source.contents, store, opens)
    content_rows.forget_contents(conn, missing)
    note_round(conn, PeriodicWork.BACKUP, source.reader.begin.at)
    order_restoration(conn, SystemClock().now())
    return RestoredNode(manifest, missing)


def _opened_by(folder: Path) -> Callable[[str], bool]:
    """Return what says whether a key folder has a key; of one that is still to come: all."""
    if not folder.exists():
        return lambda _: True
    storage = KeyRing.load(folder).storage
    return lambda key_id: key_id in storage


def _into_sqlite(source: _Source, settings: Settings, *, replace: bool) -> RestoredNode:
    """Fill a new file, and put it into the place of the old one by renaming it."""
    place = Path(str(parse_url(settings.database_url).database))
    with lock_file(place):
        if place.exists() and place.stat().st_size and not replace:
            raise _occupied("{file}", file=place)
        new = place.with_name(f"{place.name}.restoring")
        for left in (new, *_beside(new)):  # of a restore that was ended
            left.unlink(missing_ok=True)
        with _writer(f"sqlite:///{new}") as engine, engine.begin() as conn:
            restored = _fill(source, conn, settings)
        _settle(new)
        if place.exists():
            _set_file_aside(place)
        new.replace(place)
        sync_folder(place.parent)
    return restored


def _set_file_aside(place: Path) -> None:
    """Keep the old file under a second name; its own stays until the new one takes it."""
    aside = place.with_name(f"{place.name}.before-{_now()}")
    with suppress(sqlite3.DatabaseError):  # it may be the damaged one
        _settle(place)
    os.link(place, aside)
    for left in _beside(place):
        if left.exists():
            left.rename(f"{aside}{left.name.removeprefix(place.name)}")


def _settle(path: Path) -> None:
    """Have all of an SQLite file in the one file, and that on the disk."""
    conn = sqlite3.connect(path)
    try:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.execute("PRAGMA journal_mode=DELETE")
    finally:
        conn.close()
    sync_folder(path)


def _beside(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _into_postgres(source: _Source, settings: Settings, *, replace: bool) -> RestoredNode:
    """Fill the database in one transaction; what was there goes into a schema of its own."""
    with _writer(settings.database_url) as engine:
        lock_sessions(engine)
        with engine.begin() as conn:
            lift(conn)
            tables = inspect(conn).get_table_names()
            if tables and not replace:
                raise _occupied("the database")
            if tables:
                _set_tables_aside(conn, tables)
            return _fill(source, conn, settings)


def _set_tables_aside(conn: Connection, tables: list[str]) -> None:
    schema = f"before_{_now()}"
    conn.execute(text(f"CREATE SCHEMA {schema}"))
    for name in tables:
        conn.execute(text(f'ALTER TABLE "{name}" SET SCHEMA {schema}'))
    conn.execute(text(f"ALTER FUNCTION change_in_turn() SET SCHEMA {schema}"))


@contextmanager
def _writer(url: str) -> Iterator[Engine]:
    engines = make_engines(parse_url(url), create=True)
    try:
        yield engines[0]
    except DBAPIError as exc:
        raise unavailable(exc) from exc
    finally:
        for engine in engines:
            engine.dispose()


def _now() -> str:
    return f"{SystemClock().now():%Y%m%d_%H%M%S}"


def _occupied(what: str, **values: Any) -> ComityError:
    return Reason.SETTING_INVALID.error(
        what,
        " is there already",
        remedy="Give --replace to set it aside under another name, or restore into another folder.",
        field="home",
        **values,
    )
