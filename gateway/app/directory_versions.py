"""Every version of the directory that a node has accepted, by number, in its folder.

Nothing is thrown away: a member that was away is given the versions that it missed, one after
the other, and evidence carries those in which the operators changed. A person who copies the
folder from another member lets a node climb that cannot reach anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gateway.exchange.law_service import MAX_FILE_BYTES, MOST_VERSIONS
from gateway.trust.directory_chain import TrustFiles, changeovers, digest_of_version
from gateway.trust.federation import Anchor, DirectoryHead
from gateway.trust.owned_files import write_private
from gateway.trust.proofs.directory_split import DirectorySplit

FOLDER = "directories"
"""Folder of a node's folder; a file is named after its version."""

SPLITS = "directory-splits"
"""Folder of proofs that the operators have signed two directories of one number."""

ANCHOR = "anchor.json"

_NAME = re.compile(r"^([1-9][0-9]{0,17})\.bin$")


class DirectoryVersions:
    """The signed versions in a node's folder.

    Args:
        home: The node's folder.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / FOLDER
        self._digests: dict[int, bytes] = {}  # of versions that were accepted: they never change
        self._changeovers: tuple[tuple[int, int], tuple[bytes, ...]] | None = None

    def keep(self, version: int, raw: bytes) -> None:
        """Keep a version that was accepted, exactly as it was signed.

        Raises:
            OSError: It cannot be written.
        """
        path = self._path(version)
        if not path.exists() or path.read_bytes() != raw:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_private(path, raw)

    def numbers(self, *, above: int = 0, below: int | None = None) -> list[int]:
        """Return the numbers of the versions that are here, rising, between two bounds.

        Args:
            above: None of them is as low as this.
            below: None of them is as high as this; None: there is no such bound.
        """
        names = (path.name for path in self._folder.glob("*.bin"))
        found = sorted(int(match[1]) for name in names if (match := _NAME.match(name)))
        return [each for each in found if each > above and (below is None or each < below)]

    def read(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """Yield versions, each exactly as it was signed.

        Raises:
            OSError: One is not there, or cannot be read.
        """
        for number in numbers:
            yield self._path(number).read_bytes()

    def digest(self, number: int) -> bytes:
        """Return the SHA-256 of a version's payload, empty where it is not here."""
        if number not in self._digests:
            try:
                (raw,) = self.read([number])
            except OSError:
                return b""
            self._digests[number] = digest_of_version(raw)
        return self._digests[number]

    def anchor(self) -> Anchor:
        """Return the anchor from which this node started.

        Raises:
            TrustError: DIRECTORY_INVALID, it is malformed.
            OSError: It cannot be read.
        """
        return Anchor.from_json(self._anchor())

    def after(self, theirs: DirectoryHead, held: int) -> tuple[bytes, ...]:
        """Return the next versions after one, up to the one that is held, within one answer.

        Args:
            theirs: What the caller has; where another version of that number was accepted here,
                that is the first.
            held: What this node holds.
        """
        differs = theirs.digest and self.digest(theirs.version) not in (b"", theirs.digest)
        version = theirs.version - 1 if differs else theirs.version
        found: list[bytes] = []
        total = 0
        for raw in self.read(self.numbers(above=version, below=held + 1)[:MOST_VERSIONS]):
            total += len(raw)
            if found and total > MAX_FILE_BYTES:
                break
            found.append(raw)
        return tuple(found)

    def trust_files(self, held: int) -> TrustFiles:
        """Return what evidence carries: the version that is held, and how one comes to it.

        Args:
            held: The version that is held; it was kept.

        Raises:
            TrustError: DIRECTORY_INVALID, the anchor is malformed.
            OSError: A version cannot be read.
        """
        anchor = self._anchor()
        since = Anchor.from_json(anchor)
        (directory,) = self.read([held])
        seen = (since.version, held)
        if self._changeovers is None or self._changeovers[0] != seen:
            before = self.read(self.numbers(above=since.version - 1, below=held))
            self._changeovers = (seen, tuple(changeovers(before, since)))
        return TrustFiles(directory, anchor, self._changeovers[1])

    def keep_split(self, found: DirectorySplit) -> None:
        """Keep the proof that operators have signed two versions of one number.

        Raises:
            OSError: It cannot be written.
        """
        folder = self._home / SPLITS
        folder.mkdir(mode=0o700, exist_ok=True)
        name = f"{found.version}-{digest_of_version(found.other).hex()[:16]}.json"
        if not (folder / name).exists():
            write_private(folder / name, found.model_dump_json(indent=1).encode() + b"\n")

    def splits(self) -> list[Path]:
        """Return the proofs that lie here, until a person has them explained and moves them."""
        return sorted((self._home / SPLITS).glob("*.json"))

    def _anchor(self) -> str:
        return (self._home / ANCHOR).read_text(encoding="utf-8")

    def _path(self, version: int) -> Path:
        return self._folder / f"{version}.bin"
