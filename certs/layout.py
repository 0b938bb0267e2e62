"""Where a development federation's files lie.

::

    OUT/anchor.json  directory.bin  ca.pem
    OUT/operators/   ca-key.pem  operator-1.pem ...     (never on a member's machine)
    OUT/members/DE/  keys/  tls-key.pem  tls-cert.pem  ca.pem  directory.bin  anchor.json
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.errors import NotFoundError
from gateway.trust.tls_files import TlsFiles


@dataclass(frozen=True, slots=True)
class MemberFiles:
    """Files of one member; the folder may be moved to its machine as it is."""

    code: str
    folder: Path

    @property
    def keys(self) -> Path:
        """Folder of the key ring."""
        return self.folder / "keys"

    @property
    def directory(self) -> Path:
        """Signed directory, as fetched."""
        return self.folder / "directory.bin"

    @property
    def anchor(self) -> Path:
        """Anchor of the federation."""
        return self.folder / "anchor.json"

    @property
    def tls(self) -> TlsFiles:
        """Files for mTLS."""
        return TlsFiles(
            key=self.folder / "tls-key.pem",
            certificate=self.folder / "tls-cert.pem",
            authorities=self.folder / "ca.pem",
        )


@dataclass(frozen=True, slots=True)
class FederationFiles:
    """Files of a whole development federation."""

    folder: Path
    members: Mapping[str, MemberFiles]

    @classmethod
    def at(cls, folder: Path) -> FederationFiles:
        """Find a federation that was made before.

        Raises:
            NotFoundError: NOT_FOUND, there is none in the folder.
        """
        if not (folder / "directory.bin").is_file():
            raise NotFoundError(
                "there is no federation in {folder}",
                remedy="Make one with {makeTrialFederation}.",
                folder=folder,
            )
        found = sorted(path for path in (folder / "members").iterdir() if path.is_dir())
        return cls(folder, {path.name: MemberFiles(path.name, path) for path in found})

    @property
    def directory(self) -> Path:
        """Newest signed directory."""
        return self.folder / "directory.bin"

    @property
    def anchor(self) -> Path:
        """Anchor of the first version."""
        return self.folder / "anchor.json"

    @property
    def ca_certificate(self) -> Path:
        """Certificate of the TLS authority."""
        return self.folder / "ca.pem"

    @property
    def operators(self) -> Path:
        """Folder of the operators' keys and the TLS authority's key."""
        return self.folder / "operators"

    @property
    def ca_key(self) -> Path:
        """Key of the TLS authority."""
        return self.operators / "ca-key.pem"

    @property
    def state(self) -> Path:
        """Newest statement about the directory, where the operators make them."""
        return self.folder / "directory-state.bin"

    def operator_key(self, name: str) -> Path:
        """Key of one operator."""
        return self.operators / f"{name}.pem"
