"""What stands in a backup: a line of JSON for each thing, compressed, with a manifest at its end.

    ["begin", {...}]   what it is of; enough to refuse it before anything is written
    ["file", name, octets]   a piece of a file of the node's folder
    ["table", name, [column, ...]], then ["row", value, ...] for each of its rows
    ["content", digest, digest of the ciphertext, size]   contents of a document, beside the file
    ["end", manifest, octets]   what was written, and the node's signature on it

Octets are base64 in ``{"b": ...}``, a date is ``{"d": ...}``; instants are the integers that
the database holds. Both databases give the same lines, so either takes the other's backup.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any

from gateway.backup.contents import ContentLine
from gateway.backup.operator_key import BackupOpener, BackupRecipient
from gateway.backup.sealed_file import SealedWriter, invalid, read_sealed
from gateway.domain.base import Instant, Model

FORMAT = 2

MAX_LINE = 64 * 2**20
"""Octets of one line; a row of the journal has few more than a megabyte."""

Record = list[Any]


class BackupBegin(Model):
    """What a backup is of.

    Attributes:
        format: Version of this format.
        program: Version of Comity that wrote it.
        revision: Revision of the database's schema.
        authority: Whose node.
        federation_id: SHA-256 of the directory's first version, lower-case hex.
        at: When it was begun, by the node's clock.
        keys: Whether the node's private keys are in it.
        left_out: What is not in it because it is made again from what is.
    """

    format: int
    program: str
    revision: str
    authority: str
    federation_id: str
    at: Instant
    keys: bool
    left_out: tuple[str, ...]


class BackedUpLog(Model):
    """A log of the register as the backup holds it."""

    size: int
    root: str


class BackupManifest(Model):
    """What was written, to be compared with what is read back.

    Attributes:
        begin: As at the beginning of the file.
        rows: Of each table.
        files: Octets of each file of the node's folder.
        logs: The register's logs, by origin.
        contents: How many documents' contents lie beside the file.
        contents_octets: Of their ciphertext, together.
        contents_missing: Of how many more the node had only the row.
        digest: SHA-256 of all lines before the manifest, lower-case hex.
    """

    begin: BackupBegin
    rows: Mapping[str, int]
    files: Mapping[str, int]
    logs: Mapping[str, BackedUpLog]
    contents: int = 0
    contents_octets: int = 0
    contents_missing: int = 0
    digest: str

    def with_contents(self, lines: Iterable[ContentLine], digest: str) -> BackupManifest:
        """Return it with the contents beside the file, which were written last."""
        found = list(lines)
        held = [each for each in found if each.sealed]
        said = {
            "contents": len(held),
            "contents_octets": sum(each.octets for each in held),
            "contents_missing": len(found) - len(held),
        }
        return BackupManifest.model_validate({**dict(self), **said, "digest": digest})


class RecordWriter:
    """Writes the lines of a backup.

    Args:
        file: Where the ciphertext goes.
        recipient: Who opens it.
    """

    def __init__(self, file: IO[bytes], recipient: BackupRecipient) -> None:
        self._sealed = SealedWriter(file, recipient)
        self._zip = zlib.compressobj(level=3)
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        """SHA-256 of what was written so far."""
        return self._hash.hexdigest()

    def write(self, record: Record) -> None:
        """Add a line."""
        line = json.dumps(record, ensure_ascii=False, default=_value).encode() + b"\n"
        self._hash.update(line)
        self._sealed.write(self._zip.compress(line))

    def finish(self) -> None:
        """End the file; it is on the disk then."""
        self._sealed.write(self._zip.flush())
        self._sealed.finish()


def read_records(file: IO[bytes], opener: BackupOpener) -> Iterator[tuple[Record, str]]:
    """Yield each line with the digest of all lines before it.

    Raises:
        InputError: BACKUP_INVALID.
    """
    digest = hashlib.sha256()
    for line in _lines(read_sealed(file, opener)):
        before = digest.hexdigest()
        digest.update(line)
        try:
            record = json.loads(line, object_hook=_read_value)
        except (ValueError, binascii.Error) as exc:
            raise invalid("a line of it is no JSON") from exc
        if not isinstance(record, list) or not record:
            raise invalid("a line of it is none of a backup")
        yield record, before


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack; never more than a line and a chunk are held, whatever a file claims."""
    unzip, held = zlib.decompressobj(), b""
    for chunk in chunks:
        waiting = chunk
        while waiting:
            try:
                held += unzip.decompress(waiting, MAX_LINE)
            except zlib.error as exc:
                raise invalid("it cannot be unpacked") from exc
            waiting = unzip.unconsumed_tail
            *lines, held = held.split(b"\n")
            yield from (line + b"\n" for line in lines)
            if len(held) > MAX_LINE:
                raise invalid("a line of it is too long")
    if held or not unzip.eof:
        raise invalid("it ends in the middle of a line")


def _value(value: object) -> dict[str, str]:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    raise TypeError(f"a column of {type(value).__name__} has no form in a backup")


def _read_value(pair: dict[str, Any]) -> Any:
    match pair:
        case {"b": str(octets)} if len(pair) == 1:
            return base64.b64decode(octets, validate=True)
        case {"d": str(day)} if len(pair) == 1:
            return date.fromisoformat(day)
        case _:
            return pair
