"""The folder of contents, by digest, and of the pieces of uploads that are under way.

    contents/ab/abcd...    a whole document, by the SHA-256 of its contents
    uploads/ID/000...0     a piece of an upload, by the number of its first octet

A file is written under another name, brought to the disk and only then renamed. So a name that is
there has all of its contents behind it, whenever the machine stopped. What stopped half-way is left
under a name that begins with `new-`, and `sweep` removes it. A document gets its name after its
whole digest was seen to be right, and nobody reads a document by another name.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.documents.sealed_content import ContentReader, ContentWriter
from gateway.errors import InputError, NotFoundError, StateError
from gateway.trust.keys import KeyRing

_CONTENTS, _UPLOADS = "contents", "uploads"
_NEW = "new-"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UPLOAD = re.compile(r"[0-9a-z-]{8,60}")
_FIRST_DIGITS = 2
_OFFSET_DIGITS = 16


class ContentFolder:
    """Contents of one node. Its methods wait for the disk: call them in a thread.

    Args:
        root: The folder; made with mode 0700 when something is put into it.
        ring: The node's keys.
    """

    def __init__(self, root: Path, ring: KeyRing) -> None:
        self._root = root
        self._ring = ring

    # --- uploads -------------------------------------------------------------------------

    def received(self, upload_id: str) -> int:
        """Return how many octets of an upload are on the disk, from its beginning without a gap."""
        return sum(size for _, size in self._pieces(upload_id))

    @contextmanager
    def piece(self, upload_id: str, offset: int) -> Iterator[Callable[[bytes], None]]:
        """Take a piece of an upload: what is given to the function is in it.

        It is there when the block ends, whole; where the block raises, nothing of it is.

        Args:
            upload_id: The upload.
            offset: Number of the piece's first octet: what `received` says.

        Raises:
            StateError: STATE_CONFLICT; another piece begins there already.
        """
        folder = self._upload(upload_id)
        _make(folder)
        place = folder / f"{offset:0{_OFFSET_DIGITS}d}"
        if place.exists():
            raise StateError(
                "this piece of the upload has come before",
                remedy="Ask how much has come (HEAD), and go on from there.",
                upload=upload_id,
            )
        with self._written(place) as write:
            yield write

    def complete(self, upload_id: str, *, sha256: str, size: int) -> None:
        """Make the pieces of an upload the contents of a document, and remove the pieces.

        Where the document is held already, only the pieces go. It may be called again after a
        crash at any step.

        Raises:
            InputError: INPUT_INVALID; what came has another size or digest. The pieces are kept
                where octets are missing, and removed where what came is not the document.
        """
        if not self.holds(sha256):
            received = self.received(upload_id)
            if received < size:
                raise InputError(
                    f"the document has {size} octets, and {received} have come",
                    remedy="Go on from there, or begin an upload with the right size.",
                    field="size_bytes",
                )
            self._assemble(upload_id, sha256, size)
        self.drop(upload_id)

    def drop(self, upload_id: str) -> None:
        """Remove what came of an upload, if anything did."""
        shutil.rmtree(self._upload(upload_id), ignore_errors=True)

    # --- contents ------------------------------------------------------------------------

    def holds(self, sha256: str) -> bool:
        """Say whether the contents of a digest are held."""
        return self._contents(sha256).is_file()

    def open(self, sha256: str) -> ContentReader:
        """Open the contents of a digest.

        Raises:
            NotFoundError: They are not held.
            TrustError: DECRYPTION_FAILED; the file was altered, or its key is gone.
        """
        try:
            return ContentReader(self._contents(sha256), self._ring)
        except FileNotFoundError as exc:
            raise NotFoundError(
                f"the contents of the document {sha256[:12]} are not here, only its digest",
                remedy="Ask whoever named the document to put its contents.",
                sha256=sha256,
            ) from exc

    def remove(self, sha256: str) -> None:
        """Remove the contents of a digest, and with the file the key that opens it."""
        self._contents(sha256).unlink(missing_ok=True)

    def sweep(self, *, uploads: Collection[str], contents: Collection[str]) -> int:
        """Remove what no row knows, and what stopped half-way. Nothing may be under way meanwhile.

        Args:
            uploads: Ids of the uploads that may go on.
            contents: Digests of the documents that somebody has.

        Returns:
            How many files and folders it removed.
        """
        gone = 0
        for folder in _listed(self._root / _UPLOADS):
            if folder.name not in uploads:
                shutil.rmtree(folder)
                gone += 1
                continue
            gone += _unlink(each for each in _listed(folder) if each.name.startswith(_NEW))
        for folder in _listed(self._root / _CONTENTS):
            gone += _unlink(each for each in _listed(folder) if each.name not in contents)
        return gone

    # --- within --------------------------------------------------------------------------

    def _assemble(self, upload_id: str, sha256: str, size: int) -> None:
        digest, octets_come = hashlib.sha256(), 0
        place = self._contents(sha256)
        _make(place.parent)
        with self._written(place) as write:
            for octets in self._octets(upload_id):
                digest.update(octets)
                octets_come += len(octets)
                write(octets)
            if octets_come != size or digest.hexdigest() != sha256:
                self.drop(upload_id)
                raise _another(sha256, digest.hexdigest())

    def _pieces(self, upload_id: str) -> list[tuple[Path, int]]:
        """Return the pieces that follow each other without a gap, each with its octets."""
        pieces, offset = [], 0
        for path in _listed(self._upload(upload_id)):
            if path.name != f"{offset:0{_OFFSET_DIGITS}d}":
                break
            with ContentReader(path, self._ring) as reader:
                pieces.append((path, reader.size))
                offset += reader.size
        return pieces

    def _octets(self, upload_id: str) -> Iterator[bytes]:
        for path, _ in self._pieces(upload_id):
            with ContentReader(path, self._ring) as reader:
                yield from reader.read()

    @contextmanager
    def _written(self, place: Path) -> Iterator[Callable[[bytes], None]]:
        new = _new(place)
        try:
            with new.open("xb") as file:
                new.chmod(0o600)
                writer = ContentWriter(file, self._ring)
                yield writer.write
                writer.finish()
            _rename(new, place)
        finally:
            new.unlink(missing_ok=True)

    def _contents(self, sha256: str) -> Path:
        if _DIGEST.fullmatch(sha256) is None:
            raise InputError("sha256 is not a SHA-256 digest in lower-case hex", field="sha256")
        return self._root / _CONTENTS / sha256[:_FIRST_DIGITS] / sha256

    def _upload(self, upload_id: str) -> Path:
        if _UPLOAD.fullmatch(upload_id) is None:
            raise InputError("this is not the id of an upload", field="upload_id")
        return self._root / _UPLOADS / upload_id


def _another(wanted: str, found: str) -> InputError:
    return InputError(
        f"what came has the digest {found[:12]}, and the document {wanted[:12]};"
        " none of it is kept",
        remedy="Put the file that the document names, or name the document by this file's digest.",
        field="sha256",
    )


def _new(place: Path) -> Path:
    return place.with_name(f"{_NEW}{secrets.token_hex(8)}")


def _make(folder: Path) -> None:
    """Make a folder and those above it, for this account alone; their names are on the disk."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _rename(new: Path, place: Path) -> None:
    new.replace(place)
    _sync(place.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _unlink(paths: Iterator[Path]) -> int:
    gone = 0
    for path in paths:
        path.unlink()
        gone += 1
    return gone
