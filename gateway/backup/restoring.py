"""Reads a backup back into an empty database and a folder, and compares it with its manifest.

Whoever calls gives a place that nobody uses yet and moves it to where it belongs afterwards:
what was read is only known to be whole at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, StatementError

from gateway.backup.contents import ContentLine, content_line
from gateway.backup.records import FORMAT, BackedUpLog, BackupBegin, BackupManifest, Record
from gateway.backup.sealed_file import invalid
from gateway.backup.tables import TableReader
from gateway.errors import UnavailableError
from gateway.register.log.log_store import heads
from gateway.store.schema import reach, upgrade

Records = Iterator[tuple[Record, str]]
Verify = Callable[[bytes, BackupBegin], bytes]
"""Verifies the node's signature on the manifest, once the files are read; returns it."""


@dataclass
class BackupReader:
    """One backup that is read, in the order in which it was written.

    Args:
        records: What `gateway.backup.records.read_records` yields.

    Attributes:
        begin: What it is of.
        contents: Contents of documents that lie beside it.
    """

    records: Records
    begin: BackupBegin = field(init=False)
    contents: list[ContentLine] = field(default_factory=list)
    _files: dict[str, int] = field(default_factory=dict)
    _pending: tuple[Record, str] | None = None

    def __post_init__(self) -> None:
        """Read what it is of.

        Raises:
            InputError: BACKUP_INVALID.
        """
        match next(self.records, None):
            case (["begin", dict(said)], _):
                self.begin = _begin(said)
            case _:
                raise invalid("it does not say what it is of")

    def read_files(self, folder: Path | None) -> None:
        """Read the files that come first, into a folder or to no effect.

        Raises:
            InputError: BACKUP_INVALID; a name leads out of the folder.
        """
        for record, before in self.records:
            match record:
                case ["file", str(name), bytes(piece)]:
                    self._take_file(folder, name, piece)
                case _:
                    self._pending = (record, before)
                    return

    def _take_file(self, folder: Path | None, name: str, piece: bytes) -> None:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts:
            raise invalid("the name of a file in it leads elsewhere: {name}", name=repr(name[:60]))
        new = name not in self._files
        self._files[name] = self._files.get(name, 0) + len(piece)
        if folder is None:
            return
        path = folder.joinpath(*parts)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("wb" if new else "ab") as file:
            path.chmod(0o600)
            file.write(piece)

    def read_database(self, conn: Connection, verify: Verify) -> BackupManifest:
        """Read the rows into an empty database and bring it to the schema of this program.

        Args:
            conn: Its transaction; nothing of it counts unless this returns.
            verify: See `Verify`.

        Raises:
            InputError: BACKUP_INVALID; what was read is not what was written.
            UnavailableError: DATABASE_UNAVAILABLE; this program does not know its schema.
            TrustError: The manifest is not signed by the node that it is of.
        """
        try:
            reach(conn, self.begin.revision)
        except UnavailableError as exc:
            raise invalid("{why}", remedy=exc.remedy, why=exc) from exc
        reader = TableReader(conn)
        try:
            signed, digest = self._read_rows(reader)
            reader.finish()
            manifest = _manifest(verify(signed, self.begin))
            upgrade(conn)
        except OperationalError:
            raise  # a full disk, a lost connection: not the backup's fault
        except StatementError as exc:
            raise invalid("a row of it does not fit ({name})", name=type(exc).__name__) from exc
        held = {
            head.origin: BackedUpLog(size=head.size, root=head.root.hex()) for head in heads(conn)
        }
        for what, found, written in (
            ("what it is of", self.begin, manifest.begin),
            ("its lines", digest, manifest.digest),
            ("its files", self._files, dict(manifest.files)),
            ("its rows", reader.rows, dict(manifest.rows)),
            ("its logs", held, dict(manifest.logs)),
            ("its contents", manifest.with_contents(self.contents, digest), manifest),
        ):
            if found != written:
                raise invalid("{part} is not what its manifest says", part=what)
        return manifest

    def _read_rows(self, reader: TableReader) -> tuple[bytes, str]:
        """Read up to the end; return the signed manifest and the digest of what came before."""
        for record, before in self._rest():
            match record:
                case ["row", *values]:
                    reader.add(values)
                case ["table", name, columns]:
                    reader.begin(name, columns)
                case ["content", *values]:
                    self.contents.append(content_line(values))
                case ["end", bytes(signed)]:
                    if next(self.records, None) is not None:
                        raise invalid("something stands behind its end")
                    return signed, before
                case _:
                    raise invalid(
                        "a line of it is not known: {record}", record=repr(str(record[0])[:20])
                    )
        raise invalid("its end is missing")

    def _rest(self) -> Records:
        if self._pending is not None:
            yield self._pending
        yield from self.records


def _begin(said: dict[str, Any]) -> BackupBegin:
    if said.get("format") != FORMAT:
        raise invalid(
            "its format is {named}, and this program reads {format}",
            remedy="Install the Comity release that wrote it, or a newer one.",
            named=repr(str(said.get("format"))[:20]),
            format=FORMAT,
        )
    try:
        return BackupBegin.model_validate(said)
    except ValidationError as exc:
        raise invalid("it does not say what it is of") from exc


def _manifest(payload: bytes) -> BackupManifest:
    try:
        return BackupManifest.model_validate_json(payload)
    except ValidationError as exc:
        raise invalid("its manifest cannot be read") from exc
