"""Contents of documents beside a backup: each a file, encrypted as it lies at the node.

    FOLDER/ab/abcd...    the ciphertext of contents, by the SHA-256 of that ciphertext

The backup has a line for each document: digest of its contents, digest and size of the ciphertext.
They are under the node's signature, so a file of the folder is proved by its line alone. Backups
may share a folder: what is there already is not copied again. Who holds the folder without the
node's keys reads nothing of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from gateway.backup.sealed_file import invalid
from gateway.documents.content_store import (
    ContentStore,
    checked_digest,
    make_folder,
    new_name,
    rename,
)
from gateway.documents.sealed_content import key_named
from gateway.errors import InputError, TrustError

_BLOCK = 2**20
_FIRST_DIGITS = 2


class ContentLine(NamedTuple):
    """Contents as a backup names them.

    Attributes:
        sha256: Digest of the contents.
        sealed: Digest of their ciphertext; empty where the node itself had them no more.
        octets: Size of the ciphertext.
    """

    sha256: str
    sealed: str
    octets: int


def content_line(values: list[object]) -> ContentLine:
    """Read a line of a backup.

    Raises:
        InputError: BACKUP_INVALID; it is none.
    """
    match values:
        case [str(sha256), str(sealed), int(octets)]:
            try:
                checked_digest(sha256)
                checked_digest(sealed or sha256)
            except InputError as exc:
                raise invalid("a line of it names contents by no digest") from exc
            return ContentLine(sha256, sealed, octets)
        case _:
            raise invalid("a line of it does not name contents")


def copy_contents(
    store: ContentStore, folder: Path, digests: Iterable[str]
) -> Iterator[ContentLine]:
    """Copy contents that the folder has not yet, and yield what the backup says of each.

    Args:
        store: Where the node has them.
        folder: Where the backup has them; made where it is not there.
        digests: The contents that rows of the backup name.

    Raises:
        OSError: One cannot be read or written.
    """
    for sha256 in digests:
        try:
            stored = store.open(sha256)
        except FileNotFoundError:  # named, and gone since the snapshot or lost before
            yield ContentLine(sha256, "", 0)
            continue
        with stored.file as file:
            sealed = _digest(file)
            place = _place(folder, sealed)
            if not (place.is_file() and place.stat().st_size == stored.octets):
                file.seek(0)
                make_folder(place.parent)
                new = new_name(place.parent)
                if _copy(file, new) != sealed:
                    new.unlink()
                    raise OSError(None, f"{sha256[:12]} was altered while it was copied")
                rename(new, place)
        yield ContentLine(sha256, sealed, stored.octets)


def take_contents(
    lines: Iterable[ContentLine],
    folder: Path,
    store: ContentStore,
    opens: Callable[[str], bool] = lambda _: True,
) -> tuple[str, ...]:
    """Put contents of a backup into a node's store, each proved by its digest.

    Contents that the store has stay, where the folder has nothing that is proved, or only what a
    key has wrapped that the node has destroyed since.

    Args:
        lines: What the backup says of them.
        folder: Where it has them.
        store: The node's.
        opens: Says whether the node has a key, by its id.

    Returns:
        Digests of those that are not there afterwards: the folder has them not, or altered.

    Raises:
        OSError: The store does not take them.
    """
    return tuple(each.sha256 for each in lines if not _take(each, folder, store, opens))


def _take(
    line: ContentLine, folder: Path, store: ContentStore, opens: Callable[[str], bool]
) -> bool:
    if _is_held(line, store):
        return True
    place = _place(folder, line.sealed)
    if not line.sealed or not place.is_file():
        return store.holds(line.sha256)
    if store.holds(line.sha256) and not opens(_key_of(place)):
        return True
    new = store.begin(line.sha256)
    with place.open("rb") as file:
        copied = _copy(file, new)
    if copied != line.sealed:
        new.unlink()
        return store.holds(line.sha256)
    store.keep(new, line.sha256)
    return True


def _is_held(line: ContentLine, store: ContentStore) -> bool:
    try:
        stored = store.open(line.sha256)
    except FileNotFoundError:
        return False
    with stored.file as file:
        return stored.octets == line.octets and _digest(file) == line.sealed


def _key_of(place: Path) -> str:
    """Return the id of the key that wraps a file of the folder; empty for what is no contents."""
    with place.open("rb") as file:
        try:
            return key_named(file)
        except TrustError:
            return ""


def _place(folder: Path, sealed: str) -> Path:
    return folder / sealed[:_FIRST_DIGITS] / sealed


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _copy(file: IO[bytes], new: Path) -> str:
    """Write a file to the disk; return the digest of what was written."""
    digest = hashlib.sha256()
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := file.read(_BLOCK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()
