"""Where whole contents lie, encrypted, each under the SHA-256 of what it holds.

`ContentStore` is what a store can do. `FolderStore` keeps them in a folder:

    contents/ab/abcd...    a whole document
    contents/ab/new-...    one that is being written

A store shows a name only once all of its contents are behind it, whenever the machine stops.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from gateway.errors import InputError
from gateway.trust.owned_files import sync_folder

NEW = "new-"
"""How the name of a file begins that is not whole."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FIRST_DIGITS = 2


class StoredContent(NamedTuple):
    """The ciphertext of contents, open to be read from any place; whoever has it closes it."""

    file: IO[bytes]
    octets: int


class ContentStore(Protocol):
    """Whole contents by digest; each method waits for the disk or for a network."""

    def holds(self, sha256: str) -> bool:
        """Say whether the contents of a digest are held."""

    def open(self, sha256: str) -> StoredContent:
        """Open the ciphertext of a digest.

        Raises:
            FileNotFoundError: It is not held.
            OSError: It cannot be read.
        """

    def begin(self, sha256: str) -> Path:
        """Return where a new file may be written that `keep` takes then."""

    def keep(self, path: Path, sha256: str) -> None:
        """Take a file that is whole and on the disk; nobody sees it before, nor half of it."""

    def remove(self, sha256: str) -> None:
        """Remove contents, and with them the key that opens them."""

    def digests(self) -> Iterator[str]:
        """Yield the digests of all that is held."""

    def begun(self) -> Iterator[Path]:
        """Yield the files that were begun and not kept."""


class FolderStore:
    """Contents in a folder of this machine.

    Args:
        root: The folder; made with mode 0700 when something is put into it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def holds(self, sha256: str) -> bool:
        """See `ContentStore`."""
        return self._place(sha256).is_file()

    def open(self, sha256: str) -> StoredContent:
        """See `ContentStore`."""
        file = self._place(sha256).open("rb")
        return StoredContent(file, os.fstat(file.fileno()).st_size)

    def begin(self, sha256: str) -> Path:
        """See `ContentStore`."""
        folder = self._place(sha256).parent
        make_folder(folder)
        return new_name(folder)

    def keep(self, path: Path, sha256: str) -> None:
        """See `ContentStore`."""
        rename(path, self._place(sha256))

    def remove(self, sha256: str) -> None:
        """See `ContentStore`."""
        self._place(sha256).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """See `ContentStore`."""
        for folder in listed(self._root):
            yield from (each.name for each in listed(folder) if _DIGEST.fullmatch(each.name))

    def begun(self) -> Iterator[Path]:
        """See `ContentStore`."""
        for folder in listed(self._root):
            yield from (each for each in listed(folder) if each.name.startswith(NEW))

    def _place(self, sha256: str) -> Path:
        return self._root / checked_digest(sha256)[:_FIRST_DIGITS] / sha256


def checked_digest(sha256: str) -> str:
    """Return a digest that is one, and so may be part of a name.

    Raises:
        InputError: It is none.
    """
    if _DIGEST.fullmatch(sha256) is None:
        raise InputError("sha256 is not a SHA-256 digest in lower-case hex", field="sha256")
    return sha256


def new_name(folder: Path) -> Path:
    """Return a name in a folder that nobody has, of a file or folder that is not whole."""
    return folder / f"{NEW}{secrets.token_hex(8)}"


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, for this account alone; their names are on the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def rename(path: Path, place: Path) -> None:
    """Give a file that is on the disk its name, and have the name there too."""
    path.replace(place)
    sync_folder(place.parent)


def listed(folder: Path) -> list[Path]:
    """Return what is in a folder, by name; nothing where there is none."""
    return sorted(folder.iterdir()) if folder.is_dir() else []
