"""Contents of one node: the pieces of uploads that are under way, and what is whole.

    uploads/ID/000...0     a piece of an upload, by the number of its first octet

Whole contents lie in a `ContentStore`, by default `contents/` in the same folder.

A file is written under another name, brought to the disk and only then renamed. So a name that is
there has all of its contents behind it, whenever the machine stopped. What stopped half-way is left
under a name that begins with `new-`, and `sweep` removes it. A document gets its name after its
whole digest was seen to be right, and nobody reads a document by another name.

What no row names any more is removed by `sweep`, and by nothing else. Who makes contents and writes
their row claims the digest meanwhile, so that a sweep between the two leaves it.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from io import SEEK_END, SEEK_SET, BufferedReader, RawIOBase
from itertools import accumulate
from pathlib import Path
from threading import Condition, Lock
from typing import IO, TYPE_CHECKING

from gateway.documents.chunked import unreadable
from gateway.documents.content_store import (
    NEW,
    ContentStore,
    FolderStore,
    listed,
    make_folder,
    new_name,
    rename,
)
from gateway.documents.sealed_content import ContentReader, ContentWriter, key_named
from gateway.errors import InputError, NotFoundError, Reason, StateError, TrustError
from gateway.trust.keys import KeyRing

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CONTENTS, _UPLOADS = "contents", "uploads"
_UPLOAD = re.compile(r"[0-9a-z-]{8,60}")
_OFFSET_DIGITS = 16
_AT_ONCE = 256 * 1024


MOST_OCTETS = 256 * 2**20
"""Octets of a document where nothing else is said."""

DEAD_AFTER = timedelta(days=7)
"""How long an upload may stand still: as long as an `Idempotency-Key` is known."""

_STOPPED_AFTER = timedelta(days=1)
"""So old a file that is not whole is written by nobody: a piece ends after a minute of silence."""


class ContentFolder:
    """Contents of one node. Its methods wait for the disk: call them in a thread.

    Args:
        root: The folder; made with mode 0700 when something is put into it.
        ring: The node's keys.
        most_octets: The largest document that is taken.
        store: Where whole contents lie; absent: in the folder.

    Attributes:
        store: The same.
    """

    def __init__(
        self,
        root: Path,
        ring: KeyRing,
        most_octets: int = MOST_OCTETS,
        store: ContentStore | None = None,
    ) -> None:
        self.most_octets = most_octets
        self.store: ContentStore = store or store_in(root)
        self._root = root
        self._ring = ring
        self._busy: set[str] = set()
        self._claims: Counter[str] = Counter()
        self._claimed_since: set[str] = set()
        self._removing = ""
        self._lock = Condition()
        self._sweeping = Lock()

    # --- uploads -------------------------------------------------------------------------

    def received(self, upload_id: str) -> int:
        """Return how many octets of an upload are on the disk, from its beginning without a gap."""
        return sum(size for _, size in self._pieces(upload_id))

    def piece(self, upload_id: str, offset: int) -> UploadPiece:
        """Begin a piece of an upload; it is there once it is kept, and then whole.

        Args:
            upload_id: The upload.
            offset: Number of the piece's first octet.

        Raises:
            StateError: STATE_CONFLICT; another piece is coming in, or the octets that have come
                end elsewhere; `expected_offset` says where.
        """
        folder = self._upload(upload_id)
        with self._lock:
            if upload_id in self._busy:
                raise StateError(
                    "a piece of this document is coming in already",
                    remedy="Wait for it, then ask how much has come (HEAD) and go on from there.",
                    upload=upload_id,
                )
            self._busy.add(upload_id)
        try:
            received = self.received(upload_id)
            if received != offset:
                raise StateError(
                    "the piece begins at {provided_offset}, and {expected_offset} octets have come",
                    remedy="Go on from there: Upload-Offset is how many octets have come.",
                    expected_offset=received,
                    provided_offset=offset,
                )
            make_folder(folder)
            place = folder / f"{offset:0{_OFFSET_DIGITS}d}"
            file = _NewFile(new_name(folder), self._ring, lambda new: rename(new, place))
            return UploadPiece(file, lambda: self._busy.discard(upload_id))
        except BaseException:
            self._busy.discard(upload_id)
            raise

    def come(self, upload_id: str) -> IO[bytes]:
        """Open what has come of an upload, to be read from any place; whoever has it closes it."""
        return BufferedReader(_Pieces(self._pieces(upload_id), self._reader), _AT_ONCE)

    def complete(self, upload_id: str, *, sha256: str, size: int) -> None:
        """Make the pieces of an upload the contents of a document; `drop` removes the pieces.

        Where the document is held already the pieces are compared all the same: who names a digest
        has not shown that he has the document. The pieces stay until a row says whose the contents
        are: whenever the machine stops, nothing need come twice.

        Raises:
            InputError: INPUT_INVALID; what came has another size or digest. The pieces are kept
                where octets are missing, and removed where what came is not the document.
        """
        received = self.received(upload_id)
        if received < size:
            raise InputError(
                "the document has {size} octets, and {received} have come",
                remedy="Go on from there, or name the document with its right size.",
                field="size_bytes",
                received=received,
                size=size,
            )
        self._wait_for_sweep(sha256)
        new = None if self.store.holds(sha256) else self._new(sha256)
        digest, come = hashlib.sha256(), 0
        try:
            for octets in self._octets(upload_id):
                digest.update(octets)
                come += len(octets)
                if new is not None:
                    new.write(octets)
            if come != size or digest.hexdigest() != sha256:
                self.drop(upload_id)
                raise _another(sha256, digest.hexdigest())
            if new is not None:
                new.keep()
        finally:
            if new is not None:
                new.drop()

    def drop(self, upload_id: str) -> None:
        """Remove what came of an upload, if anything did: all of it or, at a crash, nothing."""
        _remove(self._upload(upload_id))

    def drop_dead(self, now: datetime) -> int:
        """Remove uploads to which nothing has come for `DEAD_AFTER`; return how many."""
        before = (now - DEAD_AFTER).timestamp()
        dead = [each for each in listed(self._root / _UPLOADS) if each.stat().st_mtime < before]
        for folder in dead:
            if folder.name not in self._busy:
                _remove(folder)
        return len(dead)

    # --- contents ------------------------------------------------------------------------

    def holds(self, sha256: str) -> bool:
        """Say whether the contents of a digest are held."""
        return self.store.holds(sha256)

    def open(self, sha256: str) -> ContentReader:
        """Open the contents of a digest.

        Raises:
            NotFoundError: CONTENTS_LOST; whoever asks has seen a row that says they are here.
            TrustError: DECRYPTION_FAILED; the file was altered, or its key is gone.
        """
        try:
            stored = self.store.open(sha256)
        except FileNotFoundError as exc:
            raise Reason.CONTENTS_LOST.error(
                "the contents of the document {document} were stored here, and are missing",
                remedy="Put them again ({addToUpload}), or restore the last backup.",
                sha256=sha256,
                document=sha256[:12],
            ) from exc
        return ContentReader(stored.file, stored.octets, self._ring)

    def keys_named(self) -> Iterator[tuple[str, str]]:
        """Yield the digest of each contents, empty for a piece of an upload, and its key's id.

        Raises:
            OSError: One cannot be read, so that nobody knows what it names.
        """
        for sha256 in self.store.digests():
            with suppress(FileNotFoundError):  # removed since
                yield sha256, _key_named(self.store.open(sha256).file)
        for upload in listed(self._root / _UPLOADS):
            for piece in listed(upload):
                with suppress(FileNotFoundError):
                    yield "", _key_named(piece.open("rb"))

    def wrap_again(self, sha256: str) -> int:
        """Encrypt contents anew, under a new key that the newest storage key wraps.

        Whoever reads them meanwhile reads on, and whenever the machine stops they are there.

        Returns:
            How many octets they have; 0 where they are not here any more.

        Raises:
            TrustError: DECRYPTION_FAILED; they do not open, or are others than their name says.
            OSError: They cannot be read or written.
        """
        with self.claim(sha256):
            self._wait_for_sweep(sha256)
            try:
                reader = self.open(sha256)
            except NotFoundError:
                return 0
            with reader:
                new, digest = self._new(sha256), hashlib.sha256()
                try:
                    for octets in reader.read():
                        digest.update(octets)
                        new.write(octets)
                    if digest.hexdigest() != sha256:
                        raise unreadable("they are others than their name says")
                    new.keep()
                finally:
                    new.drop()
                return reader.size

    @contextmanager
    def claim(self, sha256: str) -> Iterator[None]:
        """Keep contents from a sweep while they are made and their row is written."""
        with self._lock:
            self._claims[sha256] += 1
            self._claimed_since.add(sha256)
        try:
            yield
        finally:
            with self._lock:
                self._claims -= Counter((sha256,))

    def sweep(
        self, named: Callable[[], Collection[str]], now: datetime, *, alone: bool = False
    ) -> int:
        """Remove contents that no row names, dead uploads, and what stopped half-way.

        Args:
            named: Reads the digests that rows name; called once, after the sweep has begun.
            now: The present instant.
            alone: Nothing is under way, as at the start of a node: whatever is not whole has
                stopped. Else a day is left to it.

        Returns:
            How many files and uploads it removed.
        """
        with self._sweeping:
            with self._lock:
                self._claimed_since.clear()
            contents = named()
            gone = self.drop_dead(now)
            before = None if alone else (now - _STOPPED_AFTER).timestamp()
            for folder in listed(self._root / _UPLOADS):
                if not folder.name.startswith(NEW):
                    new = (each for each in listed(folder) if each.name.startswith(NEW))
                    gone += _unlink(new, before)
                elif _is_before(folder, before):
                    shutil.rmtree(folder)
                    gone += 1
            gone += _unlink(self.store.begun(), before)
            unnamed = [each for each in self.store.digests() if each not in contents]
            return gone + sum(map(self._remove, unnamed))

    def _remove(self, sha256: str) -> bool:
        """Remove contents that nobody claims; nobody but who makes the same ones waits for it."""
        with self._lock:
            if sha256 in self._claims or sha256 in self._claimed_since:
                return False
            self._removing = sha256
        try:
            self.store.remove(sha256)
        finally:
            with self._lock:
                self._removing = ""
                self._lock.notify_all()
        return True

    # --- within --------------------------------------------------------------------------

    def _wait_for_sweep(self, sha256: str) -> None:
        """Wait until a sweep has removed contents that were claimed too late for it."""
        with self._lock:
            self._lock.wait_for(lambda: self._removing != sha256)

    def _pieces(self, upload_id: str) -> list[tuple[Path, int]]:
        """Return the pieces that follow each other without a gap, each with its octets."""
        pieces, offset = [], 0
        for path in listed(self._upload(upload_id)):
            if path.name != f"{offset:0{_OFFSET_DIGITS}d}":
                break
            with self._reader(path) as reader:
                pieces.append((path, reader.size))
                offset += reader.size
        return pieces

    def _octets(self, upload_id: str) -> Iterator[bytes]:
        for path, _ in self._pieces(upload_id):
            with self._reader(path) as reader:
                yield from reader.read()

    def _reader(self, path: Path) -> ContentReader:
        return ContentReader(path.open("rb"), path.stat().st_size, self._ring)

    def _new(self, sha256: str) -> _NewFile:
        path = self.store.begin(sha256)
        return _NewFile(path, self._ring, lambda new: self.store.keep(new, sha256))

    def _upload(self, upload_id: str) -> Path:
        if _UPLOAD.fullmatch(upload_id) is None:
            raise InputError("this is not the id of an upload", field="upload_id")
        return self._root / _UPLOADS / upload_id


class _Pieces(RawIOBase):
    """Pieces of an upload as one file; one of them is open at a time."""

    def __init__(
        self, pieces: list[tuple[Path, int]], opened: Callable[[Path], ContentReader]
    ) -> None:
        self._ends = list(accumulate(size for _, size in pieces))
        self._pieces = pieces
        self._opened = opened
        self._open: tuple[Path, ContentReader] | None = None
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        size = self._ends[-1] if self._ends else 0
        self._place = max(offset + {SEEK_SET: 0, SEEK_END: size}.get(whence, self._place), 0)
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        number = bisect_right(self._ends, self._place)
        if number == len(self._ends) or not len(view):
            return 0
        path, size = self._pieces[number]
        first = self._place - (self._ends[number] - size)
        count = min(len(view), size - first)
        view[:count] = b"".join(self._reader(path).read(first, first + count))
        self._place += count
        return count

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None
        super().close()

    def _reader(self, path: Path) -> ContentReader:
        if self._open is None or self._open[0] != path:
            if self._open is not None:
                self._open[1].close()
            self._open = (path, self._opened(path))
        return self._open[1]


def store_in(root: Path) -> ContentStore:
    """Return the store of whole contents in the folder of documents."""
    return FolderStore(root / _CONTENTS)


class _NewFile:
    """A file of contents under another name, until it is kept or dropped."""

    def __init__(self, path: Path, ring: KeyRing, take: Callable[[Path], None]) -> None:
        self._path = path
        self._take = take
        self._file = self._path.open("xb")
        self._path.chmod(0o600)
        self._writer = ContentWriter(self._file, ring)

    def write(self, octets: bytes) -> None:
        self._writer.write(octets)

    def keep(self) -> None:
        """Have it on the disk, and give it its name."""
        self._writer.finish()
        self._file.close()
        self._take(self._path)

    def drop(self) -> None:
        """Remove it, unless it was kept."""
        self._file.close()
        self._path.unlink(missing_ok=True)


class UploadPiece:
    """A piece of an upload that is coming in; `end` is called once, whatever happened.

    Args:
        file: Where it goes.
        free: Lets another piece begin.
    """

    def __init__(self, file: _NewFile, free: Callable[[], None]) -> None:
        self._file = file
        self._free = free

    def write(self, octets: bytes) -> None:
        """Add octets."""
        self._file.write(octets)

    def keep(self) -> None:
        """Have what was written on the disk, as a piece of the upload."""
        self._file.keep()

    def end(self) -> None:
        """Remove what was not kept, and let the next piece begin."""
        try:
            self._file.drop()
        finally:
            self._free()


def _key_named(file: IO[bytes]) -> str:
    """Return the id of the key that a file names; empty for one that is no contents."""
    with file, suppress(TrustError):
        return key_named(file)
    return ""


def _another(wanted: str, found: str) -> InputError:
    return InputError(
        "what came has the digest {found}, and the document {wanted}; none of it is kept",
        remedy="Put the file that the document names, or name the document by this file's digest.",
        field="sha256",
        found=found[:12],
        wanted=wanted[:12],
    )


def _remove(folder: Path) -> None:
    """Remove a folder: it loses its name first, so that no part of it is taken for the whole."""
    gone = new_name(folder.parent)
    try:
        folder.replace(gone)
    except FileNotFoundError:
        return
    shutil.rmtree(gone)


def _is_before(path: Path, before: float | None) -> bool:
    return before is None or path.stat().st_mtime < before


def _unlink(paths: Iterator[Path], before: float | None) -> int:
    gone = [each for each in paths if _is_before(each, before)]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
