"""Files that belong to the user of the node alone: read, written and destroyed.

What lies in them is secret, so no error says anything of their content.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.errors import ComityError, Reason

_KEY_FILE_BYTES = 8192  # the longest, the hybrid one, has under 400
_WAITING = ".new"  # ends the name of what is written and not yet in its place


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whatever the umask, whole or not at all.

    What was there before stays until the new octets are on the disk: a full disk, a kill or a
    power cut costs no key.

    Raises:
        OSError: It cannot be written; all is as it was.
    """
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_WAITING}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def read_private(path: Path) -> bytes:
    """Read a file that only its owner may read, and whose owner is who runs this.

    Raises:
        TrustError: KEY_INVALID: missing, too long, readable by others, or another user's, who
            could exchange it or give it to others.
    """
    try:
        with path.open("rb") as file:
            held = os.fstat(file.fileno())  # of what is read, whatever the name is by now
            content = file.read(_KEY_FILE_BYTES + 1)
    except OSError as exc:
        raise unusable("a key file cannot be read", path) from exc
    if held.st_uid != os.geteuid():
        raise Reason.KEY_INVALID.error(
            "the key file {file} is another user's than who runs this",
            remedy="Run it as the user of the node, or chown the file once you know it is yours.",
            file=path.name,
        )
    if held.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Reason.KEY_INVALID.error(
            "the key file {file} can be read by others than its owner",
            remedy="Run chmod 600 on it; consider the key as known and let it be replaced.",
            file=path.name,
        )
    if len(content) > _KEY_FILE_BYTES:
        raise unusable("a key file is too long", path)
    return content


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Let nobody else change the files of a folder meanwhile who asks here too; waits for them.

    Raises:
        TrustError: KEY_INVALID; there is no such folder.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as exc:
        raise unusable("the key folder cannot be read", folder) from exc
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def destroy_private(path: Path) -> None:
    """Overwrite a file, have that on the disk, and take its name away, on the disk too.

    A disk of flash memory and a file system that copies on write keep the octets of before for
    a time all the same; docs/guides/keys.md says what it does and what not.

    Args:
        path: The file; one that is not there is destroyed already.

    Raises:
        OSError: It cannot be written or removed.
    """
    # What a kill has left of `write_private` holds the same secret.
    for each in (path, *path.parent.glob(f".{path.name}.*{_WAITING}")):
        _overwrite(each)
    sync_folder(path.parent)


def _overwrite(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names of a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unusable(what: str, path: Path) -> ComityError:
    """Return the error of a key file that cannot be used."""
    return Reason.KEY_INVALID.error(
        what,
        ": {file}",
        remedy="Check the path and its owner, or restore the file from its backup.",
        file=path.name,
    )
