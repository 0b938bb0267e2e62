"""Writes a backup: one snapshot of the database, beside a node that runs or without one.

Contents of documents that the snapshot names are copied after it, beside the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from gateway.backup.contents import ContentLine, copy_contents
from gateway.backup.operator_key import BackupRecipient
from gateway.backup.records import FORMAT, BackedUpLog, BackupBegin, BackupManifest, RecordWriter
from gateway.backup.tables import octets_in_pieces, write_tables
from gateway.documents import content_rows
from gateway.documents.content_store import ContentStore
from gateway.domain.base import Instant
from gateway.errors import ComityError, Reason, UnavailableError
from gateway.register.log.log_store import heads
from gateway.store.database import Database
from gateway.store.schema import held_revision

LEFT_OUT = ("index", "meanings", "temporal")
"""What a node makes again by itself: the search index, the meanings of denied goods, and the runs
of the engine."""

Sign = Callable[[bytes], bytes]
"""Signs the manifest with the node's keys; returns the serialised envelope."""


class BackedUpContents(NamedTuple):
    """Where contents of documents lie, and where the backup puts them."""

    store: ContentStore
    folder: Path


def begin_backup(
    *, authority: str, federation_id: str, at: Instant, keys: bool, revision: str
) -> BackupBegin:
    """Return what a backup of this program says of itself first.

    Args:
        authority: Whose node it is of.
        federation_id: Of its federation.
        at: When it is made.
        keys: Whether the node's keys are in it.
        revision: Of the database's schema, which may be newer than this program's.
    """
    return BackupBegin(
        format=FORMAT,
        program=version("comity"),
        revision=revision,
        authority=authority,
        federation_id=federation_id,
        at=at,
        keys=keys,
        left_out=LEFT_OUT,
    )


def write_backup(
    db: Database,
    path: Path,
    recipient: BackupRecipient,
    *,
    begin: BackupBegin,
    files: Mapping[str, Path],
    contents: BackedUpContents,
    sign: Sign,
) -> BackupManifest:
    """Write a backup under its name once it is whole and on the disk.

    Args:
        db: The node's database; a node may run on it.
        path: The new file (mode 0600); until it is whole it ends in ``.part``.
        recipient: Who opens it.
        begin: What it is of.
        files: Files of the node's folder by their names there.
        contents: Contents of documents, which come to lie beside the file.
        sign: See `Sign`.

    Raises:
        InputError: SETTING_INVALID; there is such a file already, or it cannot be written.
        UnavailableError: DATABASE_UNAVAILABLE; the database, or a file, cannot be read.
    """
    if path.exists():
        raise _unwritable("{path} is there already", path=path)
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            out = RecordWriter(file, recipient)
            manifest, named = db.read_sync(lambda conn: _write(conn, out, begin, files), once=True)
            manifest = _with_contents(out, manifest, contents, named)
            signed = sign(manifest.model_dump_json().encode())
            out.write(["end", signed])
            out.finish()
        part.replace(path)
        sync_folder(path.parent)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise _unwritable("{path} cannot be written: {why}", path=path, why=exc.strerror) from exc
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def _write(
    conn: Connection, out: RecordWriter, begin: BackupBegin, files: Mapping[str, Path]
) -> tuple[BackupManifest, list[str]]:
    """Write what the snapshot holds; return what was written, and which contents it names."""
    if held_revision(conn) != begin.revision:
        raise Reason.DATABASE_UNAVAILABLE.error(
            "the database's schema was changed while it was backed up",
            remedy="Make the backup again.",
        )
    logs = {head.origin: BackedUpLog(size=head.size, root=head.root.hex()) for head in heads(conn)}
    out.write(["begin", begin.model_dump(mode="json")])
    sizes = {name: _write_file(out, name, path) for name, path in sorted(files.items())}
    rows = write_tables(conn, out)
    manifest = BackupManifest(begin=begin, rows=rows, files=sizes, logs=logs, digest=out.digest)
    return manifest, sorted(content_rows.digests(conn))


def _with_contents(
    out: RecordWriter, manifest: BackupManifest, contents: BackedUpContents, named: list[str]
) -> BackupManifest:
    """Copy contents outside of the snapshot, which would hold up the database's own tidying."""
    held: list[ContentLine] = []
    for line in copy_contents(contents.store, contents.folder, named):
        out.write(["content", *line])
        held.append(line)
    return manifest.with_contents(held, out.digest)


def _write_file(out: RecordWriter, name: str, path: Path) -> int:
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise UnavailableError(
            "the file {name} of the node's folder cannot be read: {why}",
            remedy="Run it as the account that runs the node.",
            name=name,
            why=exc.strerror,
        ) from exc
    for piece in octets_in_pieces(content):
        out.write(["file", name, piece])
    return len(content)


def sync_folder(*folders: Path) -> None:
    """Have what was renamed in folders survive a power cut."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def files_below(home: Path, patterns: Iterable[str]) -> dict[str, Path]:
    """Find files of a folder by patterns, each under its name within the folder."""
    found = (path for pattern in patterns for path in home.glob(pattern) if path.is_file())
    return {str(path.relative_to(home)): path for path in found}


def _unwritable(what: str, **values: Any) -> ComityError:
    return Reason.SETTING_INVALID.error(
        "file: ",
        what,
        remedy="Name a new file, in a folder that this account may write and with room on it.",
        **values,
    )
