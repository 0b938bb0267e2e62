"""The directory by which an evidence file is judged: its own, or a newer one that is held.

Step 2 of the verification (docs/protocol/evidence.md, section 2). The exporter chose the directory
in the file, perhaps from before a revocation; so a newer one that the verifier holds or brings goes
before it, and where both have one number and differ, the operators have signed two.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from gateway.errors import ComityError, InputError
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import ANCHOR, DIRECTORY, EARLIER_DIRECTORIES, Manifest
from gateway.evidence.report import fault
from gateway.trust.directory_chain import digest_of_version, load_over, version_of
from gateway.trust.directory_form import parse_directory
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Anchor, Directory


@dataclass(frozen=True)
class BroughtDirectory:
    """A directory that a person brings, verified by the anchor that the person brings.

    Attributes:
        raw: As it was signed.
        earlier: Versions before it, the oldest first, as they were signed.
    """

    directory: Directory
    raw: bytes
    earlier: tuple[bytes, ...]

    @classmethod
    def read(cls, path: Path, anchor: Anchor | None) -> Self:
        """Read a directory file, with the versions in the folder `directories` beside it.

        Raises:
            RegisterError: EVIDENCE_INVALID; it cannot be read.
            InputError: It is no directory, or no anchor says whose it is.
            TrustError: It is not signed by whom the anchor names.
        """
        if anchor is None:
            remedy, field = "Give the anchor of the federation too.", "directory"
            raise InputError("directory: no anchor says whose it is", remedy=remedy, field=field)
        files = (path, *path.parent.glob("directories/*.bin"))
        try:
            raw, *earlier = (each.read_bytes() for each in files)
        except OSError as exc:
            raise fault("the directory that was given cannot be read") from exc
        earlier = sorted((each for each in earlier if each != raw), key=version_of)
        created = parse_directory(SignedBytes.from_bytes(raw).payload).created
        return cls(load_over(raw, earlier, at=created, anchor=anchor), raw, tuple(earlier))

    def continues(self, directory: Directory) -> bool:
        """Say whether this is a later version of a directory, by the versions between the two."""
        between = [each for each in self.earlier if version_of(each) > directory.version]
        try:
            return load_over(self.raw, between, at=None, held=directory) == self.directory
        except ComityError:
            return False


@dataclass(frozen=True)
class Trust:
    """What the verifier brings.

    Attributes:
        anchor: The federation's, as a person brought it; None: the one in the file is used.
        held: The directory that the verifier holds itself, verified when it was taken.
        brought: The one that a person brings; an anchor that is newer than the file's directory
            opens that one by way of it.
    """

    anchor: Anchor | None
    held: Directory | None
    brought: BroughtDirectory | None = None


@dataclass
class JudgingDirectory:
    """Finds the directory of a file.

    Attributes:
        directory: The one that judges, once it was found; also where something is wrong with it
            that keeps no other check from being made.
        known: Digest of each version that was verified, by its number.
    """

    bundle: Bundle
    manifest: Manifest
    trust: Trust
    directory: Directory | None = None
    known: dict[int, bytes] = field(default_factory=dict)

    def load(self) -> str:
        """Load the directory as it was valid when it was signed; evidence outlives it.

        Raises:
            ComityError: It is not by whom the anchor names, of another federation, expired with
                its grace before the export, or another than the one of its number that is held.
        """
        inside = self._anchor()
        directory = self._verified(inside)
        if inside.federation_id != directory.federation_id:
            raise fault("anchor.json is that of another federation")
        if (self.manifest.federation_id, self.manifest.rehearsal) != (
            directory.federation_id.hex(),
            directory.rehearsal,
        ):
            raise fault("the manifest is of another federation than the directory")
        self.known[directory.version] = directory.digest
        newer = self._choose(directory)
        if not directory.within_grace(self.manifest.at):
            raise fault(
                "version {version} of the directory had expired, and its grace with it, when the "
                "file says that it was exported",
                version=directory.version,
            )
        given = self.trust.anchor is not None
        whose = "the anchor that was given" if given else "the anchor in the file, see the summary"
        expired = directory.expired(self.manifest.at)
        state = "expired at the export" if expired else "valid at the export"
        judged = f"; judged by version {newer}, which is held here" if newer else ""
        return f"version {directory.version} of {directory.name}, {state}; by {whose}{judged}"

    @property
    def in_words(self) -> str:
        """By which directory the file was judged, and who chose it."""
        if self.directory is None:
            return "Judged by no directory: none holds, so next to nothing could be checked."
        exporter, held = self.manifest.authority, self.trust.held
        whose = "the caller" if self.trust.brought else "this node"
        version, made = self.directory.version, self.directory.created.date().isoformat()
        chosen = f"{exporter}, who exported the file"
        if held is not None and held.version == version:
            newer = version > version_of(self.bundle.raw(DIRECTORY))
            chosen = whose if newer else f"{chosen}, and by {whose}"
        return (
            f"Judged by version {version} of the directory, of {made}, chosen by {chosen}. Keys "
            "that were revoked in a later version are not known here."
        )

    def _anchor(self) -> Anchor:
        try:
            return Anchor.from_json(self.bundle.raw(ANCHOR).decode())
        except UnicodeDecodeError as exc:
            raise fault("anchor.json is not text") from exc

    def _verified(self, inside: Anchor) -> Directory:
        raw, held = self.bundle.raw(DIRECTORY), self.trust.held
        signed = SignedBytes.from_bytes(raw)
        created = parse_directory(signed.payload).created  # only picks the instant; verified next
        if held is not None and held.digest == hashlib.sha256(signed.payload).digest():
            directory = held  # its signatures were verified when it was taken
        else:
            names = sorted(
                each for each in self.bundle.files if each.startswith(EARLIER_DIRECTORIES)
            )
            earlier = [self.bundle.raw(each) for each in names]
            anchor, brought = self.trust.anchor or inside, self.trust.brought
            before = brought is not None and version_of(raw) < anchor.version
            if before:
                anchor = inside
            directory = load_over(raw, earlier, at=created, anchor=anchor)
            if before and brought is not None and not brought.continues(directory):
                raise fault("the directory that was given does not continue the one in the file")
            passed = {version_of(each): digest_of_version(each) for each in earlier}
            self.known |= {n: digest for n, digest in passed.items() if n >= anchor.version}
        if signed.to_bytes() != raw:
            raise fault("the directory's envelope has more in it than what was signed")
        return directory

    def _choose(self, directory: Directory) -> int:
        """Take the newer one of the file's and the held one; return its number where it is held."""
        held = self.trust.held
        if held is None or held.federation_id != directory.federation_id:
            self.directory = directory
            return 0
        other = self.known.get(held.version, held.digest)
        self.known[held.version] = held.digest
        if other != held.digest:
            self.directory = held
            raise fault(
                "the operators have signed two directories of version {version}: the one in the "
                "file is another than the one that is held here, by which it is judged",
                version=held.version,
            )
        newer = held.version > directory.version
        self.directory = held if newer else directory
        return held.version if newer else 0
