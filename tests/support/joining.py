"""Operators at their tables, who admit a candidate by the commands alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from certs.layout import FederationFiles

Run = Callable[..., str]
"""Runs `comity` with words, and returns what it printed."""


@dataclass(frozen=True)
class Table:
    """The operators, each with key, directory and anchor in a folder of its own.

    Attributes:
        folder: Where their folders lie, and the files that go between them.
        files: The federation, of which the TLS authority's files are taken.
        run: Runs a command.
    """

    folder: Path
    files: FederationFiles
    run: Run

    def operator(self, number: int) -> Path:
        """Return an operator's folder, made at first."""
        place = self.folder / f"operator-{number}"
        if not place.exists():
            place.mkdir(parents=True)
            shutil.copy(self.files.operator_key(place.name), place / "key.pem")
            shutil.copy(self.files.anchor, place / "anchor.json")
            shutil.copy(self.files.directory, place / "directory.bin")
        return place

    def held(self, number: int) -> list[str]:
        """Return the options that name what an operator holds."""
        place = self.operator(number)
        return [
            "--directory",
            str(place / "directory.bin"),
            "--anchor",
            str(place / "anchor.json"),
        ]

    def propose(self, request: Path) -> tuple[Path, Path]:
        """Have the first operator verify, certify and propose; return proposal and certificate."""
        proposal = self.folder / f"{request.stem}-proposal.bin"
        certificate = self.folder / f"{request.stem}.pem"
        authority = ["--ca", str(self.files.ca_certificate), "--ca-key", str(self.files.ca_key)]
        made = ["--out", str(proposal), "--certificate", str(certificate)]
        self.run("directory", "admit", str(request), *self.held(1), *authority, *made)
        return proposal, certificate

    def admit(self, request: Path) -> Path:
        """Have two of three operators admit a candidate; return the answer that it gets."""
        proposal, certificate = self.propose(request)
        compared = ["--proposal", str(proposal)]
        self.run("directory", "admit", str(request), *self.held(2), *compared)
        signatures = []
        for number in (1, 2):
            signatures.append(str(self.folder / f"{request.stem}-{number}.signature"))
            key = ["--key", str(self.operator(number) / "key.pem"), "--out", signatures[-1]]
            self.run("directory", "sign", str(proposal), *self.held(number), *key, "--yes")
        fresh = self.folder / f"{request.stem}-directory.bin"
        self.run(
            "directory", "publish", str(proposal), *signatures, *self.held(1), "--out", str(fresh)
        )
        for number in (1, 2, 3):
            shutil.copy(fresh, self.operator(number) / "directory.bin")
        answer = self.folder / f"{request.stem}-answer.txt"
        made = ["--ca", str(self.files.ca_certificate), "--out", str(answer)]
        self.run("directory", "answer", str(certificate), *self.held(1), *made)
        return answer
